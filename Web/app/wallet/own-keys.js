/** A patient's own sealing keys: the present one, and those of the time before they came of age. */
import { cidOf } from '../crypto/cid.js';
import { fail } from '../crypto/errors.js';
import { jwkOf, thumbprint } from '../crypto/identity.js';
import { sealingPair } from '../crypto/keys.js';
import { openNote, parseNote, sealNote } from '../crypto/note.js';

const SCALAR = 32;

/**
 * Opens something with the person's sealing key, or with one that a guardian handed on. What is sealed to a patient
 * alone opens for them and their guardians: throws `client.guardianOnly` for other representatives.
 */
export async function withOwnKeys(person, open) {
  if (person.actor && !person.actor.representation.guardian) fail('client.guardianOnly');
  try {
    return await open(person.keys.sealing);
  } catch (error) {
    for (const pair of person.formerKeys ?? []) {
      try {
        return await open(pair);
      } catch {
        // Not this one; what the present key says is told.
      }
    }
    throw error;
  }
}

/** The key to which envelopes of the time before the person came of age are sealed anew; undefined for others. */
export const replacedKey = (person) => (person.cameOfAge ? person.keys.sealing.point : undefined);

/** A sealing key, sealed to somebody: `{cid, content}`. `scalar`: its 32 bytes; `key`: the recipient's point. */
export async function sealedKey(person, scalar, recipient, key) {
  const content = await sealNote({
    content: scalar, metadata: { mediaType: 'application/octet-stream' }, kind: 'key', network: person.networkId,
    sender: person.id, recipients: [{ id: recipient, key }],
  });
  return { cid: await cidOf(content), content };
}

/** The scalar of a sealing key that was sealed to this person, at an address of the node. */
export async function openSealedKey(person, path) {
  const bytes = await person.client.bytes(path);
  const { content } = await openNote(bytes, {
    recipient: person.id, pair: person.keys.sealing, network: person.networkId, sender: parseNote(bytes).sender,
    kind: 'key',
  });
  return content.length === SCALAR ? content : fail('key.invalid');
}

/**
 * What guardians handed on to who came of age: sealing keys. What does not open is left out: records of the time before
 * can then not be opened until a guardian hands on the right key.
 */
export async function formerKeys(person) {
  const dependant = await person.client.get(`/v1/patients/${person.id}/dependant`);
  const own = await thumbprint(jwkOf(person.keys.sealing.point));
  const found = [];
  for (const { guardian, sealedTo } of dependant.passed) {
    if (sealedTo !== own) continue;
    try {
      const path = `/v1/patients/${person.id}/dependant/keys/${guardian}`;
      found.push(await sealingPair(await openSealedKey(person, path)));
    } catch (error) {
      if (error.code === 'client.unreachable') throw error;
    }
  }
  return found;
}
