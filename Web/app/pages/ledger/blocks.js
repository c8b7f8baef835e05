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

const COLUMNS = ['height', 'when', 'transactions', 'proposer', 'hash', 'follows'];

/** The table. Answers `{element}`; new blocks come by themselves. */
export function blockList(context) {
  const list = new BlockList(context);
  // One question at a time: blocks come faster than answers.
  let running = list.begin();
  const soon = () => { running = running.then(() => list.further()); };
  context.on('block', soon);
  context.on('healed', soon);
  return list;
}

class BlockList {
  constructor(context) {
    this.context = context;
    const { t } = context;
    // Ascending, without gaps: what is on the screen.
    this.known = [];
    this.body = h('tbody');
    this.state = h('div', {}, loading());
    this.more = h('button', {
      type: 'button', class: 'button', text: t('ledger.earlier'), hidden: true, onclick: () => this.earlier(),
    });
    this.table = h('table', { class: 'table blocks', hidden: true }, h('caption', { text: t('ledger.blocks.caption') }),
      h('thead', {}, h('tr', {}, COLUMNS.map((name) => (
        h('th', { scope: 'col', class: name === 'transactions' ? 'number' : undefined, text: t(`ledger.${name}`) }))))),
      this.body);
    this.element = h('div', { class: 'table-frame' }, this.table, this.state, this.more);
  }

  #row(header) {
    const { t, directory } = this.context;
    return h('tr', { 'data-height': header.height },
      h('td', { 'data-label': t('ledger.height') }, h('strong', { text: number(header.height) })),
      h('td', { 'data-label': t('ledger.when') }, moment(header.time)),
      h('td', { 'data-label': t('ledger.transactions'), class: 'number' }, number(header.transactionCount)),
      h('td', { 'data-label': t('ledger.proposer') }, proposer(directory, header.proposer)),
      h('td', { 'data-label': t('ledger.hash') },
        h('span', { class: 'id', title: header.hash, text: `${header.hash.slice(0, 12)}…` })),
      h('td', { 'data-label': t('ledger.follows') },
        h('span', { class: 'chip chip-good' }, t(header.height === 0 ? 'ledger.first' : 'ledger.follows.yes'))));
  }

  #draw() {
    fill(this.body, [...this.known].reverse().map((header) => this.#row(header)));
    this.table.hidden = false;
    this.more.hidden = this.known[0].height === 0;
    this.state.replaceChildren();
  }

  async #fetch(from, limit) {
    const { client, person, signal } = this.context;
    const { items } = await client.page('/v1/headers', { query: { from }, limit, signal });
    const headers = await readHeaders(items, person.networkId);
    checkChain(headers);
    return headers;
  }

  async #guarded(action) {
    const { t, signal } = this.context;
    try {
      await action();
    } catch (error) {
      if (signal.aborted) return;
      const broken = error instanceof CodedError && /^(chain|format)\./.test(error.code);
      fill(this.state, broken
        ? h('div', { class: 'state state-problem', role: 'alert' }, icon('warning'),
          h('p', { text: t('ledger.broken') }))
        : problem(error, () => this.begin()));
    }
  }

  /** The newest blocks. */
  begin() {
    return this.#guarded(async () => {
      const { client, signal } = this.context;
      const { height } = await client.get('/v1/network', { session: false, signal });
      // One more than is shown: the oldest one on the screen has to follow from something, too.
      const found = await this.#fetch(Math.max(0, height - SHOWN), SHOWN + 1);
      this.known = found.length > SHOWN ? found.slice(1) : found;
      this.#draw();
    });
  }

  /** What came since: it has to follow from what is on the screen. */
  further() {
    if (this.known.length === 0) return this.begin();
    return this.#guarded(async () => {
      const last = this.known.at(-1);
      const found = await this.#fetch(last.height, 200);
      if (!equalBytes(found[0]?.bytes ?? new Uint8Array(0), last.bytes)) fail('chain.header');
      this.known = [...this.known, ...found.slice(1)].slice(-100);
      this.#draw();
    });
  }

  /** What came before: what is on the screen has to follow from it. */
  earlier() {
    return this.#guarded(async () => {
      const [first] = this.known;
      const from = Math.max(0, first.height - SHOWN - 1);
      const found = await this.#fetch(from, first.height - from + 1);
      if (!equalBytes(found.at(-1)?.bytes ?? new Uint8Array(0), first.bytes)) fail('chain.header');
      this.known = [...found.slice(from === 0 ? 0 : 1, -1), ...this.known];
      this.#draw();
    });
  }
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
