/** The patient's first screen: what waits for them, what comes next, what is new, and who read their record lately. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { empty, show } from '../../components/states.js';
import { hasCompartments } from '../../wallet/compartments.js';
import { attestationStatus } from '../../wallet/dependants.js';
import { holds } from '../../session/acting.js';
import { setUpPatient } from '../../session/sign-up.js';
import { scopeWords } from '../../wallet/wording.js';
import { readableIdentity } from '../../crypto/identity.js';
import { day, errorText, relative } from '../../texts/index.js';
import { toast } from '../../components/toast.js';
import { span } from '../appointments/slots.js';
import { chartStore } from '../chart/chart-store.js';
import { amounts, nameOf, ownPrescriptions } from '../medicines/prescriptions.js';

const SHOWN = 5;
const DAY = 86_400_000;
/** How long a result counts as new, and how soon a prescription is about to end. */
const RECENT = 30 * DAY;
const SOON = 14 * DAY;

/** The parts: `[name, where all of it is, what fills it, the events that change it, rights that it needs]`. */
const PARTS = [
  ['requests', '#/requests', openRequests, /^access\./, ['consent']],
  ['appointment', '#/appointments', nextAppointment, /^appointment\./, ['arrange']],
  ['results', '#/examinations', newResults, /^(record|order)\./, ['read', 'arrange']],
  ['medicines', '#/medicines', medicines, /^prescription\./, ['read', 'arrange']],
  ['reads', '#/log', lastReads, /^access\.read/, ['consent']],
];

export function render(context) {
  const { root, t, person, on, signal } = context;
  const [setUp, who] = [h('div'), h('div')];
  const allowed = PARTS.filter(([, , , , needs]) => needs.every((right) => person.may(right)));
  const parts = allowed.map(([name, all, fill, changes]) => {
    const place = h('div');
    const element = h('section', { class: 'card', 'data-part': name },
      h('div', { class: 'card-head' }, h('h2', { text: t(`home.${name}`) }),
        h('a', { href: all, text: t(`home.${name}.all`) })), place);
    return { name, element, changes, draw: () => show(place, () => fill(context), signal) };
  });
  root.append(
    h('h1', { text: person.name ? t('home.welcome', { name: person.name }) : t('home.title') }), setUp, who,
    messages(context), represented(context),
    h('div', { class: 'home-parts' }, parts.map(({ element }) => element)),
    h('section', { class: 'card' }, h('h2', { text: t('home.id') }), h('p', { text: t('home.id.text') }),
      h('p', {}, h('strong', { class: 'id', text: readableIdentity(person.id) }), ' ',
        !person.actor && h('a', { href: '#/me', text: t('home.id.qr') }))));
  const draw = () => parts.forEach((part) => part.draw());
  on('ledger', ({ event }) => parts.filter(({ changes }) => changes.test(event.type)).forEach((part) => part.draw()));
  on('healed', draw);
  draw();
  if (!person.actor) completeSetUp(setUp, context);
  whose(context, who);
}

/** As long as the record does not say whose it is. */
function whose(context, place) {
  const { on, signal } = context;
  const draw = async () => {
    const card = await import('./who.js').then(({ whoCard }) => whoCard(context)).catch(() => undefined);
    if (!signal.aborted) place.replaceChildren(...[card].filter(Boolean));
  };
  on('ledger', ({ event }) => /^(record|compartment)\./.test(event.type) && draw());
  on('healed', draw);
  draw();
}

/** How many messages are unread: a line of its own, only when there are some. */
function messages({ t, person, on }) {
  const link = h('a', { class: 'button', href: '#/messages' });
  const place = h('p', { hidden: true }, link);
  const draw = () => {
    const count = person.waiting?.messages ?? 0;
    place.hidden = count === 0;
    link.replaceChildren(icon('message'), t('home.messages', { count }));
  };
  on('changed', draw);
  draw();
  return place;
}

/** Whom the patient represents, and whom they can register: a line of its own, only when there is somebody. */
function represented({ t, client, person, on, signal }) {
  const link = h('a', { class: 'button', href: '#/representatives' });
  const child = h('a', { class: 'button primary', href: '#/representatives/child' }, icon('plus'), t('home.child'));
  const place = h('div', { class: 'actions', hidden: true }, link, child);
  if (person.actor) return place;
  const draw = async () => {
    const [whom, attested] = await Promise.all(
      ['representations', 'attestations'].map((list) => client.all(`/v1/me/${list}`, { signal })));
    const count = whom.filter((one) => holds(one)).length;
    link.hidden = count === 0;
    child.hidden = !attested.some((one) => attestationStatus(one) === 'open');
    place.hidden = link.hidden && child.hidden;
    link.replaceChildren(icon('people'), t('home.represented', { count }));
  };
  const redraw = () => draw().catch(() => undefined);
  on('ledger', ({ event }) => /^(dependant|representative)\./.test(event.type) && redraw());
  redraw();
  return place;
}

async function openRequests({ t, client, person, directory, signal }) {
  const page = await client.page(`/v1/patients/${person.id}/requests`, { limit: 50, signal });
  const waiting = page.items.filter((request) => request.status === 'open').slice(0, SHOWN);
  if (waiting.length === 0) return empty(t('home.requests.none'));
  return h('ul', { class: 'list' }, waiting.map((request) => h('li', { class: 'card-head' },
    h('div', {}, personBadge(directory, request.requester),
      h('p', { class: 'muted small', text: t('home.request.what', {
        scope: scopeWords(request.scope), purpose: t(`purpose.for.${request.purpose}`),
        when: relative(request.requestedAt) }) })),
    h('a', { class: 'button primary', href: `#/requests/${request.request}`, text: t('home.request.decide') }))));
}

async function nextAppointment({ t, client, directory, signal }) {
  const query = { order: 'oldest', from: Date.now() - DAY };
  const { items } = await client.page('/v1/me/appointments', { limit: 50, query, signal });
  const next = items.find((one) => ['requested', 'confirmed'].includes(one.status) && one.until > Date.now());
  if (next === undefined) {
    return empty(t('home.appointment.none'), { action: h('a', {
      class: 'button', href: '#/appointments/new', text: t('home.appointment.ask') }) });
  }
  return h('div', {},
    h('p', { class: 'card-head' }, h('strong', {}, span(next)), statusChip(next.status)),
    h('p', {}, personBadge(directory, next.physician), ' ',
      h('span', { class: 'muted small', text: relative(next.from) })));
}

async function newResults(context) {
  const { t, client, person, directory, signal } = context;
  const pages = await Promise.all(['laboratory', 'imaging'].map((category) => client.page(
    `/v1/patients/${person.id}/records`, { limit: 20, query: { category }, signal })));
  const since = Date.now() - RECENT;
  const found = pages.flatMap(({ items }) => items)
    .filter((one) => one.status === 'current' && !one.selfReported && one.addedAt > since)
    .sort((a, b) => b.addedAt - a.addedAt).slice(0, SHOWN);
  if (found.length === 0) return empty(t('home.results.none'));
  const chart = await chartStore(context, person.id).chartOf(found, signal);
  return h('ul', { class: 'list' }, found.map((one) => h('li', {},
    icon(one.category === 'imaging' ? 'image' : 'flask'), ' ',
    h('a', { href: `#/record/item/${one.record}`, text: chart.byId.get(one.record)?.title
      || t(`category.${one.category}`) }),
    h('p', { class: 'muted small' }, personBadge(directory, one.author), ' · ', relative(one.addedAt)))));
}

async function medicines(context) {
  const { t } = context;
  const open = (await ownPrescriptions(context, 'active')).slice(0, SHOWN);
  if (open.length === 0) return empty(t('home.medicines.none'));
  return h('ul', { class: 'list' }, open.map((one) => {
    const { left, allowed } = amounts(one.prescription);
    const soon = one.prescription.until < Date.now() + SOON;
    return h('li', {}, icon('pill'), ' ', h('strong', { text: nameOf(one, t) }),
      one.medicine?.dosage && h('span', { text: `, ${one.medicine.dosage}` }),
      h('p', { class: 'muted small' }, t('home.medicine.left', { left, allowed }), ' ',
        soon && h('span', { class: 'chip chip-waiting', text: t('home.medicine.ends', {
          day: day(one.prescription.until) }) })));
  }));
}

async function lastReads({ t, client, person, directory, signal }) {
  const { items } = await client.page(`/v1/patients/${person.id}/reads`, { limit: SHOWN, signal });
  if (items.length === 0) return empty(t('home.reads.none'));
  return h('ul', { class: 'list' }, items.map((read) => h('li', {},
    personBadge(directory, read.reader),
    h('p', { class: 'muted small', text: t('home.read.what', {
      count: read.records.length, purpose: t(`purpose.for.${read.purpose}`), when: relative(read.at) }) }))));
}

/** A sign-up that was interrupted between registering and setting up the record is completed here. */
async function completeSetUp(place, context) {
  const { t, person, app } = context;
  if (await hasCompartments(person).catch(() => true)) return;
  const button = h('button', {
    type: 'button', class: 'button primary', text: t('home.setUp.action'), onclick: async () => {
      button.disabled = true;
      try {
        await setUpPatient(person, app.desk, {});
        place.replaceChildren();
        toast(t('home.setUp.done'));
      } catch (error) {
        if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
        button.disabled = false;
      }
    },
  });
  place.append(h('section', { class: 'card' }, h('h2', {}, t('home.setUp'), ' ', statusChip('pending')),
    h('p', { text: t('home.setUp.text') }), button));
}
