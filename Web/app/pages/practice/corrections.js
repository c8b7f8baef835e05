/** Correction recall: records that this person has read and that were corrected or taken back since. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { empty, show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { relative } from '../../texts/index.js';
import { acknowledgeRecord } from '../../wallet/records.js';
import { actionButton, patientLine, row } from './parts.js';

export function render(context) {
  const { root, t, on, signal } = context;
  const place = h('div');
  root.append(h('h1', { text: t('corrections.title') }), h('p', { text: t('corrections.text') }),
    h('section', { class: 'card' }, place));
  const draw = () => show(place, () => correctionRows(context, draw), signal);
  on('ledger', draw);
  on('healed', draw);
  draw();
}

/** Each with a way to what stands there now, and the confirmation to know of it. */
export async function correctionRows(context, redraw) {
  const { t, client, person, desk, directory, signal } = context;
  const found = await client.all('/v1/me/acknowledgements', { signal });
  if (found.length === 0) return empty(t('corrections.none'));
  const places = await Promise.all(found.map((one) => whereTo(context, one)));
  const acknowledge = (one) => actionButton(t('corrections.acknowledge'), async () => {
    await acknowledgeRecord(person, desk, one);
    toast(t('corrections.acknowledged'));
    redraw();
  }, { kind: 'primary', name: 'acknowledge' });
  return h('ul', { class: 'list' }, found.map((one, index) => row([
    h('p', { class: 'row-head' },
      h('strong', { text: t(one.supersededBy ? 'corrections.replaced' : 'corrections.retracted') }),
      one.endedAt && h('span', { class: 'muted small', text: ` ${relative(one.endedAt)}` })),
    patientLine(directory, one.patient),
    one.author && h('p', { class: 'muted small' }, t('corrections.by'), ' ', personBadge(directory, one.author)),
  ], h('a', { class: 'button', href: places[index], text: t('corrections.look') }), acknowledge(one))));
}

/** Where each role finds the result of an order. */
const ORDERS = { physician: 'orders', laboratoryTechnician: 'worklist', radiologist: 'worklist' };

/** What stands there now: on the order's page for whom it concerns, else in the chart. */
async function whereTo({ client, person }, { patient, record, order, supersededBy }) {
  const page = order && ORDERS[person.role];
  const concerned = page && await client.find(`/v1/orders/${order}`);
  return concerned ? `#/${page}/${order}` : `#/chart/${patient}/item/${supersededBy ?? record}`;
}
