/** The prescriptions that this physician issued: refills that wait for an answer first, then all of them. */
import { h } from '../../components/dom.js';
import { dataTable } from '../../components/table.js';
import { show } from '../../components/states.js';
import { day, relative } from '../../texts/index.js';
import { chartStore } from '../chart/chart-store.js';
import { patientLine, row, stateChip } from './parts.js';

const STATES = ['', 'active', 'dispensed', 'cancelled', 'expired'];

/** How many units are left of what is allowed in all. */
export const remaining = ({ quantity, repeats, refills, dispensed }) => quantity * (1 + repeats + refills) - dispensed;

/** What is prescribed, as far as this device has opened or written it. */
export function medicineWords(context, { patient, prescription }) {
  const opened = chartStore(context, patient).opened.get(prescription);
  return opened?.metadata?.title;
}

export function render(context) {
  const { root, t, client, query, signal, on, go } = context;
  const status = STATES.includes(query.get('status')) ? query.get('status') : '';
  const refills = h('div');
  const filter = h('select', { 'aria-label': t('prescriptions.filter') }, STATES.map((one) => h('option', {
    value: one, selected: one === status, text: one ? t(`care.status.${one}`) : t('prescriptions.all') })));
  filter.addEventListener('change', () => go(`/prescriptions${filter.value ? `?status=${filter.value}` : ''}`));
  const table = dataTable({
    caption: t('prescriptions.caption'), none: t('prescriptions.none'), hint: t('prescriptions.none.hint'), signal,
    load: (after) => client.page('/v1/me/prescriptions', { after, query: { status: status || undefined }, signal }),
    columns: columns(context),
  });
  root.append(h('h1', { text: t('prescriptions.title') }), refills,
    h('div', { class: 'field filter-field' }, filter), table.element);
  const draw = () => {
    show(refills, () => waiting(context), signal);
    table.reload();
  };
  on('ledger', ({ event }) => event.type.startsWith('prescription.') && draw());
  on('healed', draw);
  show(refills, () => waiting(context), signal);
}

function columns(context) {
  const { t, directory } = context;
  return [
    { label: t('banner.label'), cell: (one) => patientLine(directory, one.patient) },
    { label: t('prescriptions.what'), cell: (one) => medicineWords(context, one) ?? h('span', {
      class: 'muted', text: t('prescriptions.sealed') }) },
    { label: t('prescriptions.issued'), cell: (one) => day(one.issuedAt) },
    { label: t('prescriptions.left'), kind: 'number', cell: (one) => (
      t('prescriptions.leftOf', { left: remaining(one), of: remaining({ ...one, dispensed: 0 }) })) },
    { label: t('appointment.state'), cell: (one) => stateChip(one.status) },
    {
      label: t('prescriptions.open'), kind: 'actions', cell: (one) => h('a', {
        class: 'button small', href: `#/prescriptions/${one.prescription}`, text: t('prescriptions.open') }),
    },
  ];
}

async function waiting(context) {
  const { t, client, directory, signal } = context;
  const found = await client.all('/v1/me/refills', { signal });
  return found.length > 0 && h('section', { class: 'card', 'data-part': 'refills' },
    h('h2', { text: t('prescriptions.refills', { count: found.length }) }),
    h('ul', { class: 'list' }, found.map((one) => row([
      patientLine(directory, one.patient), h('p', { text: medicineWords(context, one) }),
      h('p', { class: 'muted small', text: t('day.refill.asked', { when: relative(one.refillRequestedAt) }) }),
    ], h('a', { class: 'button primary', href: `#/prescriptions/${one.prescription}`, text: t('day.answer') })))));
}
