/** Results to sign off, the critical ones first; then everything that this physician ordered. */
import { h } from '../../components/dom.js';
import { organisationBadge } from '../../components/badges.js';
import { empty, show } from '../../components/states.js';
import { dataTable } from '../../components/table.js';
import { relative } from '../../texts/index.js';
import { awaitsAcknowledgement } from '../../wallet/orders.js';
import { grantsToMe } from '../../wallet/records.js';
import { namesButton } from './names.js';
import { alarmChip, patientLine, section, stateChip } from './parts.js';
import { escalationRows, resultRows, stageChip } from './result-rows.js';

export function render(context) {
  const { root, t, client, signal, on } = context;
  const names = h('div');
  const waiting = section(t('orders.waiting'), { name: 'waiting' });
  const escalated = h('div');
  const table = dataTable({
    caption: t('orders.caption'), none: t('orders.none'), hint: t('orders.none.hint'), signal,
    load: (after) => client.page('/v1/me/orders', { after, signal }), columns: columns(context),
  });
  root.append(h('h1', { text: t('orders.title') }), names, escalated, waiting.element, table.element);
  const lists = () => {
    show(waiting.place, () => results(context, names, draw), signal);
    show(escalated, () => escalations(context), signal);
  };
  const draw = () => {
    lists();
    table.reload();
  };
  on('ledger', ({ event }) => /^(order|result|record)\./.test(event.type) && draw());
  on('healed', draw);
  lists();
}

function columns(context) {
  const { t, directory } = context;
  return [
    { label: t('banner.label'), cell: (one) => patientLine(directory, one.patient) },
    { label: t('order.what'), cell: (one) => h('span', {}, t(`order.kind.${one.kind}`), ', ',
      t(`priority.${one.priority}`)) },
    { label: t('order.performer'), cell: (one) => organisationBadge(directory, one.performer) },
    { label: t('order.placed'), cell: (one) => relative(one.placedAt) },
    { label: t('appointment.state'), cell: (one) => orderState(context, one) },
    {
      label: t('order.open'), kind: 'actions', cell: (one) => h('a', {
        class: 'button small', href: `#/orders/${one.order}`, text: t('order.open') }),
    },
  ];
}

/** How an order stands, its newest result, and whether that waits. */
export function orderState(context, order) {
  const newest = order.results.at(-1);
  const waits = awaitsAcknowledgement(order);
  return h('span', { class: 'chips' }, stateChip(order.status), newest && stageChip(context, newest.stage),
    order.critical && waits && alarmChip(context.t('order.critical')),
    newest && !waits && h('span', { class: 'chip chip-good', text: context.t('order.seen') }));
}

async function results(context, names, redraw) {
  const { t, client, person, signal } = context;
  const found = await client.all('/v1/me/results', { signal });
  const button = namesButton(context, found.map((one) => one.patient), await grantsToMe(person), redraw);
  names.replaceChildren(...[button].filter(Boolean));
  return found.length === 0 ? empty(t('day.results.none')) : resultRows(context, found);
}

async function escalations(context) {
  const { t, client, signal } = context;
  const rows = escalationRows(context, await client.all('/v1/me/escalations', { signal }));
  return rows && h('section', { class: 'card' }, h('h2', { text: t('orders.escalated') }), rows);
}
