/** The first screen of who performs orders: what waits, the most urgent first, and results nobody has confirmed. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { livePart } from '../../components/live-list.js';
import { empty } from '../../components/states.js';
import { readableIdentity } from '../../crypto/identity.js';
import { moment, relative } from '../../texts/index.js';
import { namesLine } from '../shared/nameless.js';
import { acknowledgement, awaitsPhysician, isEscalated, known, priorityChip, stateChips } from './parts.js';

/** How many of the orders that are done are looked at for results that wait. */
const LOOKED_AT = 200;

export function render(context) {
  const { root, t, client, on, signal } = context;
  const waiting = livePart({
    on, signal,
    draw: async (items) => [
      await namesLine(context, items.map((order) => order.patient), () => waiting.reload()),
      list(context, items, t('worklist.none'))],
    load: () => client.all('/v1/me/worklist', { signal }),
  });
  const results = livePart({
    on, signal, draw: (items) => unconfirmed(context, items),
    load: async () => {
      const [open, done] = await Promise.all([
        client.all('/v1/me/worklist', { signal }),
        client.page('/v1/me/worklist', { query: { state: 'done' }, limit: LOOKED_AT, signal }),
      ]);
      return [...open, ...done.items].filter((order) => awaitsPhysician(order));
    },
  });
  const recalls = livePart({
    on, signal, draw: (items) => recalled(context, items), load: () => client.all('/v1/me/recalls', { signal }),
  });
  root.append(
    h('div', { class: 'card-head page-head' }, h('h1', { text: t('worklist.title') }),
      h('a', { href: '#/worklist/done', text: t('worklist.done') })),
    h('section', { class: 'card' }, h('h2', { text: t('worklist.waiting') }), waiting.element),
    h('section', { class: 'card' }, h('h2', { text: t('worklist.unconfirmed') }), results.element),
    recalls.element);
  return waiting.ready;
}

/** Orders as a list: what is most urgent stands first, as the node orders it. */
export function list({ t, person, directory }, orders, none) {
  if (orders.length === 0) return empty(none);
  return h('ul', { class: 'list' }, orders.map((order) => {
    const title = known(person, order.order)?.entry.title ?? t(`orderKind.${order.kind}`);
    return h('li', { class: 'row-action', 'data-order': order.order },
      h('div', { class: 'stack' },
        h('div', { class: 'chips' }, priorityChip(t, order.priority), stateChips(t, order)),
        h('strong', { text: title }),
        h('span', { class: 'small' }, t('worklist.for'), ' ', personBadge(directory, order.patient), ' · ',
          t('worklist.by'), ' ',
          personBadge(directory, order.physician)),
        h('span', { class: 'small muted', text: `${moment(order.placedAt)} (${relative(order.placedAt)})` })),
      h('a', {
        class: order.status === 'placed' ? 'button primary' : 'button', href: `#/worklist/${order.order}`,
        'aria-label': t('worklist.open.label', { what: title, patient: readableIdentity(order.patient) }),
        text: t('worklist.open'),
      }));
  }));
}

function unconfirmed({ t, person, directory }, orders) {
  if (orders.length === 0) return empty(t('worklist.unconfirmed.none'));
  const urgency = (order) => (isEscalated(order) ? 0 : order.critical ? 1 : 2);
  const sorted = [...orders].sort((a, b) => urgency(a) - urgency(b)
    || (a.critical?.deadline ?? a.results.at(-1).at) - (b.critical?.deadline ?? b.results.at(-1).at));
  return h('ul', { class: 'list' }, sorted.map((order) => h('li', { class: 'row-action' },
    h('div', { class: 'stack' },
      h('a', {
        href: `#/worklist/${order.order}`,
        text: known(person, order.results.at(-1).record)?.entry.title ?? t(`orderKind.${order.kind}`),
      }),
      h('span', { class: 'small' }, personBadge(directory, order.patient), ' · ',
        personBadge(directory, order.physician)),
      acknowledgement(t, order, directory)),
    h('span', { class: 'small muted', text: moment(order.results.at(-1).at) }))));
}

/** Corrections that some who read the earlier version do not know of yet. */
function recalled({ t, directory }, items) {
  if (items.length === 0) return [];
  return h('section', { class: 'card' }, h('h2', { text: t('worklist.recalls') }),
    h('p', { class: 'muted', text: t('worklist.recalls.text') }),
    h('ul', { class: 'list' }, items.map((item) => h('li', {},
      h('span', { class: 'id', text: readableIdentity(item.patient) }), ' ',
      h('span', { text: t('worklist.recalls.pending', { count: item.pending.length }) }), ' ',
      item.pending.map((reader) => [personBadge(directory, reader), ' '])))));
}
