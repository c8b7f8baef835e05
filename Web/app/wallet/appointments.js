/** What a patient signs about appointments (docs/spec/contract-care-v1.md section 3). */
import { cidOf } from '../crypto/cid.js';
import { grantEnvelope, granteeKey, inOrder, newId, normalScope, RIGHTS } from './access.js';
import { attendToDuties } from './compartments.js';
import { sealedText } from './notes.js';
import { submitWithNote } from './practice.js';

/** The access that goes with an appointment: sealed now, of use from the confirmation on. */
async function appointmentGrant(person, physician, { scope: wanted, rights, purpose, reads, after }) {
  const scope = normalScope(wanted);
  const { key } = await granteeKey(person, physician);
  const content = await grantEnvelope(person, physician, key, { scope, rights });
  const envelope = await cidOf(content);
  const grant = { grant: newId(), scope, rights: inOrder(rights, RIGHTS), purpose, after, envelope };
  if (reads !== undefined) grant.reads = reads;
  return { grant, storing: [{ cid: envelope, content }] };
}

/**
 * Asks a physician for a slot. `access`: `{scope, rights, purpose, reads?, after (ms)}`, what they may do from the
 * confirmation until `after` the visit. Answers the appointment's id.
 */
export async function requestAppointment(person, desk, { physician, from, until, reason, access }) {
  const given = access ? await appointmentGrant(person, physician, access) : { storing: [] };
  const note = reason ? await sealedText(person, reason, physician, 'details') : undefined;
  const appointment = newId();
  await desk.submit(person, {
    type: 'appointment.request', appointment, physician, from, until, grant: given.grant, note: note?.cid,
  }, { storing: note ? [...given.storing, note] : given.storing });
  return appointment;
}

/** Asks for another slot instead; the physician has to confirm it again. */
export const moveAppointment = (person, desk, { appointment, physician }, { from, until, reason }) => (
  submitWithNote(person, desk, { type: 'appointment.move', appointment, from, until }, reason, physician));

/** Calls an appointment off. An access that goes with it ends, so keys may have to change. */
export async function cancelAppointment(person, desk, { appointment, physician }, reason) {
  await submitWithNote(person, desk, { type: 'appointment.cancel', appointment }, reason, physician);
  await attendToDuties(person, desk).catch(() => undefined);
}
