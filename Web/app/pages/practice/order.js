/** One order: what was asked, how it stands, every version of its result, and the sign-off. */
import { h } from '../../components/dom.js';
import { organisationBadge, personBadge } from '../../components/badges.js';
import { show } from '../../components/states.js';
import { useStyle } from '../../components/style.js';
import { toast } from '../../components/toast.js';
import { moment } from '../../texts/index.js';
import { awaitsAcknowledgement, endOrder } from '../../wallet/orders.js';
import { readDetails } from '../../wallet/practice.js';
import { recordView } from '../../viewers/record-view.js';
import { chartStore } from '../chart/chart-store.js';
import { nameOf, openWithName } from './names.js';
import { actionButton, alarmChip, facts, withWords } from './parts.js';
import { orderState } from './orders.js';
import { deadline, stageChip } from './result-rows.js';

export async function render(context) {
  const { root, t, params, signal, on, person } = context;
  await useStyle('clinical');
  root.classList.add('clinical');
  const place = h('div');
  root.append(h('h1', { text: t('order.title') }), place);
  const draw = () => show(place, () => page(context, draw), signal);
  await draw();
  on('ledger', ({ event }) => {
    const concerns = event.subject === params.order || event.type.startsWith('record.');
    if (concerns && event.actor !== person.id) draw();
  });
}

async function page(context, redraw) {
  const { client, person, params } = context;
  const order = await client.get(`/v1/orders/${params.order}`);
  const store = chartStore(context, order.patient);
  await store.refresh(context.signal);
  await completeVersions(store, order, client);
  context.patient(order.patient);
  const note = order.endedBy
    && await readDetails(person, `/v1/orders/${order.order}/note`, order.note, order.endedBy).catch(() => undefined);
  const work = { context, order, store, chart: store.chart(), redraw };
  return [
    nameOf(context, store, redraw), alarm(work), details(work, note), ...results(work), request(work), ending(work),
  ];
}

/** What the order alone lets this reader see is not in the list of the patient's records. */
async function completeVersions(store, order, client) {
  for (const { record } of order.results) {
    if (store.documents.some((one) => one.record === record)) continue;
    const document = await client.find(`/v1/patients/${order.patient}/records/${record}`);
    if (document) store.documents.push(document);
  }
}

function alarm({ context, order }) {
  const { t } = context;
  return order.critical && awaitsAcknowledgement(order) && h('div', { class: 'alarm', role: 'alert' },
    alarmChip(t('order.critical')), deadline(context, order.critical));
}

function details({ context, order }, note) {
  const { t, directory, person } = context;
  return h('section', { class: 'card' }, facts([
    [t('appointment.state'), orderState(context, order)],
    [t('order.what'), h('span', {}, t(`order.kind.${order.kind}`), ', ', h('strong', {
      text: t(`priority.${order.priority}`) }))],
    [t('order.physician'), order.physician !== person.id && personBadge(directory, order.physician)],
    [t('order.performer'), organisationBadge(directory, order.performer)],
    [t('order.placed'), moment(order.placedAt)],
    [t('order.answered'), order.answeredBy && h('span', {}, personBadge(directory, order.answeredBy), ' ',
      moment(order.answeredAt))],
    [t('order.reason'), note],
    [t('order.seenBy'), order.acknowledgedBy && h('span', {}, personBadge(directory, order.acknowledgedBy), ' ',
      moment(order.acknowledgedAt))],
  ]));
}

/** The versions, the newest first; those before it are struck through and name their successor. */
function results(work) {
  const { context, order } = work;
  const { t } = context;
  if (order.results.length === 0) {
    return [h('section', { class: 'card' }, h('h2', { text: t('order.results') }),
      h('p', { class: 'muted', text: t('order.results.none') }))];
  }
  return order.results.toReversed().map((version, index) => {
    const successor = order.results[order.results.length - index];
    return h('section', { class: 'card', 'data-part': index === 0 ? 'newest' : 'earlier' },
      heading(work, version, successor), content(work, version, index === 0),
      index === 0 && signOff(work, version));
  });
}

function heading({ context }, version, successor) {
  const { t, directory } = context;
  const title = t(successor ? 'order.version' : 'order.result', { time: moment(version.at) });
  return [h('h2', {}, successor ? h('s', { text: title }) : title, ' ', stageChip(context, version.stage)),
    successor && h('p', { class: 'notice-inline' }, h('strong', {
      text: t('order.replaced', { time: moment(successor.at) }) })),
    h('p', { class: 'muted small' }, personBadge(directory, version.author))];
}

function content({ context, order, store, chart, redraw }, version, newest) {
  const { t, go, person } = context;
  const entry = chart.byId.get(version.record);
  if (entry?.isOpen) {
    return recordView(entry, chart, { onOpen: (other) => go(`/chart/${order.patient}/item/${other.id}`) });
  }
  if (!['placed', 'accepted', 'fulfilled'].includes(order.status)) {
    return h('p', { class: 'muted', text: t('order.results.ended') });
  }
  const standsIn = order.physician !== person.id;
  if (standsIn && !(newest && version.organisationEnvelope)) {
    return h('p', { class: 'muted', text: t('order.results.notForColleagues') });
  }
  return [h('p', { text: t('order.results.sealed') }),
    actionButton(t('order.results.open'), async () => {
      await openWithName(context, store, order, version.record);
      redraw();
    }, { kind: newest ? 'primary' : '', name: newest ? 'open-result' : 'open-earlier' })];
}

/** Nobody signs off what they have not opened. */
function signOff({ context, order, chart, redraw }, version) {
  const { t, person, desk } = context;
  if (!awaitsAcknowledgement(order)) return h('p', { class: 'signed-off' }, h('strong', { text: t('order.seen') }));
  if (!chart.byId.get(version.record)?.isOpen) return h('p', { class: 'muted', text: t('order.acknowledge.first') });
  return h('div', { class: 'actions' }, actionButton(t('order.acknowledge'), async () => {
    await desk.submit(person, { type: 'result.acknowledge', order: order.order, record: version.record });
    toast(t('order.acknowledged'));
    redraw();
  }, { kind: 'primary', name: 'acknowledge' }));
}

/** The sealed request itself; a colleague who stands in is given the result alone. */
function request({ context, order, store, chart, redraw }) {
  const { t, go } = context;
  const entry = chart.byId.get(order.order);
  const known = store.documents.find((one) => one.record === order.order);
  return known && h('section', { class: 'card', 'data-part': 'request' }, h('h2', { text: t('order.request') }),
    entry?.isOpen
      ? recordView(entry, chart, { onOpen: (other) => go(`/chart/${order.patient}/item/${other.id}`) })
      : [h('p', { class: 'muted', text: t('order.request.sealed') }),
        actionButton(t('prescription.openRecord'), async () => {
          await store.open([known]);
          redraw();
        })]);
}

function ending({ context, order, redraw }) {
  const { t, person, desk } = context;
  const open = order.physician === person.id && ['placed', 'accepted'].includes(order.status)
    && order.results.length === 0;
  return open && h('div', { class: 'actions' }, actionButton(t('order.cancel'), () => withWords({
    title: t('order.cancel'), text: t('order.cancel.text'), label: t('appointment.note'),
    hint: t('appointment.note.hint'), action: t('order.cancel'), kind: 'danger',
    send: async (words) => {
      await endOrder(person, desk, 'order.cancel', order, words);
      toast(t('order.cancelled'));
      redraw();
    },
  }), { kind: 'danger' }));
}
