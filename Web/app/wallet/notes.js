/** Reasons and messages that people give each other: sealed on one device, opened on another. */
import { utf8 } from '../crypto/bytes.js';
import { cidOf } from '../crypto/cid.js';
import { fail } from '../crypto/errors.js';
import { pointOf } from '../crypto/identity.js';
import { openNote, parseNote, sealNote } from '../crypto/note.js';
import { withOwnKeys } from './own-keys.js';

/** The most bytes of a reason. */
export const LARGEST_REASON = 4_000;

/** The proven sealing key of a person: from the directory, or a patient's. Throws `notFound`. */
export async function sealingKeyOf(person, id) {
  if (id === person.id) return person.sealingJwk;
  return person.trusted.sealingKey(id);
}

/** Seals a short text to somebody and to its writer: `{cid, content}`, to be stored with the command that names it. */
export async function sealedText(person, text, recipient, kind = 'reason') {
  const content = await sealNote({
    content: utf8(text), metadata: { mediaType: 'text/plain' }, kind, network: person.networkId, sender: person.id,
    recipients: [
      { id: recipient, key: pointOf(await sealingKeyOf(person, recipient)) },
      { id: person.id, key: person.keys.sealing.point },
    ],
  });
  return { cid: await cidOf(content), content };
}

/**
 * Opens a sealed text at an address of the node. `sender`: who signed the transaction that names it; undefined where
 * the document does not say it. `cid`: what the ledger names, where the document says it. Answers undefined for what
 * was not said to this person.
 */
export async function readText(person, path, sender, kind = 'reason', cid = undefined) {
  try {
    const bytes = await person.client.bytes(path);
    if (cid !== undefined && await cidOf(bytes) !== cid) fail('client.contentMismatch');
    const { content } = await withOwnKeys(person, (pair) => openNote(bytes, {
      recipient: person.id, pair, network: person.networkId, sender: sender ?? parseNote(bytes).sender, kind,
    }));
    return new TextDecoder().decode(content);
  } catch (error) {
    if (['notFound', 'note.notSealedToReader', 'client.guardianOnly'].includes(error.code)) return undefined;
    throw error;
  }
}

/** Verifies, rejects, suspends or reinstates somebody; `reason`, if any, is sealed to them. */
export async function decideAbout(person, desk, type, identity, reason) {
  if (!reason) return desk.submit(person, { type, identity });
  const note = await sealedText(person, reason, identity);
  return desk.submit(person, { type, identity, note: note.cid }, { storing: [note] });
}
