/** What was prescribed: how much is left, until when, what was handed out where; refills; the code for the pharmacy. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { organisationBadge, personBadge, statusChip } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { openDialog } from '../../components/dialog.js';
import { qrImage } from '../../components/qr.js';
import { empty, show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { readableIdentity } from '../../crypto/identity.js';
import { readDetails, submitWithNote } from '../../wallet/practice.js';
import { day, errorText, moment, relative } from '../../texts/index.js';
import { amounts, isOpen, nameOf, ownPrescriptions } from './prescriptions.js';

export function render(context) {
  const { root, t, on, signal } = context;
  const place = h('div');
  root.append(h('h1', { text: t('myMedicines.title') }),
    h('p', {}, t('myMedicines.text'), ' ',
      h('a', { href: '#/record/medicines', text: t('myMedicines.record') })), place);
  const draw = () => show(place, () => prescriptions(context), signal);
  on('ledger', ({ event }) => {
    if (event.type.startsWith('prescription.')) draw();
  });
  on('healed', draw);
  draw();
}

async function prescriptions(context) {
  const { t } = context;
  const all = await ownPrescriptions(context);
  if (all.length === 0) return empty(t('myMedicines.none'), { hint: t('myMedicines.none.hint') });
  const open = all.filter((one) => isOpen(one.prescription));
  const over = all.filter((one) => !isOpen(one.prescription));
  return [
    open.length === 0 && empty(t('myMedicines.noneOpen')),
    h('div', { class: 'cards' }, open.map((one) => card(context, one, 'h2'))),
    over.length > 0 && h('section', {}, h('h2', { text: t('myMedicines.over') }),
      h('div', { class: 'cards' }, over.map((one) => card(context, one, 'h3')))),
  ].filter(Boolean);
}

function card(context, one, heading) {
  const { t, directory } = context;
  const { prescription, medicine } = one;
  const { allowed, left, times } = amounts(prescription);
  const open = isOpen(prescription);
  const rows = [
    medicine?.dosage && [t('myMedicines.dosage'), medicine.dosage],
    [t('myMedicines.left'), h('span', {}, t('myMedicines.leftOf', { left, allowed }), ' ',
      h('meter', { min: 0, max: allowed, value: left, 'aria-label': t('myMedicines.left') }))],
    open && [t('myMedicines.times'), left > 0
      ? t('myMedicines.timesOf', { count: times, quantity: prescription.quantity }) : t('myMedicines.times.none')],
    [t('myMedicines.until'), day(prescription.until)],
    [t('myMedicines.prescriber'), personBadge(directory, prescription.prescriber)],
    ...refillRows(context, prescription),
  ].filter(Boolean);
  return h('section', { class: 'card', 'data-prescription': prescription.prescription },
    h('div', { class: 'card-head' }, h(heading, { text: nameOf(one, t) }), statusChip(prescription.status)),
    h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)])),
    dispensed(context, prescription), open && actions(context, one));
}

/** What was asked and answered about a refill. */
function refillRows(context, prescription) {
  const { t } = context;
  const { refillRequestedAt, note, answer, refills } = prescription;
  return [
    refillRequestedAt && [
      t('myMedicines.refill'), t('myMedicines.refill.waits', { when: relative(refillRequestedAt) })],
    refillRequestedAt === undefined && refills > 0 && [
      t('myMedicines.refill'), t('myMedicines.refill.allowed', { count: refills })],
    note && [t('myMedicines.refill.asked'), words(context, prescription, 'note', prescription.patient)],
    answer && [t('myMedicines.refill.answer'), words(context, prescription, 'answer', prescription.prescriber)],
  ];
}

function words({ person }, prescription, part, sender) {
  const element = h('span');
  readDetails(person, `/v1/prescriptions/${prescription.prescription}/${part}`, prescription[part], sender)
    .then((text) => { element.textContent = text ?? ''; }, (error) => { element.textContent = errorText(error); });
  return element;
}

function dispensed({ t, directory }, { dispenses }) {
  if (dispenses.length === 0) return h('p', { class: 'muted', text: t('myMedicines.notDispensed') });
  return h('details', {}, h('summary', { text: t('myMedicines.dispensed', { count: dispenses.length }) }),
    h('ul', { class: 'list' }, dispenses.map((one) => h('li', {},
      h('strong', { text: t('myMedicines.units', { count: one.quantity }) }), ' ',
      organisationBadge(directory, one.organisation), ' ',
      one.substituted && h('span', { class: 'chip chip-waiting', text: t('myMedicines.substituted') }),
      h('p', { class: 'muted small' }, moment(one.at), ', ', personBadge(directory, one.pharmacist)),
      one.record && h('a', { href: `#/record/item/${one.record}`, text: t('myMedicines.dispense.record') })))));
}

function actions(context, one) {
  const { t } = context;
  const { prescription } = one;
  return h('div', { class: 'actions' },
    h('button', {
      type: 'button', class: 'button primary', onclick: () => showCode(context, one),
    }, icon('pill'), t('myMedicines.code')),
    prescription.refillRequestedAt === undefined && h('button', {
      type: 'button', class: 'button', text: t('myMedicines.askRefill'), onclick: () => askRefill(context, one),
    }),
    h('a', {
      class: 'button', href: `#/messages/new?record=${prescription.prescription}&to=${prescription.prescriber}`,
      text: t('myMedicines.question'),
    }));
}

/** What a pharmacist scans or types: which prescription, of whom. It opens nothing by itself. */
async function showCode({ t, person }, one) {
  const { prescription } = one.prescription;
  await openDialog({
    title: t('myMedicines.code.title'),
    body: h('div', { class: 'sheet' }, h('strong', { text: nameOf(one, t) }),
      qrImage(`${prescription} ${readableIdentity(person.id)}`, t('myMedicines.code.title')),
      h('p', { class: 'secret', text: prescription }), h('p', { text: t('myMedicines.code.text') })),
    actions: [{ label: t('action.close'), value: undefined }],
  });
}

async function askRefill({ t, person, desk }, { prescription, ...one }) {
  const note = field({
    name: 'note', label: t('myMedicines.refill.note'), hint: t('myMedicines.refill.sealed'), type: 'textarea',
    required: false, maxlength: 1000, autofocus: true,
  });
  const made = form({
    before: h('p', {}, h('strong', { text: nameOf(one, t) })), fields: [note], action: t('myMedicines.askRefill'),
    submit: async (values) => {
      const command = { type: 'prescription.requestRefill', prescription: prescription.prescription };
      await submitWithNote(person, desk, command, values.note, prescription.prescriber);
      made.element.closest('dialog')?.close();
      toast(t('myMedicines.refill.done'));
    },
  });
  await openDialog({ title: t('myMedicines.askRefill'), body: made.element });
}
