/** Details of patients that were opened on this device, for as long as the person is signed in. */
import { dayText } from '../../models/locale.js';
import { openDetails } from '../../wallet/organisation.js';

const opened = new WeakMap();

/** What physicians told of these patients, in their order; what cannot be opened is `{failure}`. */
export async function namesOf({ person, directory }, items) {
  if (!opened.has(person)) opened.set(person, new Map());
  const known = opened.get(person);
  return Promise.all(items.map(async (one) => {
    if (!known.has(one.content)) {
      const details = await openDetails(person, one).catch((error) => ({ failure: error.code ?? 'client.failed' }));
      if (details.failure) return details;
      known.set(one.content, details);
      directory.notePatient(one.patient, { name: details.name, birthDate: dayText(details.birthDate) || undefined });
    }
    return known.get(one.content);
  }));
}
