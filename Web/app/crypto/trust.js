/**
 * Keys that this device has seen signed (docs/spec/node-api-v1.md section 3, "Proof of a person's keys"): a node can
 * withhold a proof, it cannot make one for keys of its own.
 */
import { concat, tryFromBase64url, utf8 } from './bytes.js';
import { fail } from './errors.js';
import { identityOf, isIdentity, publicJwk, verifyingKey } from './identity.js';
import { parseTransaction, verifyTransaction } from './jws.js';
import { canonical } from './strict-json.js';

/** The most officials who may have verified one another in turn. */
const LONGEST_CHAIN = 8;
/** Who sees and countersigns proofs of identity. */
const SEES_PROOF = ['physician', 'nurse', 'hospitalManager'];

const refuse = () => fail('client.keyNotProven');
const same = (one, other) => canonical(one) === canonical(other);

/** What an application says, once its signature and the identity that follows from its key hold. */
async function provenApplication(entry, network) {
  const transaction = await parseTransaction(entry.application);
  const { command } = transaction;
  if (transaction.network !== network || command.type !== 'identity.apply') refuse();
  await verifyTransaction(transaction, command.signingKey);
  if (await identityOf(network, transaction.signer) !== entry.id) refuse();
  const { role, organisation, profile, guardian } = command;
  if (guardian !== undefined && !(isIdentity(guardian) && role === 'patient')) refuse();
  return {
    id: entry.id, role, organisation, profile, guardian, signingKey: publicJwk(command.signingKey),
    sealingKey: publicJwk(command.sealingKey),
  };
}

/**
 * The keys of who was a dependant and came of age: theirs by their own signature, which `decider`, proven staff of the
 * organisation that registered them or an official, countersigned.
 */
async function newerKeys(entry, applicant, decider, network) {
  if (entry.handOver === undefined) return {};
  const may = decider?.isVerified && (decider.role === 'authority'
    || (SEES_PROOF.includes(decider.role) && decider.organisation === applicant.organisation));
  if (!may || applicant.guardian === undefined) refuse();
  const transaction = await parseTransaction(entry.handOver);
  if (transaction.network !== network || transaction.command.type !== 'dependant.handOver') refuse();
  await verifyTransaction(transaction, decider.signingKey);
  const nested = await parseTransaction(transaction.command.takeOver);
  const { command } = nested;
  const meant = nested.network === network && command.type === 'dependant.takeOver' && command.patient === entry.id;
  if (!meant) refuse();
  await verifyTransaction(nested, command.signingKey);
  return { signingKey: publicJwk(command.signingKey), sealingKey: publicJwk(command.sealingKey) };
}

/** Whether the proven official `decider` signed the verification. One that is there and does not hold is an error. */
async function isVerified(entry, decider, network) {
  if (entry.verification === undefined) return false;
  if (decider === undefined || decider.role !== 'authority' || !decider.isVerified) refuse();
  const transaction = await parseTransaction(entry.verification);
  const { command } = transaction;
  const right = transaction.network === network && command.type === 'identity.verify' && command.identity === entry.id;
  if (!right) refuse();
  await verifyTransaction(transaction, decider.signingKey);
  return true;
}

/**
 * Verifies the proof of a person: `people` from the person to an official of the genesis document. Answers
 * `{id, role, organisation, profile, guardian?, signingKey, sealingKey, isVerified, signs}`; `guardian`: of who was
 * registered as a dependant; `signs`: whether they sign themselves. Throws `client.keyNotProven`.
 */
export async function proveIdentity(id, people, genesis) {
  if (!Array.isArray(people) || people.length < 1 || people.length > LONGEST_CHAIN) refuse();
  let proven;
  try {
    for (const entry of [...people].reverse()) {
      const official = genesis.officialPeople.find((person) => person.id === entry.id);
      if (official !== undefined) {
        proven = { ...official, role: 'authority', isVerified: true, signs: true };
      } else {
        const applicant = await provenApplication(entry, genesis.network);
        const keys = await newerKeys(entry, applicant, proven, genesis.network);
        const verified = applicant.role === 'patient' || await isVerified(entry, proven, genesis.network);
        // Nobody signs as a dependant: the first key is retired with the registration.
        const signs = applicant.guardian === undefined || entry.handOver !== undefined;
        proven = { ...applicant, ...keys, isVerified: verified, signs };
      }
    }
  } catch {
    refuse();
  }
  return proven.id === id ? proven : refuse();
}

/** What the owner of a sealing key signs about it (docs/spec/contract-v1.md section 4, "Key statement"). */
export function keyStatement({ network, holder, category, version, publicKey }) {
  const about = { network, holder, version, publicKey: publicJwk(publicKey) };
  if (category !== undefined) about.category = category;
  return concat(utf8('medchain/v1/key'), Uint8Array.of(0), utf8(canonical(about)));
}

/** Whether `signer` (a JWK) signed the statement about a key. */
export async function holdsStatement(statement, about, signer) {
  const signature = tryFromBase64url(statement);
  if (signature?.length !== 64) return false;
  const key = await verifyingKey(signer);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, keyStatement(about));
}

/** Whether what the node shows of a person is what was proved. */
export const agrees = (shown, proven) => (
  shown.id === proven.id && shown.role === proven.role && shown.organisation === proven.organisation
  && same(shown.profile ?? null, proven.profile ?? null) && same(publicJwk(shown.signingKey), proven.signingKey)
  && same(publicJwk(shown.sealingKey), proven.sealingKey) && (proven.isVerified || shown.status !== 'verified'));

/** The nodes' release keys; a node of the genesis document has the key that stands there. */
export function checkReleaseKeys(network, genesis) {
  for (const { node, key } of network.releaseKeys) {
    const founded = genesis.releaseKeys.get(node);
    if (founded !== undefined && !same(founded, publicJwk(key))) refuse();
  }
  return network.releaseKeys;
}

