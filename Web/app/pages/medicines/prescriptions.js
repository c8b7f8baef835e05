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

/** `[{prescription, medicine?: {name, dosage}, erased}]`, newest first. */
export async function ownPrescriptions(context) {
  const { client, person, signal } = context;
  const store = chartStore(context, person.id);
  const [prescriptions] = await Promise.all([client.all('/v1/me/prescriptions', { signal }), store.refresh(signal)]);
  const named = new Set(prescriptions.map(({ prescription }) => prescription));
  const closed = store.documents.filter((one) => (
    named.has(one.record) && store.mayOpen(one) && !store.opened.get(one.record)?.content));
  if (closed.length > 0) await store.open(closed, { signal });
  const chart = store.chart();
  return prescriptions.map((prescription) => {
    const entry = chart.byId.get(prescription.prescription);
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
