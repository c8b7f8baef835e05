/** Content identifiers (docs/spec/content-v1.md): CIDv1 as Kubo computes it with chunks of 262,144 bytes. */
import { fail } from './errors.js';
import { concat, sha256, utf8 } from './bytes.js';

const CHUNK = 262_144;
const LINKS = 174;
const RAW = 0x55;
const DAG_PB = 0x70;
const SYMBOLS = 'abcdefghijklmnopqrstuvwxyz234567';

/** The text of a binary CID of 36 bytes. */
export function cidText(bytes) {
  let text = 'b';
  let window = 0;
  let bits = 0;
  for (const byte of bytes) {
    window = ((window << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += SYMBOLS[(window >> bits) & 31];
    }
  }
  return bits > 0 ? text + SYMBOLS[(window << (5 - bits)) & 31] : text;
}

/** The binary form of a CID's text. Throws `cid.*`, the first rule broken. */
export function parseCid(text) {
  if (text.length === 0) fail('cid.length');
  if (text[0] !== 'b') fail('cid.multibase');
  if (utf8(text).length !== 59) fail('cid.length');
  const bytes = [];
  let window = 0;
  let bits = 0;
  for (const symbol of text.slice(1)) {
    const value = SYMBOLS.indexOf(symbol);
    if (value < 0) fail('cid.encoding');
    window = ((window << 5) | value) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((window >> bits) & 255);
      window &= (1 << bits) - 1;
    }
  }
  return checkBinary(bytes, window);
}

function checkBinary(bytes, leftOver) {
  if (leftOver !== 0) fail('cid.encoding');
  if (bytes.length !== 36) fail('cid.length');
  if (bytes[0] !== 1) fail('cid.version');
  if (bytes[1] !== RAW && bytes[1] !== DAG_PB) fail('cid.codec');
  if (bytes[2] !== 0x12 || bytes[3] !== 0x20) fail('cid.hash');
  return Uint8Array.from(bytes);
}

function varint(value) {
  const bytes = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.of(...bytes, rest);
}

const field = (number, bytes) => concat(Uint8Array.of((number << 3) | 2), varint(bytes.length), bytes);
const count = (number, value) => concat(Uint8Array.of(number << 3), varint(value));

/** A dag-pb node over children `{cid, size (content), total (with nodes)}`. */
async function node(children) {
  const links = children.map((child) => (
    field(2, concat(field(1, child.cid), field(2, new Uint8Array(0)), count(3, child.total)))));
  const size = children.reduce((sum, child) => sum + child.size, 0);
  const data = concat(count(1, 2), count(3, size), ...children.map((child) => count(4, child.size)));
  const bytes = concat(...links, field(1, data));
  const total = children.reduce((sum, child) => sum + child.total, bytes.length);
  return { cid: concat(Uint8Array.of(1, DAG_PB, 0x12, 0x20), await sha256(bytes)), size, total };
}

/** Computes the CID of content that comes in pieces, in flat memory. */
export class CidBuilder {
  constructor() {
    this.leaves = [];
    this.chunk = new Uint8Array(CHUNK);
    this.filled = 0;
  }

  /** Takes the next bytes. */
  async update(bytes) {
    let offset = 0;
    while (offset < bytes.length) {
      // A full chunk waits for the byte after it: the last one is hashed by `finish`.
      if (this.filled === CHUNK) await this.#leaf();
      const taken = Math.min(CHUNK - this.filled, bytes.length - offset);
      this.chunk.set(bytes.subarray(offset, offset + taken), this.filled);
      this.filled += taken;
      offset += taken;
    }
  }

  async #leaf() {
    const digest = await sha256(this.chunk.slice(0, this.filled));
    const cid = concat(Uint8Array.of(1, RAW, 0x12, 0x20), digest);
    this.leaves.push({ cid, size: this.filled, total: this.filled });
    this.filled = 0;
  }

  /** The CID's text. */
  async finish() {
    await this.#leaf();
    let level = this.leaves;
    while (level.length > 1) {
      const above = [];
      for (let index = 0; index < level.length; index += LINKS) {
        above.push(await node(level.slice(index, index + LINKS)));
      }
      level = above;
    }
    return cidText(level[0].cid);
  }
}

/** The CID of bytes at hand. */
export async function cidOf(bytes) {
  const builder = new CidBuilder();
  await builder.update(bytes);
  return builder.finish();
}
