/** What was ordered for the patient, how it stands, and its results, corrected ones struck through. */
import { h } from '../../components/dom.js';
import { organisationBadge, personBadge, statusChip } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { openDialog } from '../../components/dialog.js';
import { empty, show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { endOrder } from '../../wallet/orders.js';
import { readDetails } from '../../wallet/practice.js';
import { errorText, moment } from '../../texts/index.js';
import { chartStore } from '../chart/chart-store.js';

const OPEN = ['placed', 'accepted', 'fulfilled'];
const PAGE = 30;

export function render(context) {
  const { root, t, on, signal } = context;
  const place = h('div');
  root.append(h('h1', { text: t('examinations.title') }),
    h('p', {}, t('examinations.text'), ' ',
      h('a', { href: '#/record/results', text: t('examinations.results') })), place);
  const draw = () => show(place, () => orders(context), signal);
  on('ledger', ({ event }) => {
    if (/^(order|result)\./.test(event.type)) draw();
  });
  on('healed', draw);
  draw();
}

async function orders(context) {
  const { t, client, signal } = context;
  const list = h('div', { class: 'stack' });
  const more = h('button', { type: 'button', class: 'button', text: t('action.more'), hidden: true });
  const load = async (after) => {
    const page = await client.page('/v1/me/orders', { limit: PAGE, after, signal });
    const titles = await titlesOf(context, page.items);
    list.append(...page.items.map((order) => card(context, order, titles)));
    more.hidden = page.next === undefined;
    more.onclick = () => load(page.next);
  };
  await load();
  if (list.childElementCount === 0) return empty(t('examinations.none'), { hint: t('examinations.none.hint') });
  return [list, more];
}

/** What the orders and their results say, by record. */
async function titlesOf(context, items) {
  const { client, person, signal } = context;
  const ids = items.flatMap((order) => [order.order, ...order.results.map(({ record }) => record)]);
  const found = await Promise.all(ids.map((id) => (
    client.find(`/v1/patients/${person.id}/records/${id}`, { signal }))));
  const chart = await chartStore(context, person.id).chartOf(found.filter(Boolean), signal);
  return new Map(chart.entries.map((entry) => [entry.id, entry.isOpen ? entry.title : undefined]));
}

function card(context, order, titles) {
  const { t, directory } = context;
  const newest = order.results.at(-1);
  const rows = [
    [t('examinations.what'), t(`examinations.kind.${order.kind}`)],
    [t('examinations.priority'), t(`priority.${order.priority}`)],
    [t('examinations.by'), personBadge(directory, order.physician)],
    [t('examinations.from'), organisationBadge(directory, order.performer)],
    [t('examinations.placed'), moment(order.placedAt)],
    order.note && order.endedBy && [t('examinations.reason'), words(context, order)],
    newest && [t('examinations.seen'), order.acknowledgedAt
      ? t('examinations.seenAt', { time: moment(order.acknowledgedAt) }) : t('examinations.notSeen')],
  ].filter(Boolean);
  return h('section', { class: 'card', 'data-order': order.order },
    h('div', { class: 'card-head' },
      h('h2', { text: titles.get(order.order) ?? t(`examinations.kind.${order.kind}`) }), statusChip(order.status)),
    order.critical && !order.acknowledgedAt && h('p', { class: 'field-error' }, icon('warning'), ' ',
      t('examinations.critical')),
    h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)])),
    results(t, order, titles), OPEN.includes(order.status) && h('div', { class: 'actions' }, h('button', {
      type: 'button', class: 'button', text: t(newest ? 'examinations.close' : 'examinations.cancel'),
      onclick: () => end(context, order),
    })));
}

/** Every version of the result, the newest first. */
function results(t, order, titles) {
  if (order.results.length === 0) return undefined;
  return h('ul', { class: 'list' }, [...order.results].reverse().map((result, index) => {
    const link = h('a', {
      href: `#/record/item/${result.record}`, text: titles.get(result.record) ?? t('examinations.result'),
    });
    return h('li', {}, index === 0 ? link : h('s', {}, link), ' ',
      h('span', { class: 'chip chip-plain', text: t(`examinations.stage.${result.stage}`) }),
      index > 0 && h('span', { class: 'muted small', text: ` ${t('examinations.replaced')}` }),
      h('p', { class: 'muted small', text: moment(result.at) }));
  }));
}

function words({ person, t }, order) {
  const element = h('span');
  readDetails(person, `/v1/orders/${order.order}/note`, order.note, order.endedBy).then(
    (text) => { element.textContent = text ?? ''; },
    // What was said between physician and laboratory is not sealed to the patient.
    (error) => {
      const others = ['note.notSealedToReader', 'notFound'].includes(error.code);
      element.textContent = others ? t('examinations.reason.others') : errorText(error);
    });
  return element;
}

async function end({ t, person, desk }, order) {
  const hasResult = order.results.length > 0;
  const action = t(hasResult ? 'examinations.close' : 'examinations.cancel');
  const reason = field({
    name: 'reason', label: t('examinations.end.reason'), hint: t('examinations.sealed'), type: 'textarea',
    required: false, maxlength: 1000, autofocus: true,
  });
  const made = form({
    before: h('p', { text: t(hasResult ? 'examinations.close.text' : 'examinations.cancel.text') }),
    fields: [reason], action, kind: hasResult ? 'primary' : 'danger',
    submit: async (values) => {
      await endOrder(person, desk, 'order.cancel', order, values.reason.trim());
      made.element.closest('dialog')?.close();
      toast(t(hasResult ? 'examinations.closed' : 'examinations.cancelled'));
    },
  });
  await openDialog({ title: action, body: made.element });
}
