/** One prescription: what it says, what was dispensed, the refill that waits, and the way to cancel it. */
import { h } from '../../components/dom.js';
import { personBadge, organisationBadge } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { show } from '../../components/states.js';
import { useStyle } from '../../components/style.js';
import { toast } from '../../components/toast.js';
import { day, list, moment, relative } from '../../texts/index.js';
import { answerRefill, readDetails, submitWithNote } from '../../wallet/practice.js';
import { recordView } from '../../viewers/record-view.js';
import { chartStore } from '../chart/chart-store.js';
import { nameOf } from './names.js';
import { actionButton, facts, stateChip, withWords } from './parts.js';
import { remaining } from './prescriptions.js';

export async function render(context) {
  const { root, t, params, signal, on, person } = context;
  await useStyle('clinical');
  root.classList.add('clinical');
  const place = h('div');
  root.append(h('h1', { text: t('prescription.title') }), place);
  const draw = () => show(place, () => page(context, draw), signal);
  await draw();
  on('ledger', ({ event }) => {
    if (event.subject === params.prescription && event.actor !== person.id) draw();
  });
}

async function page(context, redraw) {
  const { client, person, params } = context;
  const path = `/v1/prescriptions/${params.prescription}`;
  const document = await client.get(path);
  const store = chartStore(context, document.patient);
  await store.refresh(context.signal);
  context.patient(document.patient);
  const [note, answer] = await Promise.all([
    readDetails(person, `${path}/note`, document.note, document.patient),
    readDetails(person, `${path}/answer`, document.answer, document.prescriber)]);
  const ends = ['active', 'dispensed'].includes(document.status);
  return [
    nameOf(context, store, redraw),
    what(context, document, store, redraw),
    document.refillRequestedAt !== undefined && refill(context, document, note, redraw),
    numbers(context, document, answer), dispenses(context, document),
    ends && h('div', { class: 'actions' }, actionButton(
      context.t('prescription.cancel'), () => cancel(context, document, redraw), { kind: 'danger' })),
  ];
}

function refill(context, document, note, redraw) {
  const { t, person, desk } = context;
  const words = field({
    name: 'note', type: 'textarea', label: t('appointment.note'), hint: t('appointment.note.hint'), required: false,
    maxlength: 1_000,
  });
  const answer = async (approve) => {
    await answerRefill(person, desk, document, approve, words.value);
    toast(t(approve ? 'prescription.approved' : 'prescription.refused'));
    redraw();
  };
  const made = form({
    before: [h('h2', { text: t('prescription.refill') }),
      h('p', { class: 'muted', text: t('day.refill.asked', { when: relative(document.refillRequestedAt) }) }),
      note && h('blockquote', { class: 'said', text: note })],
    fields: [words], action: t('prescription.approve'), submit: () => answer(true),
    secondary: h('button', {
      type: 'button', class: 'button danger', text: t('prescription.refuse'),
      onclick: () => answer(false).catch((error) => made.fail(error)),
    }),
  });
  made.element.classList.add('card');
  made.element.dataset.part = 'refill';
  return made.element;
}

/** The sealed record: opened already, or by a signed read of what one wrote. */
function what(context, document, store, redraw) {
  const { t, go } = context;
  const chart = store.chart();
  const entry = chart.byId.get(document.prescription);
  if (entry?.isOpen) {
    return h('section', { class: 'card' }, recordView(entry, chart, {
      onOpen: (other) => go(`/chart/${document.patient}/item/${other.id}`) }));
  }
  const known = store.documents.find((one) => one.record === document.prescription);
  return h('section', { class: 'card' }, h('h2', { text: t('prescriptions.what') }),
    h('p', { text: t('prescription.sealed') }),
    known && actionButton(t('prescription.openRecord'), async () => {
      await store.open([known]);
      redraw();
    }, { kind: 'primary', name: 'open-record' }));
}

function numbers({ t }, document, answer) {
  return h('section', { class: 'card' }, h('h2', { text: t('prescription.numbers') }), facts([
    [t('appointment.state'), stateChip(document.status)],
    [t('prescription.each'), String(document.quantity)],
    [t('prescription.times'), list([t('prescription.once'), t('prescription.repeats', { count: document.repeats }),
      document.refills > 0 && t('prescription.refills', { count: document.refills })].filter(Boolean))],
    [t('prescriptions.left'), h('strong', { text: t('prescriptions.leftOf', {
      left: remaining(document), of: remaining({ ...document, dispensed: 0 }) }) })],
    [t('prescriptions.issued'), moment(document.issuedAt)], [t('prescription.until'), day(document.until)],
    [t('appointment.yourAnswer'), answer],
  ]));
}

function dispenses({ t, directory }, { dispenses: found }) {
  return h('section', { class: 'card', 'data-part': 'dispenses' }, h('h2', { text: t('prescription.dispenses') }),
    found.length === 0 ? h('p', { class: 'muted', text: t('prescription.dispenses.none') })
      : h('ul', { class: 'list' }, found.map((one) => h('li', {},
        h('p', {}, h('strong', { text: t('prescription.units', { count: one.quantity }) }), ' ',
          h('span', { class: 'muted', text: moment(one.at) }), ' ',
          one.substituted && h('span', { class: 'chip chip-waiting', text: t('prescription.substituted') })),
        h('p', { class: 'small' }, personBadge(directory, one.pharmacist), ' ',
          organisationBadge(directory, one.organisation))))));
}

function cancel({ t, person, desk }, { prescription, patient }, redraw) {
  return withWords({
    title: t('prescription.cancel'), text: t('prescription.cancel.text'), label: t('appointment.note'),
    hint: t('appointment.note.hint'), action: t('prescription.cancel'), kind: 'danger',
    send: async (words) => {
      await submitWithNote(person, desk, { type: 'prescription.cancel', prescription }, words, patient);
      toast(t('prescription.cancelled'));
      redraw();
    },
  });
}
