/** Who a patient is, told by a physician to the management of their hospital (docs/spec/contract-people-v1.md, 2). */
import { utf8 } from '../crypto/bytes.js';
import { cidOf } from '../crypto/cid.js';
import { fail } from '../crypto/errors.js';
import { pointOf } from '../crypto/identity.js';
import { sealNote } from '../crypto/note.js';
import { canonical } from '../crypto/strict-json.js';
import { sealingKeyOf } from './notes.js';
import { grantsToMe } from './records.js';

/** The members that details may have, in their order. */
export const DETAILS = ['name', 'birthDate', 'sex', 'address', 'phone', 'bloodGroup'];

const MOST_RECIPIENTS = 16;

/** The managers of the physician's own organisation. */
export async function managersOf(person) {
  const staff = await person.client.all(`/v1/organisations/${person.identity.organisation}/staff`);
  return staff.filter(({ role }) => role === 'hospitalManager').slice(0, MOST_RECIPIENTS);
}

/**
 * Seals details to the managers, the patient and the physician, and shares them. Throws `client.noGrant` where the
 * patient's personal details may not be read, `details.recipient` where nobody manages the organisation.
 */
export async function shareDetails(person, desk, patient, details) {
  const now = Date.now();
  const grant = (await grantsToMe(person, patient)).find((one) => (
    one.from <= now && one.until > now && one.rights.includes('read')
    && one.scope.categories?.includes('demographics')));
  if (grant === undefined) fail('client.noGrant');
  const recipients = (await managersOf(person)).map(({ id }) => id).sort();
  if (recipients.length === 0) fail('details.recipient');
  const readers = [{ id: person.id, key: person.keys.sealing.point }];
  for (const id of [patient, ...recipients]) readers.push({ id, key: pointOf(await sealingKeyOf(person, id)) });
  const known = Object.fromEntries(DETAILS.filter((name) => details[name]?.trim())
    .map((name) => [name, details[name].trim()]));
  const content = await sealNote({
    content: utf8(canonical({ v: 1, ...known })), metadata: { mediaType: 'application/json' }, kind: 'details',
    network: person.networkId, sender: person.id, recipients: readers,
  });
  const cid = await cidOf(content);
  await desk.submit(person, {
    type: 'details.share', patient, grant: grant.grant, recipients, content: cid,
  }, { storing: [{ cid, content }] });
}

/** Takes shared details back. */
export const withdrawDetails = (person, desk, { patient, organisation }) => (
  desk.submit(person, { type: 'details.withdraw', patient, organisation }));
