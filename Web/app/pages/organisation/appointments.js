/**
 * A day of this house, by physician: when each has an appointment, what became of it, and what is still free. Whose
 * appointment it is stays between patient and physician: the node tells nobody else.
 */
import { h } from '../../components/dom.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { icon } from '../../components/icons.js';
import { livePart } from '../../components/live-list.js';
import { empty } from '../../components/states.js';
import { clockRange, clockTime, dayCode, longDay, shortDay, startOfDay } from '../../models/clock.js';
import { colleagues } from '../../wallet/organisation.js';

/** What holds its physician's time no longer. */
export const OFF = ['declined', 'cancelled', 'lapsed'];

/** The appointments of a day in this house, earliest first: `{physician, from, until, status}`. */
export const appointmentsOn = ({ client, person, signal }, start) => (
  client.all(`/v1/organisations/${person.identity.organisation}/appointments`, {
    query: { from: start, until: startOfDay(start, 1), order: 'oldest' }, signal,
  }));

export function render(context) {
  const { root, t, client, person, query, on, signal } = context;
  const wanted = new Date(`${query.get('day')}T12:00`).getTime();
  const start = startOfDay(Number.isNaN(wanted) ? Date.now() : wanted);
  const end = startOfDay(start, 1);
  const part = livePart({
    on, signal, draw: (items) => (items.length === 0 ? empty(t('free.none')) : list(context, items)),
    load: async () => {
      const [people, taken] = await Promise.all([colleagues(person, signal), appointmentsOn(context, start)]);
      const here = people.filter(({ role }) => role === 'physician').map(({ id }) => id);
      // Who has left may still have stood in the calendar of that day.
      const ids = [...new Set([...here, ...taken.map((one) => one.physician)])];
      return Promise.all(ids.map(async (id) => {
        const slots = (await client.find(`/v1/staff/${id}/slots`, { signal }))?.slots ?? [];
        return {
          id, taken: taken.filter((one) => one.physician === id),
          free: slots.filter((one) => one.from >= start && one.from < end), next: slots[0]?.from,
        };
      }));
    },
  });
  root.append(h('h1', { text: t('free.title') }), h('p', { class: 'muted', text: t('free.text') }),
    dayPicker(t, start), part.element);
  return part.ready;
}

function dayPicker(t, start) {
  const link = (days, name, label) => h('a', {
    class: 'icon-button', href: `#/organisation/appointments?day=${dayCode(startOfDay(start, days))}`,
    'aria-label': label, title: label,
  }, icon(name));
  return h('nav', { class: 'week-picker', 'aria-label': t('free.days') },
    link(-1, 'previous', t('free.earlier')), h('h2', { text: longDay(start) }), link(1, 'next', t('free.later')),
    start !== startOfDay(Date.now()) && h('a', { href: '#/organisation/appointments', text: t('free.today') }));
}

function list({ t, directory }, items) {
  return h('div', { class: 'cards' }, items.map(({ id, taken, free, next }) => (
    h('section', { class: 'card', 'data-physician': id }, h('h3', {}, personBadge(directory, id)),
      taken.length > 0 ? h('ul', { class: 'list' }, taken.map(appointment))
        : h('p', { class: 'muted', text: t('free.nobody') }),
      free.length > 0 && h('p', { class: 'small' }, h('span', { class: 'muted', text: t('free.free') }), ' ',
        free.map((one) => clockTime(one.from)).join(', ')),
      free.length === 0 && h('p', { class: 'small muted', text: next === undefined ? t('free.full')
        : t('free.next', { day: shortDay(next), time: clockTime(next) }) })))));
}

/** What is off stays to be seen, struck through. */
function appointment({ from, until, status }) {
  const time = clockRange(from, until);
  return h('li', {}, OFF.includes(status) ? h('s', { text: time }) : h('strong', { text: time }), ' ',
    statusChip(status));
}
