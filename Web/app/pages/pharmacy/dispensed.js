/** What this pharmacist handed out, newest first, of the patients whose access still stands. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { livePart } from '../../components/live-list.js';
import { empty } from '../../components/states.js';
import { moment } from '../../texts/index.js';

export function render(context) {
  const { root, t, client, person, on, signal } = context;
  const part = livePart({
    on, signal, draw: (items) => table(context, items),
    load: async () => (await client.all('/v1/me/prescriptions/shared', { signal }))
      .flatMap(({ dispenses = [], prescription, patient }) => (
        dispenses.filter((one) => one.pharmacist === person.id).map((one) => ({ ...one, prescription, patient }))))
      .sort((a, b) => b.at - a.at),
  });
  root.append(h('h1', { text: t('pharmacy.dispensed.title') }),
    h('p', { class: 'muted', text: t('pharmacy.dispensed.text') }), part.element);
  return part.ready;
}

function table({ t, directory }, items) {
  if (items.length === 0) return empty(t('pharmacy.dispensed.none'));
  const columns = [
    [t('pharmacy.when'), (one) => h('a', {
      href: `#/pharmacy/prescription/${one.prescription}`, text: moment(one.at) })],
    [t('banner.label'), (one) => personBadge(directory, one.patient)],
    [t('pharmacy.units'), (one) => String(one.quantity)],
    [t('pharmacy.substituted'), (one) => t(one.substituted ? 'pharmacy.yes' : 'pharmacy.no')],
  ];
  return h('div', { class: 'table-frame' }, h('table', { class: 'table' },
    h('caption', { text: t('pharmacy.dispensed.caption') }),
    h('thead', {}, h('tr', {}, columns.map(([label]) => h('th', { scope: 'col', text: label })))),
    h('tbody', {}, items.map((one) => h('tr', {}, columns.map(([label, cell]) => (
      h('td', { 'data-label': label }, cell(one)))))))));
}
