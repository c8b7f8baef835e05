/** Receipts of what this person signed: fetched, verified against the network's id and the own key. */
import { fail } from '../crypto/errors.js';
import { parseTransaction, verifyTransaction } from '../crypto/jws.js';
import { verifyReceipt } from '../crypto/receipt.js';

/**
 * The receipt of a transaction that this person signed: `{bytes, proven}`. `isApplication`: of an application, which
 * stands on the ledger within the node's `identity.register`, and is named by its own hash. Throws what does not hold.
 */
export async function verifiedReceipt(person, hash, { isApplication = false } = {}) {
  const { jwk } = person.keys.signing;
  const bytes = await person.client.bytes(`/v1/transactions/${hash}/receipt`);
  const proven = await verifyReceipt(bytes, person.networkId, isApplication ? undefined : jwk);
  let own = proven.transaction;
  if (isApplication) {
    const { command } = proven.transaction;
    if (command.type !== 'identity.register') fail('receipt.invalid');
    own = await parseTransaction(command.application);
    await verifyTransaction(own, jwk);
  }
  return own.hash === hash ? { bytes, proven } : fail('receipt.invalid');
}

/**
 * The receipt of the application with which this person registered; undefined for who stands in the genesis document,
 * or was registered by a guardian.
 */
export async function applicationReceipt(person) {
  const { people: [entry] } = await person.client.get(`/v1/identities/${person.id}/proof`);
  if (entry?.application === undefined) return undefined;
  const { hash, command } = await parseTransaction(entry.application);
  return command.guardian === undefined ? verifiedReceipt(person, hash, { isApplication: true }) : undefined;
}
