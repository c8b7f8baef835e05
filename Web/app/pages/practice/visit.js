/**
 * A visit: a FHIR Encounter that what is written in it refers to. It is begun when the patient comes and finished with
 * the appointment; until then this device remembers it as it remembers drafts.
 */
import { fail } from '../../crypto/errors.js';
import { compact, nowInstant, person as author, subject, textConcept } from '../../models/fhir-building.js';
import { compareIds } from '../../wallet/compartments.js';
import { sealRecord, writingContext } from '../../wallet/records.js';
import { recordOfResource, write } from '../chart/writing.js';

const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const nameOf = (patient) => `visit ${patient}`;

/** The visit that is under way with a patient: `{appointment, record, fullUrl, startedAt}`; undefined for none. */
export const currentVisit = ({ drafts }, patient) => drafts.get(nameOf(patient)).catch(() => undefined);

/** Begins a visit: writes the Encounter, in progress. Answers the visit. */
export async function startVisit(context, store, { appointment, patient }, { kind, reason }) {
  const { person, desk, drafts } = context;
  const startedAt = Date.now();
  const resource = compact({
    resourceType: 'Encounter',
    status: 'in-progress',
    class: { system: ACT, code: kind },
    type: [textConcept(reason)],
    subject: subject({ patient }),
    participant: [{ individual: author({ author: { id: person.id, name: person.name ?? '' } }) }],
    period: { start: nowInstant(new Date(startedAt)) },
  });
  const record = recordOfResource(resource, 'clinical');
  record.metadata.fullUrl = `urn:uuid:${crypto.randomUUID()}`;
  const [id] = await write({ person, desk, patient, store }, [record]);
  const visit = { appointment, record: id, fullUrl: record.metadata.fullUrl, startedAt };
  await drafts.put(nameOf(patient), visit);
  return visit;
}

/** What stands in a patient's record and was written by the physician's organisation since a moment, newest last. */
export const writtenSince = (store, { id, identity }, since, except) => store.documents
  .filter((one) => one.status === 'current' && one.record !== except && one.addedAt >= since
    && (one.author === id || one.organisation === identity.organisation) && one.author !== store.patient)
  .sort((a, b) => a.addedAt - b.addedAt);

/** The Encounter as it is when the visit is over. */
function finished(entry) {
  return {
    ...entry.resource, status: 'finished', period: { ...entry.resource.period, end: nowInstant() },
  };
}

/**
 * Completes the appointment with what was written in the visit. An Encounter in progress is finished with it; both are
 * shown together and confirmed once.
 */
export async function finishVisit(context, store, appointment, { records, encounter }) {
  const { person, desk, drafts } = context;
  const complete = {
    type: 'appointment.complete', appointment: appointment.appointment, attended: true, encounter: encounter?.id,
    records: [...new Set(records)].sort(compareIds),
  };
  if (!encounter?.resource || encounter.resource.status !== 'in-progress') {
    await desk.submit(person, complete);
  } else {
    const record = recordOfResource(finished(encounter), 'clinical');
    record.metadata.fullUrl = encounter.metadata.fullUrl;
    const sealed = await sealRecord(person, await writingContext(person, appointment.patient), record);
    const amend = { type: 'record.amend', ...sealed.command, supersedes: encounter.id };
    complete.encounter = sealed.command.record;
    if (!await desk.confirm([await desk.show(complete), await desk.show(amend)])) fail('signature.rejected');
    const confirmed = desk.approving('record.amend', 'appointment.complete');
    await confirmed.submit(person, amend, { storing: sealed.storing });
    await store.keepWritten(sealed.command.record, record);
    await confirmed.submit(person, complete);
  }
  await drafts.remove(nameOf(appointment.patient)).catch(() => undefined);
  await store.refresh();
}

/** Forgets a visit that came to nothing. */
export const forgetVisit = ({ drafts }, patient) => drafts.remove(nameOf(patient)).catch(() => undefined);
