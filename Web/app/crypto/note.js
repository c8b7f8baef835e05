/** Sealed notes (docs/spec/sealed-record-v1.md section 9): credentials, reasons, messages, details. */
import { fail } from './errors.js';
import { base64url, compareTexts, concat, equalBytes, integer, random, readInteger, utf8 } from './bytes.js';
import { boxJson, openBox, sealBox } from './hpke.js';
import { context } from './identity.js';
import { CODES, noteDataKey, openPayload, sealPayload } from './payload.js';
import { ascend, encodeCanonical, Fields, identifier } from './sealed-json.js';

const MAGIC = utf8('MCSN');
const HEADER = 12;
const MAXIMUM_BYTES = 16_777_216;
const MAXIMUM_ENVELOPE = 65_536;
const MAXIMUM_RECIPIENTS = 64;

const binding = ({ network, sender, note, kind }) => ({ network, subject: sender, object: note, code: CODES[kind] });
const noteContext = (note, recipient) => (
  context('note/key', note.network, note.sender, note.note, note.kind, recipient));

/** Seals a content to recipients `[{id, key: point}]`. Throws `envelope.entriesInvalid`, `format.tooLarge`. */
export async function sealNote({ content, metadata, kind, network, sender, recipients }) {
  const about = { kind, network, sender: identifier(sender), note: base64url(random(16)) };
  const unique = new Map(recipients.map((recipient) => [recipient.id, recipient]));
  const ordered = [...unique.values()].sort((a, b) => compareTexts(a.id, b.id));
  if (ordered.length < 1 || ordered.length > MAXIMUM_RECIPIENTS) fail('envelope.entriesInvalid');
  const noteKey = random(32);
  const sealed = [];
  for (const { id, key } of ordered) {
    sealed.push({ id, sealed: boxJson(await sealBox(noteKey, key, noteContext(about, id))) });
  }
  const envelope = encodeCanonical({ type: 'medchain-note', v: 1, ...about, recipients: sealed });
  const key = await noteDataKey(noteKey, network, sender, about.note);
  const payload = await sealPayload({ key, binding: binding(about), metadata, content });
  const bytes = concat(MAGIC, Uint8Array.of(1, 0, 0, 0), integer(envelope.length, 4), envelope, payload);
  return bytes.length <= MAXIMUM_BYTES ? bytes : fail('format.tooLarge');
}

/** Parses a note strictly; the payload is checked when it is opened. */
export function parseNote(bytes) {
  if (bytes.length > MAXIMUM_BYTES) fail('format.tooLarge');
  if (bytes.length < HEADER || !equalBytes(bytes.slice(0, 4), MAGIC)) fail('note.headerInvalid');
  if (bytes[4] !== 1) fail('note.versionUnknown');
  const length = Number(readInteger(bytes.slice(8, 12)));
  const end = HEADER + length;
  const zero = bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0;
  if (!zero || length > MAXIMUM_ENVELOPE || end > bytes.length) fail('note.headerInvalid');
  const fields = Fields.parse(bytes.slice(HEADER, end), MAXIMUM_ENVELOPE, 'medchain-note');
  const kind = fields.string('kind');
  if (!(CODES[kind] > 128)) fail('format.valueInvalid', { field: 'kind' });
  const note = {
    kind, network: fields.identifier('network'), sender: fields.identifier('sender'), note: fields.identifier('note'),
    recipients: fields.list('recipients', MAXIMUM_RECIPIENTS, (entry) => (
      { id: entry.identifier('id'), sealed: entry.box('sealed', 32) })),
    payload: bytes.slice(end),
  };
  fields.finish();
  const ordered = ascend(note.recipients.map((recipient) => recipient.id));
  return ordered && note.recipients.length > 0 ? note : fail('envelope.entriesInvalid');
}

/** Opens a note: `{metadata, content}`. Throws `note.*`, `envelope.wrongNetwork`, `hpke.openFailed`, `payload.*`. */
export async function openNote(bytes, { recipient, pair, network, sender, kind }) {
  const note = parseNote(bytes);
  if (note.kind !== kind) fail('note.wrongKind');
  if (note.network !== network) fail('envelope.wrongNetwork');
  if (note.sender !== sender) fail('note.wrongSender');
  const entry = note.recipients.find((candidate) => candidate.id === recipient);
  if (entry === undefined) fail('note.notSealedToReader');
  const noteKey = await openBox(entry.sealed, pair, noteContext(note, recipient));
  return openPayload(await noteDataKey(noteKey, network, sender, note.note), binding(note), note.payload);
}
