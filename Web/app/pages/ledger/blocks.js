/** Headers as they come: each is hashed here, and has to name the one before it. */
import { fill, h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { loading, problem } from '../../components/states.js';
import { base64url, equalBytes, fromBase64url } from '../../crypto/bytes.js';
import { headerHash, parseHeader } from '../../crypto/chain.js';
import { CodedError, fail } from '../../crypto/errors.js';
import { readableIdentity } from '../../crypto/identity.js';
import { moment, number } from '../../texts/index.js';

/** How many stand on the screen at first, and are added at once. */
const SHOWN = 12;

/** Reads headers as the node lists them: parsed, hashed, of this network. Throws `chain.*`, `format.*`. */
export async function readHeaders(items, network) {
  const headers = [];
  for (const item of items) {
    const bytes = fromBase64url(item.header);
    const header = { ...parseHeader(bytes), bytes, hash: await headerHash(bytes) };
    const right = header.network === network && header.height === item.height && header.hash === item.hash;
    if (!right) fail('chain.header');
    headers.push(header);
  }
  return headers;
}

/** Throws `chain.previous` unless each header, ascending, names the hash of the one before. */
export function checkChain(headers) {
  for (const [index, header] of headers.entries()) {
    const before = headers[index - 1];
    const follows = before === undefined
      || (header.height === before.height + 1 && base64url(header.previous) === before.hash);
    if (!follows) fail('chain.previous');
  }
}

/** The table. Answers `{element}`; new blocks come by themselves. */
export function blockList({ t, client, person, directory, signal, on }) {
  const body = h('tbody');
  const state = h('div', {}, loading());
  const earlier = h('button', { type: 'button', class: 'button', text: t('ledger.earlier'), hidden: true });
  const table = h('table', { class: 'table', hidden: true }, h('caption', { text: t('ledger.blocks.caption') }),
    h('thead', {}, h('tr', {}, ['height', 'when', 'transactions', 'proposer', 'hash', 'follows'].map((name) => (
      h('th', { scope: 'col', class: name === 'transactions' ? 'number' : undefined, text: t(`ledger.${name}`) }))))),
    body);
  // Ascending, without gaps: what is on the screen.
  let known = [];

  const row = (header) => h('tr', { 'data-height': header.height },
    h('td', { 'data-label': t('ledger.height') }, h('strong', { text: number(header.height) })),
    h('td', { 'data-label': t('ledger.when') }, moment(header.time)),
    h('td', { 'data-label': t('ledger.transactions'), class: 'number' }, number(header.transactionCount)),
    h('td', { 'data-label': t('ledger.proposer') }, proposer(directory, header.proposer)),
    h('td', { 'data-label': t('ledger.hash') },
      h('span', { class: 'id', title: header.hash, text: `${header.hash.slice(0, 12)}…` })),
    h('td', { 'data-label': t('ledger.follows') },
      h('span', { class: 'chip chip-good' }, t(header.height === 0 ? 'ledger.first' : 'ledger.follows.yes'))));

  const fetchFrom = async (from, limit) => (
    readHeaders((await client.page('/v1/headers', { query: { from }, limit, signal })).items, person.networkId));

  function draw() {
    fill(body, [...known].reverse().map(row));
    table.hidden = false;
    earlier.hidden = known[0].height === 0;
    state.replaceChildren();
  }

  const guarded = (action) => async () => {
    try {
      await action();
    } catch (error) {
      if (signal.aborted) return;
      const broken = error instanceof CodedError && /^(chain|format)\./.test(error.code);
      fill(state, broken
        ? h('div', { class: 'state state-problem', role: 'alert' }, icon('warning'),
          h('p', { text: t('ledger.broken') }))
        : problem(error, begin));
    }
  };

  const begin = guarded(async () => {
    const { height } = await client.get('/v1/network', { session: false, signal });
    // One more than is shown: the oldest one on the screen has to follow from something, too.
    const found = await fetchFrom(Math.max(0, height - SHOWN), SHOWN + 1);
    checkChain(found);
    known = found.length > SHOWN ? found.slice(1) : found;
    draw();
  });

  const further = guarded(async () => {
    if (known.length === 0) {
      await begin();
      return;
    }
    const last = known.at(-1);
    const found = await fetchFrom(last.height, 200);
    if (!equalBytes(found[0]?.bytes ?? new Uint8Array(0), last.bytes)) fail('chain.header');
    checkChain(found);
    known = [...known, ...found.slice(1)].slice(-100);
    draw();
  });

  earlier.addEventListener('click', guarded(async () => {
    const from = Math.max(0, known[0].height - SHOWN - 1);
    const found = await fetchFrom(from, known[0].height - from + 1);
    checkChain(found);
    known = [...found.slice(from === 0 ? 0 : 1, -1), ...known];
    draw();
  }));
  // One question at a time: blocks come faster than answers.
  let running = Promise.resolve();
  const soon = () => { running = running.then(further); };
  on('block', soon);
  on('healed', soon);
  begin();
  return { element: h('div', { class: 'table-frame' }, table, state, earlier) };
}

/** The organisation whose node ordered a block. */
function proposer(directory, node) {
  const element = h('span', { text: readableIdentity(node) });
  directory.organisations().then((all) => {
    const found = all.find((organisation) => organisation.node === node);
    if (found) element.textContent = found.name;
  }, () => undefined);
  return element;
}
