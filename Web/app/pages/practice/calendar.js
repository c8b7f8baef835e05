/** The physician's week: what waits for an answer, who comes, and which times are still offered. */
import { fill, h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import {
  clockRange, clockTime, dayAndRange, dayCode, longDay, shortDay, startOfDay, startOfWeek,
} from '../../models/clock.js';
import { grantsToMe } from '../../wallet/records.js';
import { namesButton } from './names.js';
import { actionButton, patientLine, row, stateChip } from './parts.js';

const WEEK = 7;

export function render(context) {
  const { root, t, query, on, signal } = context;
  const wanted = new Date(`${query.get('week')}T12:00`).getTime();
  const monday = startOfWeek(Number.isNaN(wanted) ? Date.now() : wanted);
  const [requests, names, week] = [h('div'), h('div'), h('div', { class: 'week' })];
  root.append(h('h1', { text: t('calendar.title') }),
    h('div', { class: 'actions page-actions' },
      h('a', { class: 'button primary', href: '#/calendar/offer' }, icon('plus'), t('calendar.offer')),
      h('a', { class: 'button', href: '#/calendar/book' }, icon('calendar'), t('calendar.book'))),
    requests, weekPicker(context, monday), names, week);
  const draw = () => {
    show(requests, () => waiting(context), signal);
    show(week, () => days(context, monday, names, draw), signal);
  };
  on('ledger', ({ event }) => /^(appointment|availability)\./.test(event.type) && draw());
  on('healed', draw);
  draw();
}

function weekPicker({ t }, monday) {
  const link = (weeks, name, label) => h('a', {
    class: 'icon-button', href: `#/calendar?week=${dayCode(startOfWeek(monday, weeks))}`, 'aria-label': label,
    title: label,
  }, icon(name));
  const here = monday === startOfWeek(Date.now());
  return h('nav', { class: 'week-picker', 'aria-label': t('calendar.weeks') },
    link(-1, 'previous', t('calendar.earlier')),
    h('h2', { text: t(here ? 'calendar.thisWeek' : 'calendar.week', {
      from: shortDay(monday), until: shortDay(startOfDay(monday, WEEK - 1)) }) }),
    link(1, 'next', t('calendar.later')), !here && h('a', { href: '#/calendar', text: t('calendar.today') }));
}

async function waiting({ t, client, directory, signal }) {
  const query = { from: Date.now(), status: 'requested', order: 'oldest' };
  const found = await client.all('/v1/me/appointments', { query, signal });
  return found.length > 0 && h('section', { class: 'card', 'data-part': 'waiting' },
    h('h2', { text: t('calendar.waiting', { count: found.length }) }),
    h('ul', { class: 'list' }, found.map((one) => row([
      h('p', { class: 'row-head' }, h('strong', { text: dayAndRange(one.from, one.until) })),
      patientLine(directory, one.patient),
    ], h('a', { class: 'button primary', href: `#/calendar/${one.appointment}`, text: t('day.answer') })))));
}

async function days(context, monday, names, redraw) {
  const { client, person, signal } = context;
  const query = { from: monday, until: startOfDay(monday, WEEK), order: 'oldest' };
  const [appointments, calendar, grants] = await Promise.all([
    client.all('/v1/me/appointments', { query, signal }), client.get('/v1/me/calendar', { signal }),
    grantsToMe(person)]);
  fill(names, namesButton(context, appointments.map((one) => one.patient), grants, redraw));
  return Array.from({ length: WEEK }, (_, index) => {
    const [from, until] = [startOfDay(monday, index), startOfDay(monday, index + 1)];
    const within = (one) => one.from >= from && one.from < until;
    return day(context, from, appointments.filter(within), calendar.open.filter(within), calendar.booked, redraw);
  });
}

function day(context, from, appointments, windows, booked, redraw) {
  const { t } = context;
  const today = from === startOfDay(Date.now());
  const over = from < startOfDay(Date.now());
  const nothing = appointments.length + windows.length === 0;
  const kind = [today && 'day-today', over && 'day-over', nothing && 'day-empty'].filter(Boolean).join(' ');
  return h('section', { class: `card day ${kind}` },
    h('h3', {}, longDay(from), today && h('span', { class: 'chip chip-good', text: t('calendar.now') })),
    nothing ? h('p', { class: 'muted small', text: t('calendar.nothing') })
      : h('ul', { class: 'list' }, appointments.map((one) => appointment(context, one)),
        windows.map((one) => offered(context, one, booked, redraw))));
}

/** What is off stays to be seen, struck through. */
function appointment({ directory }, one) {
  const off = ['declined', 'cancelled', 'lapsed'].includes(one.status);
  const time = clockRange(one.from, one.until);
  return h('li', {}, h('p', { class: 'row-head' },
    h('a', { href: `#/calendar/${one.appointment}` }, off ? h('s', { text: time }) : h('strong', { text: time })), ' ',
    stateChip(one.status)), patientLine(directory, one.patient));
}

/** A window that is offered: which of its times are free, and the way to offer it no longer. */
function offered(context, { availability, from, until, slot }, booked, redraw) {
  const { t, person, desk } = context;
  const times = [];
  for (let time = from; time + slot <= until; time += slot) {
    const taken = booked.some((one) => one.from < time + slot && one.until > time);
    if (!taken && time > Date.now()) times.push(time);
  }
  const withdraw = actionButton(t('calendar.withdraw'), async () => {
    await desk.submit(person, { type: 'availability.withdraw', availability });
    toast(t('calendar.withdrawn'));
    redraw();
  }, { kind: 'small' });
  return h('li', { class: 'offered' },
    h('p', { class: 'small' },
      h('span', { class: 'muted', text: t('calendar.offered', { range: clockRange(from, until) }) }), ' ',
      times.length > 0 ? times.map(clockTime).join(', ') : t('calendar.full')),
    until > Date.now() && withdraw);
}
