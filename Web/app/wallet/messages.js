/**
 * Messages between a patient and the care team, and between clinicians about a patient (docs/spec/
 * contract-people-v1.md section 1). Text and attachments are sealed to who writes and to all who read.
 */
import { utf8 } from '../crypto/bytes.js';
import { cidOf } from '../crypto/cid.js';
import { fail } from '../crypto/errors.js';
import { pointOf } from '../crypto/identity.js';
import { openNote, sealNote } from '../crypto/note.js';
import { recogniseMedia } from '../models/media-type.js';
import { newId } from './access.js';
import { compareIds } from './compartments.js';
import { sealingKeyOf } from './notes.js';
import { withOwnKeys } from './own-keys.js';

/** The most files of a message, and the most bytes of one: a sealed note holds no more. */
export const MOST_FILES = 8;
export const LARGEST_FILE = 16_000_000;
const MOST_READ = 100;

/** What a message is for: stands inside the seal. */
export const KINDS = ['message', 'question', 'handoff'];

/** The roles that an organisation's grant is for. */
const CLINICAL = ['physician', 'nurse', 'radiologist', 'laboratoryTechnician', 'pharmacist'];

async function readersOf(person, recipients) {
  const keys = await Promise.all(recipients.map((id) => sealingKeyOf(person, id)));
  return [
    { id: person.id, key: person.keys.sealing.point },
    ...recipients.map((id, index) => ({ id, key: pointOf(keys[index]) })),
  ];
}

async function sealedPart(person, content, metadata, recipients) {
  const sealed = await sealNote({
    content, metadata, kind: 'message', network: person.networkId, sender: person.id, recipients,
  });
  return { cid: await cidOf(sealed), content: sealed };
}

/**
 * Seals a message: `{command, storing}`. `files`: `[{bytes, mediaType, fileName}]`. A new thread has a `subject`, and
 * may name the `record` that it is about; an answer names its `thread`.
 */
export async function sealMessage(person, draft) {
  const { patient, thread, record, text, subject, kind = 'message', files = [] } = draft;
  const recipients = [...new Set(draft.recipients)].filter((id) => id !== person.id).sort();
  const readers = await readersOf(person, recipients);
  const metadata = { mediaType: 'text/plain', kind };
  if (subject) metadata.title = subject;
  const content = await sealedPart(person, utf8(text), metadata, readers);
  const attachments = [];
  for (const { bytes, mediaType, fileName } of files) {
    if (bytes.length > LARGEST_FILE) fail('message.tooLarge');
    attachments.push(await sealedPart(person, bytes, { mediaType, fileName }, readers));
  }
  const command = {
    type: 'message.send', message: newId(), patient, thread, record, recipients, content: content.cid,
    attachments: attachments.map(({ cid }) => cid),
  };
  return { command, storing: [content, ...attachments] };
}

/** Writes to people about a patient, in a new thread. Answers the thread's id. */
export async function sendMessage(person, desk, draft, options = {}) {
  const { command, storing } = await sealMessage(person, draft);
  await desk.submit(person, command, { ...options, storing });
  return command.thread ?? command.message;
}

/** The command by which the senders learn that messages of a thread were read; undefined where none waits. */
export function readCommand(person, thread, messages) {
  const unread = messages.filter((message) => isUnread(person, message)).map(({ message }) => message);
  if (unread.length === 0) return undefined;
  return { type: 'message.read', thread, messages: unread.sort(compareIds).slice(0, MOST_READ) };
}

/** Answers in a thread and tells the senders of what waited that it was read: shown together, confirmed once. */
export async function answerThread(person, desk, draft, messages, options = {}) {
  const { command, storing } = await sealMessage(person, draft);
  const read = readCommand(person, draft.thread, messages);
  const items = [await desk.show(command)];
  if (read) items.push(await desk.show(read));
  if (!await desk.confirm(items)) fail('signature.rejected');
  const confirmed = desk.approving('message.send', 'message.read');
  await confirmed.submit(person, command, { ...options, storing });
  if (read) await confirmed.submit(person, read);
}

/** Whether a message waits for this person. */
export const isUnread = (person, { recipients, readBy }) => (
  recipients.includes(person.id) && !readBy.some((entry) => entry.person === person.id));

const opened = new WeakMap();

async function openPart(person, message, cid, path) {
  const bytes = await person.client.bytes(`/v1/messages/${message.message}/${path}`);
  if (await cidOf(bytes) !== cid) fail('client.contentMismatch');
  return withOwnKeys(person, (pair) => openNote(bytes, {
    recipient: person.id, pair, network: person.networkId, sender: message.sender, kind: 'message',
  }));
}

/** Opens a message on this device, once: `{text, subject?, kind}`. */
export function openMessage(person, message) {
  if (!opened.has(person)) opened.set(person, new Map());
  const known = opened.get(person);
  if (!known.has(message.message)) {
    const opening = openPart(person, message, message.content, 'content').then(({ content, metadata }) => ({
      text: new TextDecoder().decode(content), subject: metadata.title,
      kind: KINDS.includes(metadata.kind) ? metadata.kind : 'message',
    }));
    opening.catch(() => known.delete(message.message));
    known.set(message.message, opening);
  }
  return known.get(message.message);
}

/** Opens an attachment, from 1: `{bytes, media, fileName?}`. */
export async function openAttachment(person, message, number) {
  const { content, metadata } = await openPart(
    person, message, message.attachments[number - 1], `attachments/${number}`);
  return { bytes: content, media: recogniseMedia(content, metadata.mediaType), fileName: metadata.fileName };
}

/** The subject of a thread, as its first message says it. */
export async function subjectOf(person, thread) {
  const { items: [first] } = await person.client.page(`/v1/threads/${thread.thread}/messages`, { limit: 1 });
  // Who joined in the middle of nothing: the first message was not sent to everybody in the thread.
  if (first === undefined) return undefined;
  const { subject, text } = await openMessage(person, first);
  return subject ?? text;
}

async function grantedPeople(person, organisation) {
  const staff = await person.client.all(`/v1/organisations/${organisation}/staff`);
  return staff.filter(({ role }) => CLINICAL.includes(role)).map(({ id }) => id);
}

/**
 * To whom this person may write about a patient: a patient to who has access now, staff to the patient and to
 * colleagues; everybody also to the author of the record that it is about.
 */
export async function recipientsAbout(person, patient, record) {
  const found = [];
  if (record && !record.selfReported) found.push(record.author);
  if (patient === person.id) {
    const now = Date.now();
    const grants = await person.client.all(`/v1/patients/${patient}/grants`);
    for (const grant of grants.filter((one) => one.status === 'live' && !one.awaits && one.from <= now)) {
      if (grant.granteeKind === 'person') found.push(grant.grantee);
      else found.push(...await grantedPeople(person, grant.grantee));
    }
  } else {
    found.push(patient, ...await grantedPeople(person, person.identity.organisation));
  }
  return [...new Set(found)].filter((id) => id !== person.id);
}
