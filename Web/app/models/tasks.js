/** What a chart says is to be done for a patient: medicines to give, plans to carry out, what is ordered. */
import { currentOf, newestFirst } from './chart.js';
import { list, text } from './fhir-reading.js';
import { medicineList } from './medicines.js';

const OPEN_STEPS = new Set(['not-started', 'scheduled', 'in-progress', 'on-hold', undefined]);

/**
 * `[{kind: 'medicine'|'plan'|'order', title, detail?, last?, entry}]`; `last`: when the medicine was given last, ms.
 *
 * @param now ms since 1970
 */
export function taskList(chart, { now = Date.now() } = {}) {
  const medicines = medicineList(chart.entries, { resolve: chart.resolve, now });
  return [...toGive(medicines), ...planned(chart.entries), ...ordered(chart.entries)];
}

/** Every medicine that is prescribed and runs, with when somebody gave it last. */
function toGive({ active, administered }) {
  return active.filter((one) => one.entry.type === 'MedicationRequest' && !one.isOnHold && !one.isProposal)
    .map((one) => ({
      kind: 'medicine', title: one.name, detail: one.dosage, entry: one.entry,
      last: administered.find((given) => isSame(given, one))?.entry.time,
    }));
}

/** The same medicine: by a code that both name, or by the same words. */
function isSame(given, wanted) {
  const codes = new Set(wanted.codes.map((one) => `${one.system} ${one.code}`));
  return given.codes.some((one) => codes.has(`${one.system} ${one.code}`))
    || given.name.toLowerCase() === wanted.name.toLowerCase();
}

function planned(entries) {
  return newestFirst(currentOf(entries, 'CarePlan'))
    .filter((entry) => text(entry.resource, 'status') === 'active')
    .flatMap((entry) => list(entry.resource, 'activity')
      .filter((one) => OPEN_STEPS.has(text(one, 'detail', 'status')))
      .map((one) => ({ kind: 'plan', title: text(one, 'detail', 'description'), detail: entry.title, entry })))
    .filter((task) => task.title);
}

function ordered(entries) {
  return newestFirst(currentOf(entries, 'ServiceRequest'))
    .filter((entry) => text(entry.resource, 'status') === 'active')
    .map((entry) => ({ kind: 'order', title: entry.title, detail: undefined, entry }));
}
