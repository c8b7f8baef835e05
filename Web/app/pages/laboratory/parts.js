/** What the pages about orders share: how urgent, how far, and what was opened of them on this device. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { icon } from '../../components/icons.js';
import { makeChart } from '../../models/chart.js';
import { openUnderOrder } from '../../wallet/orders.js';
import { relative, moment } from '../../texts/index.js';

const URGENT = { stat: 'bad', asap: 'bad', urgent: 'waiting', routine: 'plain' };
const TONES = { accepted: 'waiting', fulfilled: 'good', rejected: 'bad', cancelled: 'bad' };

export const priorityChip = (t, priority) => (
  h('span', { class: `chip chip-${URGENT[priority]}`, 'data-priority': priority, text: t(`priority.${priority}`) }));

/** How far an order is: its state, and of what came out the newest version. */
export function stateChips(t, order) {
  const newest = order.results.at(-1);
  return h('span', { class: 'chips' },
    h('span', { class: `chip chip-${TONES[order.status] ?? 'plain'}`, text: t(`orderStatus.${order.status}`) }),
    newest && h('span', { class: 'chip chip-plain', text: t(`stage.${newest.stage}`) }));
}

/** Whether the newest result waits for the physician. */
export const awaitsPhysician = (order) => (
  order.results.length > 0 && order.acknowledgedBy === undefined && ['accepted', 'fulfilled'].includes(order.status));

/** Whether the time is over in which a critical result was to be acknowledged. */
export const isEscalated = (order) => order.critical?.escalatedAt !== undefined && awaitsPhysician(order);

/** What became of the result at the physician's: acknowledged, waiting, critical until, escalated. */
export function acknowledgement(t, order, directory) {
  if (order.results.length === 0) return undefined;
  if (order.acknowledgedBy) {
    return h('p', { class: 'small' }, icon('check'), ' ', t('ack.done', { time: moment(order.acknowledgedAt) }), ' ',
      personBadge(directory, order.acknowledgedBy));
  }
  if (!awaitsPhysician(order)) return undefined;
  if (!order.critical) return h('p', { class: 'small muted', text: t('ack.waiting') });
  const text = isEscalated(order)
    ? t('ack.escalated', { time: moment(order.critical.escalatedAt) })
    : t('ack.critical', { time: moment(order.critical.deadline), relative: relative(order.critical.deadline) });
  return h('p', { class: 'chip-line' }, h('span', { class: 'chip chip-bad', text: t('ack.criticalWord') }), ' ', text);
}

// What was opened, for as long as the person is signed in.
const opened = new WeakMap();
const ofPerson = (person) => {
  if (!opened.has(person)) opened.set(person, new Map());
  return opened.get(person);
};

/** An opened record as an entry of a chart of its own: `{entry, chart}`. */
export async function chartOf({ document, metadata, blob }, { directory }) {
  const author = await directory.identity(document.author);
  const organisation = await directory.organisation(document.organisation).catch(() => undefined);
  const chart = makeChart([{
    id: document.record, document, category: document.category, createdAt: document.addedAt,
    author: {
      id: document.author, role: document.authorRole, organisation: document.organisation,
      name: author?.profile?.name, organisationName: organisation?.name,
    },
    selfReported: document.selfReported ?? false, metadata, content: new Uint8Array(await blob.arrayBuffer()),
    status: document.status === 'superseded' ? 'amended' : document.status, verified: true,
    supersedes: document.supersedes, supersededBy: document.supersededBy,
  }], { directory: new Map(author?.profile?.name ? [[document.author, author.profile.name]] : []) });
  return { entry: chart.entries[0], chart };
}

/** What was opened here of a record of an order: `{entry, chart}`, or undefined. */
export const known = (person, record) => ofPerson(person).get(record);

/** Opens what is ordered, or an own version of the result: a signed read that the patient sees. */
export async function openPart(context, order, record = order.order) {
  const { person, desk } = context;
  const made = await chartOf(await openUnderOrder(person, desk, order, record), context);
  ofPerson(person).set(record, made);
  return made;
}

/** Keeps what this device has just written. */
export async function keepPart(context, document, { metadata, content }) {
  ofPerson(context.person).set(document.record, await chartOf({ document, metadata, blob: content }, context));
}
