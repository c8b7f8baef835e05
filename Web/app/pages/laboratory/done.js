/** Orders that are done, rejected or called off, newest first as the node lists them. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { dataTable } from '../../components/table.js';
import { moment } from '../../texts/index.js';
import { acknowledgement, priorityChip, stateChips } from './parts.js';

export function render({ root, t, client, directory, signal, on }) {
  const table = dataTable({
    caption: t('worklist.done.caption'), none: t('worklist.done.none'), signal,
    load: (after) => client.page('/v1/me/worklist', { after, query: { state: 'done' }, signal }),
    columns: [
      { label: t('worklist.order'), cell: (order) => h('a', {
        href: `#/worklist/${order.order}`, text: `${t(`orderKind.${order.kind}`)}, ${moment(order.placedAt)}` }) },
      { label: t('banner.label'), bare: true, cell: (order) => personBadge(directory, order.patient) },
      { label: t('worklist.physician'), cell: (order) => personBadge(directory, order.physician) },
      { label: t('worklist.priority'), cell: (order) => h('div', {}, priorityChip(t, order.priority)) },
      { label: t('worklist.state'), cell: (order) => (
        h('div', {}, stateChips(t, order), acknowledgement(t, order, directory))) },
    ],
  });
  root.append(h('h1', { text: t('worklist.done.title') }),
    h('p', {}, h('a', { href: '#/worklist', text: t('worklist.back') })), table.element);
  on('healed', table.reload);
}
