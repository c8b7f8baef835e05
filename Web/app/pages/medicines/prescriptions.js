/** The patient's prescriptions with what their sealed records say: opened on this device. */
import { medicineList } from '../../models/medicines.js';
import { chartStore } from '../chart/chart-store.js';

/** Whether something may still be dispensed, or a refill asked for. */
export const isOpen = ({ status }) => ['active', 'dispensed'].includes(status);

/** How many units may be dispensed in all, and how many are left. */
export function amounts({ quantity, repeats, refills, dispensed }) {
  const allowed = quantity * (1 + repeats + refills);
  return { allowed, left: allowed - dispensed, times: Math.ceil((allowed - dispensed) / quantity) };
}

/** `[{prescription, medicine?: {name, dosage}, erased}]`, newest first; of a status, where given. */
export async function ownPrescriptions(context, status) {
  const { client, person, signal } = context;
  const prescriptions = await client.all('/v1/me/prescriptions', { query: { status }, signal });
  const found = await Promise.all(prescriptions.map(({ prescription }) => (
    client.find(`/v1/patients/${person.id}/records/${prescription}`, { signal }))));
  const chart = await chartStore(context, person.id).chartOf(found.filter(Boolean), signal);
  return prescriptions.map((prescription) => {
    const entry = chart.byId.get(prescription.prescription);
    // What was superseded or taken back still says what was prescribed.
    const { active, past } = medicineList(entry?.isOpen ? [{ ...entry, status: 'current' }] : [], {
      resolve: chart.resolve });
    return { prescription, medicine: active[0] ?? past[0], erased: entry?.status === 'erased' };
  });
}

/** What to call it. */
export function nameOf({ medicine, erased }, t) {
  if (medicine) return medicine.name;
  return t(erased ? 'myMedicines.erased' : 'myMedicines.closed');
}
