/** What a physician signs about appointments and prescriptions (docs/spec/contract-care-v1.md sections 3 and 4). */
import { cidOf } from '../crypto/cid.js';
import { fail } from '../crypto/errors.js';
import { openNote } from '../crypto/note.js';
import { newId } from './access.js';
import { compareIds } from './compartments.js';
import { sealedText } from './notes.js';
import { withOwnKeys } from './own-keys.js';
import { grantsToMe } from './records.js';
import { writeThen } from './written-once.js';

/** A command with words to the other side, which are sealed to them and to the writer. */
export async function submitWithNote(person, desk, command, note, recipient) {
  if (!note?.trim()) return desk.submit(person, command);
  const sealed = await sealedText(person, note.trim(), recipient, 'details');
  return desk.submit(person, { ...command, note: sealed.cid }, { storing: [sealed] });
}

/**
 * The words that `sender` sealed and the ledger names by `cid`; undefined where it names none. Throws
 * `client.contentMismatch` for others than those.
 */
export async function readDetails(person, path, cid, sender) {
  if (!cid) return undefined;
  const bytes = await person.client.bytes(path);
  if (await cidOf(bytes) !== cid) fail('client.contentMismatch');
  const { content } = await withOwnKeys(person, (pair) => openNote(bytes, {
    recipient: person.id, pair, network: person.networkId, sender, kind: 'details',
  }));
  return new TextDecoder().decode(content);
}

/** Offers slots of `slot` ms. Answers the window's id. */
export async function publishAvailability(person, desk, { from, until, slot }) {
  const availability = newId();
  await desk.submit(person, { type: 'availability.publish', availability, from, until, slot });
  return availability;
}

/** Gives a patient an appointment. Throws `client.noGrant` where no live grant connects them. */
export async function bookAppointment(person, desk, { patient, from, until, note }) {
  const now = Date.now();
  const grant = (await grantsToMe(person, patient)).find((one) => one.from <= now && one.until > now);
  if (grant === undefined) fail('client.noGrant');
  const appointment = newId();
  const command = { type: 'appointment.book', appointment, patient, from, until, grant: grant.grant };
  await submitWithNote(person, desk, command, note, patient);
  return appointment;
}

/** Notes that a visit took place, with what was written in it; or, `attended` false, that the patient did not come. */
export const completeAppointment = (person, desk, appointment, { attended, encounter, records = [] }) => (
  desk.submit(person, {
    type: 'appointment.complete', appointment, attended, encounter: attended ? encounter : undefined,
    records: attended ? [...new Set(records)].sort(compareIds) : [],
  }));

/**
 * Seals what is prescribed and issues it: both commands are shown together and confirmed once. `kept`, `key`: as of
 * `writeThen`. Answers the prescription's id. Throws `signature.rejected`, `client.noGrant`.
 */
export const prescribe = (person, desk, context, record, { quantity, repeats, until, kept, key }) => (
  writeThen(person, desk, context, record, {
    once: { kept, key, path: (id) => `/v1/prescriptions/${id}` },
    then: ({ id }) => ({
      command: {
        type: 'prescription.issue', prescription: id, patient: context.patient, quantity, repeats, until,
      },
    }),
  }));

/** Allows a refill that waits, or refuses it. */
export const answerRefill = (person, desk, prescription, approve, note) => submitWithNote(
  person, desk, { type: 'prescription.answerRefill', prescription: prescription.prescription, approve }, note,
  prescription.patient);
