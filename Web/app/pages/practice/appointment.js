/** One appointment, the physician's side: the reason, the answer, the visit and what was written in it. */
import { h } from '../../components/dom.js';
import { checkGroup } from '../../components/pickers.js';
import { field, form } from '../../components/form.js';
import { show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { dayAndRange } from '../../models/clock.js';
import { typeWord } from '../../models/words.js';
import { moment } from '../../texts/index.js';
import { completeAppointment, readDetails, submitWithNote } from '../../wallet/practice.js';
import { scopeWords } from '../../wallet/wording.js';
import { chartStore } from '../chart/chart-store.js';
import { mayWrite } from '../chart/writing.js';
import { nameOf } from './names.js';
import { actionButton, facts, stateChip, withWords } from './parts.js';
import { currentVisit, finishVisit, forgetVisit, startVisit, writtenSince } from './visit.js';

/** A visit may begin a little before its time. */
const EARLY = 30 * 60_000;

export async function render(context) {
  const { root, t, params, signal, on } = context;
  const place = h('div');
  root.append(h('h1', { text: t('appointment.title') }), place);
  const draw = () => show(place, () => page(context, params.appointment, draw), signal);
  await draw();
  on('ledger', ({ event }) => {
    // A form that somebody fills in is not drawn anew under their hands.
    const writing = place.contains(document.activeElement) && document.activeElement.matches('input, textarea, select');
    if (event.subject === params.appointment && event.actor !== context.person.id && !writing) draw();
  });
}

async function page(context, id, redraw) {
  const { client, person, patient } = context;
  const appointment = await client.get(`/v1/appointments/${id}`);
  patient(appointment.patient);
  const [note, answer, grant] = await Promise.all([
    readDetails(person, `/v1/appointments/${id}/note`, appointment.note, appointment.patient),
    readDetails(person, `/v1/appointments/${id}/answer`, appointment.answer, appointment.physician),
    appointment.grant && client.find(`/v1/grants/${appointment.grant}`),
  ]);
  const store = chartStore(context, appointment.patient);
  await store.refresh(context.signal);
  const work = { context, appointment, note, store, redraw, visit: await currentVisit(context, appointment.patient) };
  return [nameOf(context, store, redraw), details(work, { note, answer, grant }), ...await actions(work)];
}

function details({ context, appointment }, { note, answer, grant }) {
  const { t } = context;
  return h('section', { class: 'card' }, facts([
    [t('appointment.when'), h('strong', { text: dayAndRange(appointment.from, appointment.until) })],
    [t('appointment.state'), stateChip(appointment.status)],
    [t('appointment.reason'), note ?? t('appointment.noReason')],
    [t('appointment.yourAnswer'), answer],
    [t('appointment.access'), grant && t(grant.awaits ? 'appointment.access.awaits' : 'appointment.access.text', {
      scope: scopeWords(grant.scope), until: moment(grant.until) })],
  ]));
}

async function actions(work) {
  const { appointment } = work;
  switch (appointment.status) {
    case 'requested': return appointment.from > Date.now() ? [answering(work)] : [];
    case 'confirmed': return confirmed(work);
    case 'completed': return [written(work), await finishing(work)];
    default: return [];
  }
}

function answering({ context, appointment, redraw }) {
  const { t, person, desk } = context;
  const words = field({
    name: 'note', type: 'textarea', label: t('appointment.note'), hint: t('appointment.note.hint'), required: false,
    maxlength: 1_000,
  });
  const answer = async (type, done) => {
    await submitWithNote(
      person, desk, { type, appointment: appointment.appointment }, words.value, appointment.patient);
    toast(t(done));
    redraw();
  };
  const made = form({
    before: h('h2', { text: t('appointment.decide') }), fields: [words], action: t('appointment.confirm'),
    submit: () => answer('appointment.confirm', 'appointment.confirmed'),
    secondary: h('button', {
      type: 'button', class: 'button danger', text: t('appointment.decline'),
      onclick: () => answer('appointment.decline', 'appointment.declined').catch((error) => made.fail(error)),
    }),
  });
  made.element.classList.add('card');
  return made.element;
}

async function confirmed(work) {
  const { context, appointment, store, visit, redraw } = work;
  const { t, person, desk } = context;
  const begun = appointment.from <= Date.now();
  const running = visit?.appointment === appointment.appointment;
  const buttons = [
    store.grants.length > 0 && h('a', {
      class: 'button', href: `#/chart/${appointment.patient}`, text: t('day.chart') }),
    begun && !running && actionButton(t('appointment.missed'), async () => {
      await completeAppointment(person, desk, appointment.appointment, { attended: false });
      await forgetVisit(context, appointment.patient);
      toast(t('appointment.missed.done'));
      redraw();
    }),
    !begun && actionButton(t('appointment.cancel'), () => cancel(work), { kind: 'danger' }),
  ];
  const startable = !running && appointment.from - EARLY <= Date.now() && mayWrite({ store, person }, 'clinical');
  return [
    startable && starting(work), h('div', { class: 'actions card' }, buttons),
    (running || begun) && await finishing(work),
    running && !begun && h('p', { class: 'muted', text: t('appointment.notBegun') }),
  ];
}

function cancel({ context, appointment, redraw }) {
  const { t, person, desk } = context;
  return withWords({
    title: t('appointment.cancel'), label: t('appointment.note'), hint: t('appointment.note.hint'),
    action: t('appointment.cancel'), kind: 'danger',
    send: async (words) => {
      await submitWithNote(person, desk, {
        type: 'appointment.cancel', appointment: appointment.appointment }, words, appointment.patient);
      toast(t('appointment.cancelled'));
      redraw();
    },
  });
}

/** The patient is here: the Encounter is written, and the chart opens to write in. */
function starting(work) {
  const { context, appointment, note, store } = work;
  const { t } = context;
  const made = form({
    before: [h('h2', { text: t('visit.start') }), h('p', { class: 'muted', text: t('visit.start.text') })],
    fields: [
      field({
        name: 'kind', type: 'select', label: t('field.visitClass'), value: 'AMB',
        options: ['AMB', 'VR', 'HH', 'EMER', 'IMP'].map((value) => ({ value, label: t(`option.visitClass.${value}`) })),
      }),
      field({ name: 'reason', label: t('visit.reason'), value: (note ?? '').slice(0, 200), maxlength: 300 }),
    ],
    action: t('visit.start'),
    submit: async (values) => {
      await startVisit(context, store, appointment, values);
      toast(t('visit.started'));
      context.go(`/chart/${appointment.patient}/add`);
    },
  });
  made.element.classList.add('card');
  return made.element;
}

/** The own Encounter of this visit: as remembered, or found among what is open. */
function encounterOf({ context, appointment, store, visit }) {
  const { byId, entries } = store.chart();
  if (appointment.encounter) return byId.get(appointment.encounter);
  if (visit?.appointment === appointment.appointment && byId.has(visit.record)) return byId.get(visit.record);
  return entries.find((one) => one.type === 'Encounter' && one.author.id === context.person.id
    && one.status === 'current' && one.resource?.status === 'in-progress');
}

/** What was written in the visit, to be chosen from; then the appointment is complete. */
async function finishing(work) {
  const { context, appointment, store, visit, redraw } = work;
  const { t, person } = context;
  const encounter = encounterOf(work);
  const since = Math.min(visit?.startedAt ?? Infinity, appointment.from - EARLY);
  const found = writtenSince(store, person, since, encounter?.id);
  const { byId } = store.chart();
  const complete = appointment.status === 'completed';
  const own = found.filter((one) => one.author === person.id).map((one) => one.record);
  const chosen = complete ? appointment.records : own;
  const records = found.length > 0 && checkGroup({
    name: 'records', legend: t('visit.records'), chosen,
    options: found.map((one) => ({
      value: one.record, label: byId.get(one.record)?.title ?? t('visit.record'),
      hint: [byId.get(one.record)?.isOpen ? typeWord(byId.get(one.record).type) : t(`category.${one.category}`),
        moment(one.addedAt)].join(', '),
    })),
  });
  if (records) records.required = false;
  const made = form({
    before: [h('h2', { text: t(complete ? 'visit.change' : 'visit.finish') }),
      !records && h('p', { class: 'muted', text: t('visit.nothing') })],
    fields: [records].filter(Boolean), action: t(complete ? 'visit.change.action' : 'visit.finish.action'),
    kind: complete ? '' : 'primary',
    submit: async (values) => {
      await finishVisit(context, store, appointment, { records: values.records ?? [], encounter });
      toast(t('visit.finished'));
      redraw();
    },
  });
  made.element.classList.add('card');
  made.element.dataset.part = 'finish';
  return complete && !records ? false : made.element;
}

/** What the visit groups. */
function written({ context, appointment, store }) {
  const { t } = context;
  const { byId } = store.chart();
  const ids = [appointment.encounter, ...appointment.records].filter(Boolean);
  const place = h('section', { class: 'card' }, h('h2', { text: t('visit.written') }));
  if (ids.length === 0) place.append(h('p', { class: 'muted', text: t('visit.written.none') }));
  else {
    place.append(h('ul', { class: 'list' }, ids.map((id) => h('li', {}, h('a', {
      href: `#/chart/${appointment.patient}/item/${id}`, text: byId.get(id)?.title ?? t('visit.record') })))));
  }
  return place;
}
