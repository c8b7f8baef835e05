/** The first screen of a hospital's management: what needs a hand today, then who and how many. */
import { h } from '../../components/dom.js';
import { organisationBadge, personBadge } from '../../components/badges.js';
import { livePart } from '../../components/live-list.js';
import { empty } from '../../components/states.js';
import { readableIdentity } from '../../crypto/identity.js';
import { clockTime, startOfDay } from '../../models/clock.js';
import { day, moment, relative } from '../../texts/index.js';
import { appointmentsOn, OFF } from './appointments.js';
import { keyCard } from './key.js';
import { namesOf } from './shared.js';

/** How many of each are shown here. */
const FEW = 5;

export function render(context) {
  const { root, t } = context;
  const parts = [escalated(context), erasures(context), waiting(context), today(context), patients(context)];
  root.append(h('h1', { text: t('management.title') }), keyCard(context, { onlyIfNeeded: true }),
    ...parts.map((part) => part.element));
  return Promise.all(parts.map((part) => part.ready));
}

const section = (title, more, body) => (
  h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', { text: title }), more), body));

/** Critical results that no physician of this house confirmed in time: shown only where there are any. */
function escalated({ t, client, directory, on, signal }) {
  return livePart({
    on, signal, load: () => client.all('/v1/me/escalations', { signal }),
    draw: (items) => (items.length === 0 ? [] : section(t('management.escalated'), undefined, [
      h('p', { text: t('management.escalated.text') }),
      h('ul', { class: 'list' }, items.map((one) => h('li', {},
        h('span', { class: 'chip chip-bad', text: t('management.critical') }), ' ',
        t('management.escalated.by', { time: moment(one.deadline), relative: relative(one.deadline) }), ' ',
        personBadge(directory, one.physician), ' ', organisationBadge(directory, one.performer)))),
    ])),
  });
}

function erasures({ t, client, on, signal }) {
  return livePart({
    on, signal,
    load: async () => (await client.page('/v1/me/erasures', { limit: FEW, signal })).items
      .filter((one) => one.status === 'open'),
    draw: (items) => (items.length === 0 ? [] : section(t('erasures.title'),
      h('a', { href: '#/organisation/erasures', text: t('erasures.answer') }),
      h('ul', { class: 'list' }, items.map((one) => h('li', {},
        h('span', { class: 'id', text: readableIdentity(one.patient) }), ' ',
        h('span', { class: 'muted', text: relative(one.requestedAt) })))))),
  });
}

function waiting({ t, client, on, signal }) {
  return livePart({
    on, signal, load: () => client.all('/v1/identities', { query: { status: 'pending' }, signal }),
    draw: (items) => section(t('staff.waiting'), h('a', { href: '#/organisation/staff', text: t('staff.all') }),
      items.length === 0 ? empty(t('staff.waiting.none')) : h('ul', { class: 'list' }, items.map((one) => h('li', {},
        h('strong', { text: one.profile?.name ?? readableIdentity(one.id) }), ' ', t(`role.${one.role}`), ' ',
        one.registeredAt && h('span', { class: 'muted small', text: relative(one.registeredAt) }))))),
  });
}

/** How the day stands, by physician; who comes is not told. */
function today(context) {
  const { t, directory, on, signal } = context;
  return livePart({
    on, signal,
    load: async () => (await appointmentsOn(context, startOfDay(Date.now())))
      .filter(({ status }) => !OFF.includes(status)),
    draw: (items) => section(t('management.today'),
      h('a', { href: '#/organisation/appointments', text: t('free.all') }),
      items.length === 0 ? empty(t('management.today.none'))
        : h('ul', { class: 'list' }, [...new Set(items.map((one) => one.physician))].map((id) => {
          const own = items.filter((one) => one.physician === id);
          const next = own.find((one) => one.from > Date.now());
          return h('li', {}, personBadge(directory, id), ' ',
            h('span', { text: t('management.today.count', { count: own.length }) }),
            next && h('span', { class: 'muted', text: t('management.today.next', { time: clockTime(next.from) }) }));
        }))),
  });
}

function patients(context) {
  const { t, client, on, signal } = context;
  return livePart({
    on, signal, load: async () => (await client.page('/v1/me/shared-patients', { limit: FEW, signal })).items,
    draw: async (items) => {
      const names = await namesOf(context, items);
      return section(t('shared.title'), h('a', { href: '#/organisation/patients', text: t('shared.all') }),
        items.length === 0 ? empty(t('shared.none'), { hint: t('shared.none.hint') })
          : h('ul', { class: 'list' }, items.map((one, index) => h('li', {},
            h('strong', { text: names[index].name ?? readableIdentity(one.patient) }), ' ',
            h('span', { class: 'id', text: readableIdentity(one.patient) }), ' ',
            h('span', { class: 'muted small', text: day(one.sharedAt) })))));
    },
  });
}
