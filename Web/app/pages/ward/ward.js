/** The nurse's first screen: handoffs, the patients whose records may be read, and what is to be done for each. */
import { fill, h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { empty, progressBar, show } from '../../components/states.js';
import { useStyle } from '../../components/style.js';
import { allergyStatus } from '../../models/allergies.js';
import { longDay } from '../../models/clock.js';
import { taskList } from '../../models/tasks.js';
import { moment, relative } from '../../texts/index.js';
import { allergyBanner } from '../../viewers/allergy-banner.js';
import { grantsToMe } from '../../wallet/records.js';
import { scopeWords } from '../../wallet/wording.js';
import { chartStore } from '../chart/chart-store.js';
import { correctionRows } from '../practice/corrections.js';
import { messages } from '../practice/day.js';
import { namesButton } from '../practice/names.js';
import { actionButton, patientLine, row, section } from '../practice/parts.js';
import { escalationRows } from '../practice/result-rows.js';
import { handoffs } from './handoffs.js';

const MOST_TASKS = 8;

export async function render(context) {
  const { root, t, on, signal } = context;
  await useStyle('clinical');
  const [alarm, names, round] = [h('div', { 'aria-live': 'polite' }), h('div'), h('div')];
  const parts = {
    handoffs: section(t('ward.handoffs'), { link: '#/messages', linkText: t('day.messages.all'), name: 'handoffs' }),
    patients: section(t('ward.patients'), { link: '#/find', linkText: t('nav.find'), name: 'patients' }),
    corrections: section(t('day.corrections'), { name: 'corrections' }),
    messages: section(t('day.messages'), { link: '#/messages', linkText: t('day.messages.all'), name: 'messages' }),
  };
  root.append(h('h1', { text: t('ward.title') }), h('p', { class: 'muted', text: longDay(Date.now()) }), alarm, names,
    round,
    ...Object.values(parts).map((part) => part.element));
  const draw = () => {
    show(alarm, () => escalated(context), signal);
    show(parts.handoffs.place, () => handoffs(context), signal);
    show(parts.patients.place, () => patients(context, { names, round }, draw), signal);
    show(parts.corrections.place, () => correctionRows(context, draw), signal);
    show(parts.messages.place, () => messages(context), signal);
  };
  // A round that is being opened is not drawn anew under the hands; its own reads are events, too.
  on('ledger', ({ event }) => !(event.type === 'access.read' && event.actor === context.person.id) && draw());
  on('healed', draw);
  draw();
}

async function escalated(context) {
  const { t, client, signal } = context;
  const rows = escalationRows(context, await client.all('/v1/me/escalations', { signal }));
  return rows && h('section', { class: 'card', 'data-part': 'escalated' }, h('h2', { text: t('orders.escalated') }),
    h('p', { class: 'muted small', text: t('ward.escalated') }), rows);
}

async function patients(context, { names, round }, redraw) {
  const { t, person, signal } = context;
  const grants = (await grantsToMe(person)).filter((grant) => grant.until > Date.now());
  const byPatient = [...Map.groupBy(grants, (grant) => grant.patient)];
  fill(names, namesButton(context, byPatient.map(([patient]) => patient), grants, redraw));
  // What there is to open is asked anew: somebody may have written since.
  const stores = byPatient.map(([patient]) => chartStore(context, patient));
  await Promise.all(stores.map((store) => store.refresh(signal)));
  fill(round, wholeRound(context, stores, redraw));
  if (byPatient.length === 0) {
    const action = h('a', { class: 'button', href: '#/find', text: t('nav.find') });
    return empty(t('ward.patients.none'), { hint: t('ward.patients.none.hint'), action });
  }
  return h('div', { class: 'ward' }, byPatient.map(([patient, some]) => card(context, patient, some, redraw)));
}

/** The records of several patients, opened for a round by reads that are shown and confirmed together. */
function wholeRound({ t, desk }, stores, redraw) {
  // What may be read a limited number of times is opened at the patient, one by one.
  const closedOf = (store) => store.toOpen().filter((one) => store.grantFor(one)?.reads === undefined);
  const found = stores.map((store) => ({ store, closed: closedOf(store) })).filter(({ closed }) => closed.length > 0);
  if (found.length < 2) return false;
  const total = found.reduce((sum, { closed }) => sum + closed.length, 0);
  const place = h('div', { class: 'notice', 'data-part': 'round' });
  const said = h('p', { text: t('ward.round', { patients: found.length, count: total }) });
  fill(place, said, actionButton(t('ward.round.open'), async () => {
    const items = await Promise.all(found.map(({ store, closed }) => store.readsFor(closed)));
    if (!await desk.confirm(items.flat())) return;
    const bar = progressBar(t('state.loading'));
    fill(place, bar.element);
    const confirmed = desk.approving('access.read');
    let done = 0;
    try {
      for (const { store, closed } of found) {
        const before = done;
        await store.openAll(closed, (count) => bar.set(before + count, total), { desk: confirmed });
        // The name is known from here on, wherever the patient stands on this page.
        store.chart();
        done += closed.length;
      }
    } finally {
      redraw();
    }
  }, { kind: 'primary', name: 'open-all' }));
  return place;
}

/** One patient: who, allergies, what is to be done as far as the record is open here, and the next steps. */
function card(context, patient, grants, redraw) {
  const { t, directory } = context;
  const store = chartStore(context, patient);
  const chart = store.chart();
  const closed = store.toOpen().length;
  const known = closed === 0 || chart.entries.some((entry) => entry.isOpen && entry.category !== 'demographics');
  const writes = grants.some((grant) => grant.rights.includes('contribute'));
  const base = `#/chart/${patient}`;
  return h('article', { class: 'ward-patient clinical', 'data-patient': patient },
    h('h3', {}, patientLine(directory, patient, { href: base })),
    grants.map((grant) => h('p', { class: 'muted small', text: t('ward.grant', {
      scope: scopeWords(grant.scope), until: moment(grant.until) }) })),
    known && [allergies(context, store, chart), tasks(context, chart)],
    closed > 0 && opening(context, store, { known, count: closed }, redraw),
    h('div', { class: 'actions' }, h('a', { class: 'button', href: base, text: t('day.chart') }),
      writes && [['vitals', 'vitals'], ['administration', 'administration'], ['note', 'note']].map(([form, key]) => (
        h('a', { class: 'button', href: `${base}/add/${form}`, text: t(`ward.write.${key}`) }))),
      h('a', { class: 'button', href: `#/messages/new?patient=${patient}&kind=handoff`, text: t('ward.handoff') })));
}

function allergies({ go }, store, chart) {
  const safety = store.documents.filter((one) => one.category === 'safety' && one.status === 'current');
  const unopened = safety.filter((one) => !store.opened.get(one.record)?.content).length;
  const granted = store.grants.some((grant) => grant.scope.categories && grant.rights.some((one) => one !== 'list'));
  return allergyBanner(allergyStatus(chart.entries, { granted, unopened }), {
    compact: true, onOpen: (entry) => go(`/chart/${store.patient}/item/${entry.id}`) });
}

/** What is open says what is to be done; what is not open, nobody can know. */
function opening(context, store, { known, count }, redraw) {
  const { t } = context;
  const place = h('div');
  const said = h('p', { class: 'muted', text: t(known ? 'ward.partlyClosed' : 'ward.closed', { count }) });
  fill(place, said, actionButton(t('ward.open'), async () => {
    await store.refresh(context.signal);
    const closed = store.toOpen();
    const bar = progressBar(t('state.loading'));
    const before = [...place.childNodes];
    fill(place, bar.element);
    try {
      await store.openAll(closed, (done, total) => bar.set(done, total));
      store.chart();
    } catch (error) {
      fill(place, before);
      throw error;
    }
    redraw();
  }, { kind: 'primary', name: 'open-round' }));
  return place;
}

function tasks({ t }, chart) {
  const found = taskList(chart);
  if (found.length === 0) return h('p', { class: 'muted', text: t('ward.tasks.none') });
  const base = (task) => `#/chart/${task.entry.document.patient}/item/${task.entry.id}`;
  return h('div', {}, h('p', {}, h('strong', { text: t('ward.tasks', { count: found.length }) })),
    h('ul', { class: 'list tasks' }, found.slice(0, MOST_TASKS).map((task) => row([
      h('p', {}, icon({ medicine: 'pill', plan: 'check', order: 'flask' }[task.kind]), ' ',
        h('a', { href: base(task), text: task.title })),
      h('p', { class: 'muted small', text: [t(`ward.task.${task.kind}`), task.detail,
        task.kind === 'medicine' && (task.last ? t('ward.given', { when: relative(task.last) }) : t('ward.notGiven')),
      ].filter(Boolean).join(' · ') }),
    ]))),
    found.length > MOST_TASKS && h('p', { class: 'muted small', text: t('ward.tasks.more', {
      count: found.length - MOST_TASKS }) }));
}
