/** Medicines: now, past, dispensed, given. */
import { medicineList } from '../../models/medicines.js';
import { medicineListView } from '../../viewers/lists-view.js';

export function draw({ body, open }, chart) {
  body.replaceChildren(medicineListView(medicineList(chart.entries, { resolve: chart.resolve }), { onOpen: open }));
}
