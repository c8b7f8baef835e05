/** The physician's first screen: what cannot wait, then today's patients, then what has come in. */
import { fill, h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { empty, show } from '../../components/states.js';
import { clockRange, dayAndRange, longDay, startOfDay } from '../../models/clock.js';
import { relative } from '../../texts/index.js';
import { grantsToMe } from '../../wallet/records.js';
import { scopeSentence } from '../../wallet/wording.js';
import { correctionRows } from './corrections.js';
import { namesButton } from './names.js';
import { patientLine, row, section, stateChip } from './parts.js';
import { resultRows, escalationRows } from './result-rows.js';

const SHOWN = 5;
const RECENT = 14 * 86_400_000;

export function render(context) {
  const { root, t, on, signal } = context;
  const [alarm, names] = [h('div', { 'aria-live': 'polite' }), h('div')];
  const parts = {
    today: section(t('day.today'), { link: '#/calendar', linkText: t('day.calendar'), name: 'today' }),
    results: section(t('day.results'), { link: '#/orders', linkText: t('day.orders'), name: 'results' }),
    requests: section(t('day.waiting'), { link: '#/calendar', linkText: t('day.calendar'), name: 'waiting' }),
    refills: section(t('day.refills'), { link: '#/prescriptions', linkText: t('day.prescriptions'), name: 'refills' }),
    corrections: section(t('day.corrections'), { name: 'corrections' }),
    answers: section(t('day.answers'), { link: '#/my-requests', linkText: t('day.requests'), name: 'answers' }),
    messages: section(t('day.messages'), { link: '#/messages', linkText: t('day.messages.all'), name: 'messages' }),
  };
  root.append(h('h1', { text: t('day.title') }), h('p', { class: 'muted', text: longDay(Date.now()) }), alarm, names,
    h('div', { class: 'day-grid' }, Object.values(parts).map((part) => part.element)));
  const draw = () => {
    show(parts.today.place, () => today(context, names, draw), signal);
    show(parts.results.place, () => results(context, alarm), signal);
    show(parts.requests.place, () => waiting(context), signal);
    show(parts.refills.place, () => refills(context), signal);
    show(parts.corrections.place, () => correctionRows(context, draw), signal);
    show(parts.answers.place, () => answers(context), signal);
    show(parts.messages.place, () => messages(context), signal);
  };
  on('ledger', draw);
  on('healed', draw);
  draw();
}

async function today(context, names, redraw) {
  const { t, client, person, directory, signal } = context;
  const [from, until] = [startOfDay(Date.now()), startOfDay(Date.now(), 1)];
  const found = (await client.all('/v1/me/appointments', { query: { from, until, order: 'oldest' }, signal }))
    .filter((one) => ['confirmed', 'requested', 'completed', 'missed'].includes(one.status));
  const grants = await grantsToMe(person);
  fill(names, namesButton(context, found.map((one) => one.patient), grants, redraw));
  if (found.length === 0) {
    const action = h('a', { class: 'button', href: '#/calendar', text: t('day.calendar') });
    return empty(t('day.today.none'), { action });
  }
  return h('ul', { class: 'list' }, found.map((one) => {
    const open = grants.some((grant) => grant.patient === one.patient && grant.until > Date.now());
    return row([
      h('p', { class: 'row-head' }, h('strong', { text: clockRange(one.from, one.until) }), ' ', stateChip(one.status)),
      patientLine(directory, one.patient, { href: `#/calendar/${one.appointment}` }),
    ], open && h('a', { class: 'button', href: `#/chart/${one.patient}`, text: t('day.chart') }),
    h('a', { class: 'button primary', href: `#/calendar/${one.appointment}`, text: t('day.visit') }));
  }));
}

async function results(context, alarm) {
  const { t, client, signal } = context;
  const [waiting, escalated] = await Promise.all([
    client.all('/v1/me/results', { signal }), client.all('/v1/me/escalations', { signal })]);
  const critical = waiting.filter((order) => order.critical).length;
  fill(alarm, critical + escalated.length > 0 && h('div', { class: 'alarm', role: 'alert' }, icon('warning'),
    h('p', {}, critical > 0 && h('strong', { text: t('day.critical', { count: critical }) }), ' ',
      escalated.length > 0 && h('strong', { text: t('day.escalated', { count: escalated.length }) })),
    h('a', { class: 'button', href: '#/orders', text: t('day.critical.open') })));
  if (waiting.length + escalated.length === 0) return empty(t('day.results.none'));
  return [escalationRows(context, escalated), resultRows(context, waiting)];
}

async function waiting({ t, client, directory, signal }) {
  const query = { from: Date.now(), status: 'requested', order: 'oldest' };
  const found = await client.all('/v1/me/appointments', { query, signal });
  if (found.length === 0) return empty(t('day.waiting.none'));
  return h('ul', { class: 'list' }, found.slice(0, SHOWN).map((one) => row([
    h('p', { class: 'row-head' }, h('strong', { text: dayAndRange(one.from, one.until) })),
    patientLine(directory, one.patient),
  ], h('a', { class: 'button primary', href: `#/calendar/${one.appointment}`, text: t('day.answer') }))));
}

async function refills({ t, client, directory, signal }) {
  const found = await client.all('/v1/me/refills', { signal });
  if (found.length === 0) return empty(t('day.refills.none'));
  return h('ul', { class: 'list' }, found.slice(0, SHOWN).map((one) => row([
    patientLine(directory, one.patient),
    h('p', { class: 'muted small', text: t('day.refill.asked', { when: relative(one.refillRequestedAt) }) }),
  ], h('a', { class: 'button primary', href: `#/prescriptions/${one.prescription}`, text: t('day.answer') }))));
}

/** Requests that the patient has answered lately, and how many still wait. */
async function answers({ t, client, directory, signal }) {
  const { items } = await client.page('/v1/me/requests', { limit: 50, signal });
  const answered = items.filter((one) => (
    ['granted', 'denied'].includes(one.status) && (one.answeredAt ?? one.requestedAt) > Date.now() - RECENT));
  const open = items.filter((one) => one.status === 'open').length;
  const still = open > 0 && h('p', { class: 'muted', text: t('day.answers.open', { count: open }) });
  if (answered.length === 0) return [still || empty(t('day.answers.none'))];
  return [h('ul', { class: 'list' }, answered.slice(0, SHOWN).map((one) => row([
    h('p', { class: 'row-head' }, patientLine(directory, one.patient), ' ', statusChip(one.status)),
    h('p', { class: 'muted small', text: scopeSentence(one.scope) }),
  ], one.status === 'granted' && h('a', {
    class: 'button', href: `#/chart/${one.patient}`, text: t('day.chart') })))), still];
}

/** Who wrote; what they wrote is opened on the page of the conversation. */
export async function messages({ t, client, directory, signal }) {
  const found = await client.all('/v1/me/messages/unread', { signal });
  if (found.length === 0) return empty(t('day.messages.none'));
  const threads = [...Map.groupBy(found, (one) => one.thread).values()].reverse();
  return h('ul', { class: 'list' }, threads.slice(0, SHOWN).map((some) => row([
    personBadge(directory, some.at(-1).sender),
    h('p', { class: 'muted small', text: t('day.message', {
      count: some.length, when: relative(some.at(-1).sentAt) }) }),
    some.at(-1).patient !== some.at(-1).sender && patientLine(directory, some.at(-1).patient),
  ], h('a', { class: 'button', href: `#/messages/${some.at(-1).thread}`, text: t('day.message.read') }))));
}
