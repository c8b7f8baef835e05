/** Handing out what was prescribed (docs/spec/contract-care-v1.md section 4): once, and never more than was issued. */
import { fail } from '../crypto/errors.js';
import { isEntityId, typedIdentity } from '../crypto/identity.js';
import { grantsToMe, sealRecord, writingContext } from './records.js';

/** How many units may still be dispensed of a prescription of which the reader sees everything. */
export function left({ quantity, repeats, refills, dispensed }) {
  return quantity * (1 + repeats + refills) - dispensed;
}

/** The most units that may be handed out at once. */
export const mostAtOnce = (prescription) => Math.min(prescription.quantity, left(prescription));

/** The grants that let this person dispense a prescription, of all that are live. */
export function grantsToDispense(grants, { prescription, patient }, now = Date.now()) {
  return grants.filter(({ scope, ...grant }) => (
    grant.patient === patient && grant.status === 'live' && grant.awaits === undefined
    && grant.rights.includes('dispense') && grant.from <= now && grant.until > now
    && (scope.categories?.includes('medication') || scope.records?.includes(prescription))));
}

/** What a code says, scanned or typed: `{prescription?, patient?}`, each where it names one. */
export function readCode(text) {
  const parts = text.trim().split(/[\s.:/?#=&,;]+/);
  return { prescription: parts.find((part) => isEntityId(part)), patient: parts.map(typedIdentity).find(Boolean) };
}

/**
 * Notes that something was handed out. `description`: a record that says what, sealed and added with it; both are
 * shown together and confirmed once. Throws `client.noGrant` where the patient has not given the right to dispense.
 */
export async function dispense(person, desk, prescription, { quantity, substituted, description }) {
  const [grant] = grantsToDispense(await grantsToMe(person, prescription.patient), prescription);
  if (grant === undefined) fail('client.noGrant');
  const command = {
    type: 'prescription.dispense', prescription: prescription.prescription, quantity, grant: grant.grant, substituted,
  };
  if (!description) return desk.submit(person, command);
  const sealed = await sealRecord(person, await writingContext(person, prescription.patient), description);
  const add = { type: 'record.add', ...sealed.command };
  const handed = { ...command, record: sealed.command.record };
  if (!await desk.confirm([await desk.show(handed), await desk.show(add)])) fail('signature.rejected');
  const confirmed = desk.approving('record.add', 'prescription.dispense');
  await confirmed.submit(person, add, { storing: sealed.storing });
  return confirmed.submit(person, handed);
}
