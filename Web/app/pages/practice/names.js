/**
 * Names are sealed like everything else of a patient: they are opened by a signed read that the patient sees. This
 * opens those of several patients at once, shown and confirmed together.
 */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { fail } from '../../crypto/errors.js';
import { compareIds } from '../../wallet/compartments.js';
import { chartStore } from '../chart/chart-store.js';
import { actionButton } from './parts.js';

/** The patients of a list whose names are not open here, each once. */
const unnamed = (directory, patients) => [...new Set(patients)].filter((id) => !directory.patient(id)?.name);

/** The records that say who a patient is, if they can be opened without using up a limited number of reads. */
async function namingRecords(context, patient) {
  const store = chartStore(context, patient);
  await store.refresh(context.signal);
  const documents = store.toOpen().filter((one) => one.category === 'demographics' && one.status === 'current');
  return { store, documents: documents.filter((one) => store.grantFor(one).reads === undefined) };
}

/** Opens the names of those patients whose personal details may be read. Answers how many there were to open. */
export async function openNames(context, patients) {
  const { desk } = context;
  const found = [];
  for (const patient of unnamed(context.directory, patients)) {
    const one = await namingRecords(context, patient);
    if (one.documents.length > 0) found.push(one);
  }
  if (found.length === 0) return 0;
  const items = await Promise.all(found.map(({ store, documents }) => desk.show({
    type: 'access.read', patient: store.patient, purpose: store.grantFor(documents[0]).purpose,
    records: documents.map((one) => one.record).sort(compareIds), grant: store.grantFor(documents[0]).grant,
  })));
  if (!await desk.confirm(items)) return 0;
  const confirmed = desk.approving('access.read');
  for (const { store, documents } of found) {
    await store.open(documents, { desk: confirmed });
    store.chart();
  }
  return found.length;
}

/**
 * Opens a record of an order together with who the patient is, where that is still closed and may be read: shown and
 * confirmed as one. Nobody signs off a result of somebody whose name they have not seen.
 */
export async function openWithName({ desk, directory }, store, order, record) {
  const unknown = unnamed(directory, [store.patient]).length > 0;
  const who = unknown ? store.toOpen().filter((one) => (
    one.category === 'demographics' && one.status === 'current' && store.grantFor(one)?.reads === undefined)) : [];
  if (who.length === 0) {
    await store.openUnderOrder(order, record);
    return;
  }
  const read = {
    type: 'access.read', patient: store.patient, purpose: 'TREAT', records: [record], order: order.order,
  };
  const items = [await desk.show(read), ...await store.readsFor(who)];
  if (!await desk.confirm(items)) fail('signature.rejected');
  const confirmed = desk.approving('access.read');
  await store.openUnderOrder(order, record, { desk: confirmed });
  // What was asked for is there, whatever becomes of the name.
  await store.open(who, { desk: confirmed }).catch(() => undefined);
  store.chart();
}

/** On a page about one patient: the way to their name and date of birth, while these are not open. */
export const nameOf = (context, store, redraw) => namesButton(context, [store.patient], store.grants, redraw);

/** A button that opens names, where there are some to open; `grants`: the reader's live ones. */
export function namesButton(context, patients, grants, redraw) {
  const { t, directory } = context;
  const readable = unnamed(directory, patients).filter((id) => grants.some((grant) => (
    grant.patient === id && grant.rights.includes('read') && grant.reads === undefined
    && grant.scope.categories?.includes('demographics'))));
  if (readable.length === 0) return false;
  const button = actionButton(t('practice.names', { count: readable.length }), async () => {
    if (await openNames(context, readable) > 0) redraw();
  }, { name: 'open-names' });
  button.prepend(icon('eye'));
  return h('p', { class: 'names' }, button);
}
