/**
 * Proofs that somebody acts for a patient, from the dependant's own application or the patient's appointment on
 * (docs/spec/node-api-v1.md section 3, "Proof of a representation"): a node can show one that has ended; it cannot make
 * one.
 */
import { fail } from './errors.js';
import { identityOf, isEntityId, isIdentity } from './identity.js';
import { parseTransaction, verifyTransaction } from './jws.js';
import { isObject } from './strict-json.js';
import { proveIdentity } from './trust.js';

/** What representatives may be given, in the ledger's order. */
export const REPRESENTATIVE_RIGHTS = ['read', 'contribute', 'consent', 'arrange'];

/** The most guardians who may have appointed one another in turn. */
const LONGEST_CHAIN = 16;

const GUARDIAN = 'guardian';

/** What a command that is carried out as the patient's asks of who signs it (RecordContract's RepresentationPolicy). */
const NEEDS = {
  'record.add': ['contribute'], 'record.amend': ['contribute'], 'record.retract': ['contribute'],
  'access.grant': ['consent'], 'access.deny': ['consent'], 'access.revoke': ['consent'],
  'record.restrict': ['consent'], 'details.withdraw': ['consent'],
  'appointment.move': ['arrange'], 'appointment.cancel': ['arrange'], 'prescription.requestRefill': ['arrange'],
  'order.cancel': ['arrange'], 'message.send': ['arrange'], 'message.read': ['arrange'],
  'compartment.rekey': GUARDIAN, 'compartment.reseal': GUARDIAN, 'record.erase': GUARDIAN,
  'record.requestErasure': GUARDIAN, 'claim.submit': GUARDIAN, 'claim.withdraw': GUARDIAN,
  'representative.appoint': GUARDIAN, 'representative.end': GUARDIAN,
};

const refuse = () => fail('client.factNotProven');

function needOf(command) {
  if (command.type === 'appointment.request') return command.grant === undefined ? ['arrange'] : ['consent', 'arrange'];
  return Object.hasOwn(NEEDS, command.type) ? NEEDS[command.type] : undefined;
}

/** Whether somebody with these rights may sign a command for the patient: what is not named is refused. */
export function mayAct({ rights, isGuardian }, command) {
  const need = needOf(command);
  if (need === undefined) return false;
  return need === GUARDIAN ? isGuardian : need.every((right) => rights.includes(right));
}

/** What a `representative.appoint` says: `{representation, representative, rights, isGuardian}`. */
function appointmentIn(command) {
  const { representation, representative, rights, keyEnvelope, until, grant } = command;
  const isGuardian = keyEnvelope !== undefined;
  const known = isGuardian ? rights === undefined && until === undefined && grant !== undefined
    : Array.isArray(rights) && rights.length > 0
      && REPRESENTATIVE_RIGHTS.filter((right) => rights.includes(right)).join() === rights.join()
      && rights.includes('read') === (grant !== undefined)
      && (rights.includes('read') || !rights.includes('consent'));
  if (command.type !== 'representative.appoint' || !known) refuse();
  return { representation, representative, rights: isGuardian ? REPRESENTATIVE_RIGHTS : rights, isGuardian };
}

/** The registration of a dependant, whose own first key names who registers: so the id says who the guardian is. */
async function registered(patient, representative, command, network) {
  const nested = await parseTransaction(command.application);
  const { command: apply } = nested;
  const right = nested.network === network && apply.type === 'identity.apply' && apply.role === 'patient'
    && apply.guardian === representative.id && patient.guardian === representative.id
    && await identityOf(network, nested.signer) === patient.id;
  if (!right) refuse();
  await verifyTransaction(nested, apply.signingKey);
  return {
    representation: command.representation, representative: representative.id, rights: REPRESENTATIVE_RIGHTS,
    isGuardian: true,
  };
}

/** What a guardian, proven by the steps before, signed for the patient under their own representation. */
function appointedBy(previous, patient, command) {
  const right = previous?.isGuardian && command.representation === previous.representation
    && command.patient === patient.id && isObject(command.command);
  return right ? appointmentIn(command.command) : refuse();
}

async function provenStep(step, patient, previous, genesis) {
  const { representation, representative: id, people } = step;
  if (!isEntityId(representation) || !isIdentity(id)) refuse();
  const representative = await proveIdentity(id, people, genesis);
  const transaction = await parseTransaction(step.transaction);
  const { command } = transaction;
  if (transaction.network !== genesis.network || representative.role !== 'patient') refuse();
  let appointment;
  if (command.type === 'dependant.register' && previous === undefined) {
    await verifyTransaction(transaction, representative.signingKey);
    appointment = await registered(patient, representative, command, genesis.network);
  } else if (command.type === 'representative.appoint' && previous === undefined) {
    await verifyTransaction(transaction, patient.signingKey);
    appointment = appointmentIn(command);
    // A guardian is appointed by nobody but another; who has one appoints nobody.
    if (appointment.isGuardian || !patient.signs) refuse();
  } else if (command.type === 'representative.act' && previous !== undefined) {
    await verifyTransaction(transaction, previous.representative.signingKey);
    appointment = appointedBy(previous, patient, command);
  } else {
    refuse();
  }
  const { rights, isGuardian } = appointment;
  const meant = appointment.representation === representation && appointment.representative === id && id !== patient.id;
  return meant ? { representation, representative, rights, isGuardian } : refuse();
}

/**
 * Verifies the steps to a representation of `patient`, who is proven: `{representation, representative (proven),
 * rights, isGuardian}`. Throws `client.factNotProven`.
 */
export async function proveRepresentation(patient, steps, genesis) {
  if (!Array.isArray(steps) || steps.length < 1 || steps.length > LONGEST_CHAIN || patient.role !== 'patient') refuse();
  let proven;
  try {
    for (const step of steps) proven = await provenStep(step, patient, proven, genesis);
  } catch {
    refuse();
  }
  return proven;
}

/**
 * What a proven person signed, or who acts for them: `{command, by?}`, the command as it would stand in the person's
 * own transaction (or the `dependant.register` itself) and who acted, proven. `answer`: of a route that ends in
 * `/proof`. Throws `client.factNotProven`.
 */
export async function provenCommand(person, answer, genesis) {
  try {
    const transaction = await parseTransaction(answer.transaction);
    const { command } = transaction;
    if (transaction.network !== genesis.network) refuse();
    if (answer.representation === undefined) {
      await verifyTransaction(transaction, person.signingKey);
      return person.signs ? { command } : refuse();
    }
    const by = await proveRepresentation(person, answer.representation, genesis);
    await verifyTransaction(transaction, by.representative.signingKey);
    if (command.representation !== by.representation) refuse();
    if (command.type === 'dependant.register') {
      await registered(person, by.representative, command, genesis.network);
      return { command, by };
    }
    const inner = command.command;
    const right = command.type === 'representative.act' && command.patient === person.id && isObject(inner)
      && mayAct(by, inner);
    return right ? { command: inner, by } : refuse();
  } catch {
    return refuse();
  }
}
