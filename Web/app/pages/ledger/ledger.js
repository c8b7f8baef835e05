/** The ledger as it grows, and what the person who is signed in put there. */
import { fill, h } from '../../components/dom.js';
import { dataTable } from '../../components/table.js';
import { show } from '../../components/states.js';
import { cosigners, parseCheckpoint, readOrganisationSet } from '../../crypto/chain.js';
import { fail } from '../../crypto/errors.js';
import { eventWords } from '../../session/event-words.js';
import { errorText, list, moment, number } from '../../texts/index.js';
import { blockList } from './blocks.js';
import { ledgerTabs } from './tabs.js';

export function render(context) {
  const { root, t, signal, on } = context;
  const state = h('div');
  root.append(h('h1', { text: t('ledger.title') }), ledgerTabs(context, 'ledger'), h('p', { text: t('ledger.text') }),
    ...mine(context),
    h('section', { class: 'card' }, h('h2', { text: t('ledger.state') }), state),
    h('section', { class: 'card' }, h('h2', { text: t('ledger.blocks') }), blockList(context).element));
  const draw = () => show(state, () => network(context), signal);
  on('block', draw);
  on('healed', draw);
  draw();
}

/** Where the ledger stands, and who vouches for it: the checkpoint's cosignatures are verified here. */
async function network({ t, client, person, directory, signal }) {
  const [about, response] = await Promise.all([
    client.get('/v1/network', { session: false, signal }),
    client.request('GET', '/v1/checkpoint', { session: false, signal }),
  ]);
  const checkpoint = parseCheckpoint(await response.text());
  if (checkpoint.network !== person.networkId) fail('transaction.network');
  const set = await readOrganisationSet(about.organisationSet);
  const signed = await cosigners(checkpoint, set);
  const names = await Promise.all(signed.map((id) => directory.label(id)));
  const rows = [
    [t('ledger.network'), about.name], [t('ledger.height'), number(about.height)],
    [t('ledger.time'), moment(about.time)],
    [t('ledger.cosigned'), signed.length > 0 ? list(names) : t('ledger.cosigned.none')],
    [t('ledger.networkId'), h('span', { class: 'id', text: person.networkId })],
  ];
  return h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)]));
}

/** The own transactions: what just left this device, and what stands on the ledger. */
function mine(context) {
  const { t, client, directory, person, signal, on, desk } = context;
  const others = h('input', { type: 'checkbox', id: 'ledger-others' });
  const recent = h('div');
  const table = dataTable({
    caption: t('ledger.mine.caption'), none: t('ledger.mine.none'), signal,
    load: (after) => ownEvents(context, after, others.checked),
    columns: [
      { label: t('ledger.when'), bare: true, cell: (item) => moment(item.time) },
      { label: t('ledger.what'), bare: true, cell: (item) => words(item, directory, person) },
      { label: t('ledger.block'), kind: 'number', cell: (item) => number(item.height) },
      {
        label: t('ledger.proof'), kind: 'actions', cell: (item) => item.transaction && h('a', {
          class: 'button small', href: `#/ledger/transaction/${item.transaction}`, text: t('ledger.look'),
        }),
      },
    ],
  });
  others.addEventListener('change', table.reload);
  on('ledger', table.reload);
  on('healed', table.reload);
  const draw = () => {
    fill(recent, activity(context));
    recent.hidden = recent.childElementCount === 0;
  };
  desk.receipts.addEventListener('changed', draw, { signal });
  draw();
  return [h('section', { class: 'card stack' }, h('h2', { text: t('ledger.mine') }), recent,
    h('div', { class: 'check' }, others, h('label', { for: 'ledger-others', text: t('ledger.others') })),
    table.element)];
}

/** A page of events; pages on which nothing is mine are passed over. */
async function ownEvents({ client, person, signal }, after, everything) {
  let next = after;
  for (;;) {
    const page = await client.page('/v1/me/events', { after: next, limit: SHOWN, query: { order: 'newest' }, signal });
    const items = everything ? page.items : page.items.filter((item) => item.event.actor === person.id);
    if (items.length > 0 || page.next === undefined) return { ...page, items };
    next = page.next;
  }
}

/** How many stand in the table at first. */
const SHOWN = 10;
/** How many of what was sent stand there at once. */
const FEW = 5;
const TONES = { proven: 'good', refuted: 'bad', rejected: 'bad', unproven: 'waiting' };

/** What this device submitted, and how far each is. */
function activity({ t, desk }) {
  const { activity: all } = desk.receipts;
  if (all.length === 0) return [];
  const entry = (one) => h('li', { class: 'sent', 'data-state': one.state },
    h('div', {}, h('p', { text: one.words ?? one.type }),
      h('p', { class: 'muted small' }, moment(one.at), one.code && ` · ${errorText({ code: one.code })}`)),
    h('span', { class: 'chips' }, h('span', {
      class: `chip chip-${TONES[one.state] ?? 'plain'}`, text: t(`ledger.recent.${one.state}`),
    }), one.height !== undefined && h('a', { href: `#/ledger/transaction/${one.hash}`, text: t('ledger.look') })));
  return [h('h3', { text: t('ledger.recent') }), h('ul', { class: 'list' }, all.slice(0, FEW).map(entry)),
    all.length > FEW && h('details', {}, h('summary', { text: t('ledger.recent.all', { count: all.length - FEW }) }),
      h('ul', { class: 'list' }, all.slice(FEW).map(entry)))];
}

function words(item, directory, person) {
  const element = h('span', {});
  eventWords(item.event, directory, person).then((text) => { element.textContent = text; }, () => undefined);
  return element;
}
