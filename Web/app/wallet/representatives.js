/** Who acts for a patient: appointing and ending (docs/spec/contract-people-v1.md section 6). */
import { cidOf } from '../crypto/cid.js';
import { pointOf } from '../crypto/identity.js';
import { grantEnvelope, inOrder, newId } from './access.js';
import { attendToDuties, CATEGORIES } from './compartments.js';
import { sealedKey } from './own-keys.js';

/** What representatives may be given, in the ledger's order. */
export const REPRESENTATIVE_RIGHTS = ['read', 'contribute', 'consent', 'arrange'];

/** The keys of all compartments, sealed to who will read: `{grant, stored}`. */
async function reading(person, representative, key) {
  const content = await grantEnvelope(person, representative, key, {
    scope: { categories: CATEGORIES }, rights: ['list', 'read'],
  });
  const envelope = await cidOf(content);
  return { grant: { grant: newId(), envelope }, stored: { cid: envelope, content } };
}

/** Lets somebody act for the patient until then. Answers the representation's id. */
export async function appointRepresentative(person, desk, { representative, rights, until }) {
  const key = pointOf(await person.trusted.sealingKey(representative));
  const read = rights.includes('read') ? await reading(person, representative, key) : undefined;
  const representation = newId();
  await desk.submit(person, {
    type: 'representative.appoint', representation, representative, rights: inOrder(rights, REPRESENTATIVE_RIGHTS),
    grant: read?.grant, until,
  }, { storing: read ? [read.stored] : [] });
  return representation;
}

/**
 * As a guardian, makes somebody a guardian of the child too. `scalar`: the child's sealing key. Answers the
 * representation's id.
 */
export async function appointGuardian(person, desk, { representative, scalar }) {
  const key = pointOf(await person.trusted.sealingKey(representative));
  const read = await reading(person, representative, key);
  const child = await sealedKey(person, scalar, representative, key);
  const representation = newId();
  await desk.submit(person, {
    type: 'representative.appoint', representation, representative, grant: read.grant, keyEnvelope: child.cid,
  }, { storing: [read.stored, child] });
  return representation;
}

/** Ends a representation; what the representative could open gets new keys where this person can make them. */
export async function endRepresentation(person, desk, representation) {
  await desk.submit(person, { type: 'representative.end', representation });
  await attendToDuties(person, desk).catch(() => undefined);
}
