/** When the physicians of this house are free. Who comes when is between patient and physician: nobody else sees it. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { livePart } from '../../components/live-list.js';
import { empty } from '../../components/states.js';
import { colleagues } from '../../wallet/organisation.js';
import { day, moment } from '../../texts/index.js';

const DAY = 86_400_000;

export function render(context) {
  const { root, t, client, person, on, signal } = context;
  const part = livePart({
    on, signal, draw: (items) => (items.length === 0 ? empty(t('free.none')) : list(context, items)),
    load: async () => {
      const physicians = (await colleagues(person, signal)).filter(({ role }) => role === 'physician');
      return Promise.all(physicians.map(async ({ id }) => (
        { id, slots: (await client.get(`/v1/staff/${id}/slots`, { signal })).slots })));
    },
  });
  root.append(h('h1', { text: t('free.title') }), h('p', { class: 'muted', text: t('free.text') }), part.element);
  return part.ready;
}

function list({ t, directory }, items) {
  return h('div', { class: 'cards' }, items.map(({ id, slots }) => {
    const week = slots.filter((slot) => slot.from < Date.now() + 7 * DAY).length;
    const days = new Set(slots.map((slot) => day(slot.from)));
    return h('section', { class: 'card' }, h('h2', {}, personBadge(directory, id)),
      slots.length === 0 ? h('p', { class: 'muted', text: t('free.full') }) : [
        h('p', {}, t('free.next'), ' ', h('strong', { text: moment(slots[0].from) })),
        h('p', { class: 'muted', text: t('free.count', { week, days: days.size }) }),
      ]);
  }));
}
