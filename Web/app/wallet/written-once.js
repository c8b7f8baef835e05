/**
 * A record that another command needs: what is prescribed, what is ordered. The two are shown together and confirmed
 * once, but are two transactions. When the node is lost between them, trying again does not write a second record:
 * until the second one is done, `kept` (`{get, put, remove}`, a draft on this device) holds what was sealed, under
 * which id.
 */
import { fail } from '../crypto/errors.js';
import { newId } from './access.js';
import { authorsHalf, sealRecord } from './records.js';

/**
 * What an earlier attempt left: `{kept: {id, content, key}, document?, carriedOut}`, undefined for none. `path(id)`:
 * where what is made of the record would stand, such as a prescription.
 */
async function earlier(person, patient, kept, path) {
  const before = await kept.get();
  if (before === undefined) return undefined;
  const [document, carriedOut] = await Promise.all([
    person.client.find(`/v1/patients/${patient}/records/${before.id}`), person.client.find(path(before.id)),
  ]);
  return { kept: before, document, carriedOut: carriedOut !== undefined };
}

/** The record that an earlier attempt wrote, and of which nothing was made; undefined for none. */
export async function leftOver(person, patient, { kept, path }) {
  const before = await earlier(person, patient, kept, path);
  return before && !before.carriedOut && stands(before.document) ? before.document : undefined;
}

const stands = (document) => document?.status === 'current';

/** The record: as it was written before where it says the same (`key`), else sealed, in place of one that does not. */
async function written(person, context, record, { kept, key }, before) {
  if (stands(before?.document) && before.kept.key === key) {
    return { id: before.kept.id, half: () => authorsHalf(person, before.document) };
  }
  const [{ supersedes: former, id: reserved } = {}, document] = [before?.kept, before?.document];
  // The id of what never arrived is used again: should it arrive late, one of the two is refused.
  const supersedes = stands(document) ? reserved : document ? undefined : former;
  const id = reserved && !document ? reserved : newId();
  const sealed = await sealRecord(person, context, { ...record, id });
  const content = await record.content.text();
  return {
    id, half: () => sealed.halves.a, storing: sealed.storing,
    command: { type: supersedes ? 'record.amend' : 'record.add', ...sealed.command, supersedes },
    keep: () => kept.put({ id, key, supersedes, content }),
  };
}

/**
 * Writes a record and submits what is made of it: `then({id, half})` answers `{command, storing?}`; `half()`
 * the first half of the record's key. `once`: `{kept, key, path}`. Answers the record's id. Throws
 * `signature.rejected`, `client.noGrant`.
 */
export async function writeThen(person, desk, context, record, { once, then, ...options }) {
  const before = await earlier(person, context.patient, once.kept, once.path);
  // Its answer alone was lost: what was signed stands.
  if (before?.carriedOut) {
    await once.kept.remove();
    return before.kept.id;
  }
  const made = await written(person, context, record, once, before);
  const { command, storing } = await then(made);
  const shown = [command, made.command].filter(Boolean);
  if (!await desk.confirm(await Promise.all(shown.map((one) => desk.show(one))))) fail('signature.rejected');
  const confirmed = desk.approving(...shown.map(({ type }) => type));
  if (made.command) {
    await made.keep();
    await confirmed.submit(person, made.command, { ...options, storing: made.storing });
  }
  await confirmed.submit(person, command, { storing });
  await once.kept.remove();
  return made.id;
}
