/** One prescription at the counter: what it is and allergies beside it, what is left, and handing it out. */
import { h } from '../../components/dom.js';
import { organisationBadge, personBadge, statusChip } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { livePart } from '../../components/live-list.js';
import { useStyle } from '../../components/style.js';
import { toast } from '../../components/toast.js';
import { allergyStatus } from '../../models/allergies.js';
import { currentOf } from '../../models/chart.js';
import { dispenseResource, prescribedName } from '../../models/dispense.js';
import { nowInstant } from '../../models/fhir-building.js';
import { loadInteractions, loadPickList } from '../../models/pick-lists.js';
import { PrescribingCheck } from '../../models/prescribing-check.js';
import { allergyBanner } from '../../viewers/allergy-banner.js';
import { recordView } from '../../viewers/record-view.js';
import { safetyCheckView } from '../../viewers/safety-check-view.js';
import { dispense, grantsToDispense, mostAtOnce } from '../../wallet/dispensing.js';
import { grantsToMe } from '../../wallet/records.js';
import { errorText, day, moment } from '../../texts/index.js';
import { chartStore } from '../chart/chart-store.js';
import { recordOfResource } from '../chart/writing.js';
import { isListed, leftWords } from './parts.js';

export async function render(context) {
  const { root, t, client, params, patient, person, on, signal } = context;
  await useStyle('clinical');
  const { patient: whose } = await client.get(`/v1/prescriptions/${params.prescription}`, { signal });
  patient(whose);
  const store = chartStore(context, whose);
  const part = livePart({
    on, signal,
    load: async () => {
      const { at, ...prescription } = await client.get(`/v1/prescriptions/${params.prescription}`, { signal });
      const [grant] = grantsToDispense(await grantsToMe(person, whose), prescription);
      return { prescription, grant: grant?.grant };
    },
    draw: async ({ prescription, grant }) => {
      await store.refresh(signal);
      // Once the record of who this is has been opened, the patient's name stands above.
      const chart = store.chart();
      patient(whose);
      return page({ ...context, store, chart, redraw: () => part.reload() }, prescription, grant);
    },
  });
  root.append(h('h1', { text: t('pharmacy.prescription') }), part.element);
  return part.ready;
}

async function page(context, prescription, grant) {
  const { t, store, chart } = context;
  if (isListed(prescription)) {
    return h('section', { class: 'card' }, facts(context, prescription), h('p', { text: t('pharmacy.listed') }),
      h('a', { class: 'button primary', href: `#/find/${prescription.patient}`, text: t('pharmacy.ask') }));
  }
  const entry = chart.byId.get(prescription.prescription);
  const safety = store.documents.filter((one) => one.category === 'safety' && one.status === 'current');
  const unopened = safety.filter((one) => !store.opened.get(one.record)?.content).length;
  const granted = store.grants.some((one) => one.scope.categories && one.rights.some((right) => right !== 'list'));
  return [
    h('div', { class: 'clinical' }, allergyBanner(allergyStatus(chart.entries, { granted, unopened }), {})),
    h('div', { class: 'split' },
      h('div', { class: 'clinical' },
        h('section', { class: 'card' }, h('h2', { text: t('pharmacy.what') }),
          entry?.isOpen ? recordView(entry, chart, {}) : sealed(context, entry, safety))),
      h('div', {},
        entry?.isOpen && h('div', { class: 'clinical' }, await check(context, entry)),
        h('section', { class: 'card' }, facts(context, prescription)),
        counter(context, prescription, grant, entry),
        history(context, prescription))),
  ];
}

function facts({ t, directory }, prescription) {
  const rows = [
    [t('pharmacy.state'), statusChip(prescription.status)],
    [t('pharmacy.by'), personBadge(directory, prescription.prescriber)],
    [t('pharmacy.at'), organisationBadge(directory, prescription.organisation)],
    [t('pharmacy.issued'), moment(prescription.issuedAt)],
    [t('pharmacy.until'), prescription.until && day(prescription.until)],
    [t('pharmacy.once'), prescription.quantity && t('pharmacy.count', { count: prescription.quantity })],
    [t('pharmacy.allowed'), prescription.quantity && leftWords(t, prescription)],
  ].filter(([, value]) => value);
  return h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)]));
}

/** Opens what is prescribed, and what may make it dangerous, by one signed read. */
function sealed(context, entry, safety) {
  const { t, store, redraw } = context;
  if (!entry || !store.mayOpen(entry.document)) return h('p', { class: 'muted', text: t('pharmacy.noRead') });
  const button = h('button', { type: 'button', class: 'button primary', 'data-action': 'open-prescription' },
    icon('lock'), t('pharmacy.unseal'));
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      // Who it is for belongs to what must be known at the counter, where the patient lets it be known.
      const who = store.documents.filter((one) => one.category === 'demographics' && one.status === 'current');
      const closed = [...safety, ...who]
        .filter((one) => store.mayOpen(one) && !store.opened.get(one.record)?.content);
      await store.open([entry.document, ...closed]);
      await redraw();
    } catch (error) {
      if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
    } finally {
      button.disabled = false;
    }
  });
  return [h('p', { text: t('pharmacy.sealed') }), button];
}

/** The same check as at prescribing, of what this pharmacist has open. */
async function check({ store, chart }, entry) {
  const [medications, interactions] = await Promise.all([loadPickList('medications'), loadInteractions()]);
  const seen = new Set(['safety', 'medication'].filter((category) => store.documents
    .filter((one) => one.category === category && one.status === 'current')
    .every((one) => store.opened.get(one.record)?.content)));
  const types = ['AllergyIntolerance', 'MedicationRequest', 'MedicationStatement', 'MedicationAdministration'];
  const records = currentOf(chart.entries, ...types).filter((one) => one.id !== entry.id).map((one) => one.resource);
  const unreadable = [...store.opened.values()].filter((one) => one.failure).length;
  const report = new PrescribingCheck(medications, interactions).report(entry.resource, records, seen, unreadable);
  return h('div', { class: 'card' }, safetyCheckView(report));
}

/** Handing out: as much as was prescribed at once unless less is wanted, another product where it is said so. */
function counter(context, prescription, grant, entry) {
  const { t } = context;
  if (prescription.status !== 'active') {
    return h('p', { class: 'notice', text: t(`pharmacy.closed.${prescription.status}`) });
  }
  if (!grant) {
    return h('section', { class: 'card' }, h('p', { text: t('pharmacy.noDispense') }),
      h('a', { class: 'button primary', href: `#/find/${prescription.patient}`, text: t('pharmacy.ask') }));
  }
  // Nothing is handed out unread where it can be read.
  if (entry && !entry.isOpen && context.store.mayOpen(entry.document)) {
    return h('section', { class: 'card' }, h('h2', { text: t('pharmacy.hand') }),
      h('p', { class: 'muted', text: t('pharmacy.hand.first') }));
  }
  const most = mostAtOnce(prescription);
  const quantity = field({
    name: 'quantity', label: t('pharmacy.quantity'), hint: t('pharmacy.quantity.hint', { most }), type: 'number',
    min: 1, max: most, step: 1, inputmode: 'numeric', value: String(most),
    check: (text) => (/^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= most
      ? undefined : t('pharmacy.quantity.wrong', { most })),
  });
  const substituted = field({ name: 'substituted', label: t('pharmacy.other'), type: 'checkbox', required: false });
  const product = field({
    name: 'product', label: t('pharmacy.product'), maxlength: 300, required: false, mark: false,
  });
  product.element.hidden = true;
  substituted.input.addEventListener('change', () => { product.element.hidden = !substituted.value; });
  const note = field({ name: 'note', label: t('pharmacy.note'), type: 'textarea', required: false, maxlength: 500 });
  const made = form({
    before: h('h2', { text: t('pharmacy.hand') }), fields: [quantity, substituted, product, note],
    action: t('pharmacy.hand.action'),
    submit: async (values) => {
      if (values.substituted && values.product.trim() === '') {
        product.fail(t('pharmacy.product.missing'));
        product.input.focus();
        return;
      }
      await hand(context, prescription, entry, values);
    },
  });
  made.element.classList.add('card');
  return made.element;
}

async function hand({ t, person, desk, redraw, store }, prescription, entry, values) {
  const { substituted } = values;
  const quantity = Number(values.quantity);
  const resource = dispenseResource({
    prescription: prescription.prescription, request: entry?.resource, quantity, substituted,
    product: values.product.trim(), note: values.note,
  }, { patient: prescription.patient, author: { id: person.id, name: person.name ?? '' }, now: nowInstant() });
  const description = resource && recordOfResource(resource, 'medication');
  await dispense(person, desk, prescription, { quantity, substituted, description });
  toast(t('pharmacy.handed', { what: prescribedName(resource) ?? t('pharmacy.it'), count: quantity }));
  await store.refresh();
  await redraw();
}

function history({ t, directory }, { dispenses }) {
  if (dispenses.length === 0) return undefined;
  return h('section', { class: 'card', 'data-part': 'dispenses' }, h('h2', { text: t('pharmacy.history') }),
    h('ul', { class: 'list' }, [...dispenses].reverse().map((one) => h('li', {},
      h('strong', { text: t('pharmacy.count', { count: one.quantity }) }),
      one.substituted && [' ', h('span', { class: 'chip chip-plain', text: t('pharmacy.substituted') })],
      h('p', { class: 'small muted' }, moment(one.at), ' · ', personBadge(directory, one.pharmacist))))));
}
