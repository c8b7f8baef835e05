/** A record's ciphertext: AES-256-GCM in 64 KiB segments (STREAM), docs/spec/sealed-record-v1.md sections 3 and 5. */
import { fail } from './errors.js';
import {
  aesKey, aesOpen, aesSeal, concat, equalBytes, hkdfExpand, hkdfExtract, integer, random, readInteger, sha256, textOf,
  utf8,
} from './bytes.js';
import { context } from './identity.js';
import { canonical, isObject, parseStrict } from './strict-json.js';

const MAGIC = utf8('MCSP');
export const SEGMENT = 65_536;
const TAG = 16;
export const HEADER = 112;
const MINIMUM_PADDED = 512;
const MAXIMUM_PADDED = 2 ** 40;
const MAXIMUM_METADATA = 16_384;

/** Codes of categories and note kinds in a payload's header; never reused. */
export const CODES = {
  demographics: 1, safety: 2, clinical: 3, medication: 4, laboratory: 5, imaging: 6, restricted: 7,
  credential: 129, reason: 130, message: 131, details: 132, key: 133,
};

/** What a record's payload is bound to. */
export const recordBinding = ({ network, patient, record, category }) => (
  { network, subject: patient, object: record, code: CODES[category] });

/** The data key of a record from its halves. `binding`: `{network, patient, record}`. */
export async function dataKey(a, b, { network, patient, record }) {
  const key = await hkdfExtract(new Uint8Array(0), concat(a, b));
  return hkdfExpand(key, context('data-key', network, patient, record), 32);
}

/** The data key of a note. */
export async function noteDataKey(noteKey, network, sender, note) {
  const key = await hkdfExtract(new Uint8Array(0), noteKey);
  return hkdfExpand(key, context('note-key', network, sender, note), 32);
}

/** The padded length of T bytes: max(512, Padmé(T)). */
export function paddedLength(length) {
  if (length <= MINIMUM_PADDED) return MINIMUM_PADDED;
  const exponent = Math.floor(Math.log2(length));
  const digits = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - digits);
  return Math.ceil(length / step) * step;
}

const segmentCount = (padded) => Math.ceil(padded / SEGMENT);

/** The length of the payload of a padded plaintext. */
export const payloadLength = (padded) => HEADER + padded + TAG * segmentCount(padded);

const tag = async (kind, salt, identifier) => (
  (await sha256(context('payload-tag', kind, salt, identifier))).slice(0, 16));

async function header(binding, padded, salt, commitment) {
  return concat(
    MAGIC, Uint8Array.of(1, 1, binding.code, 0), integer(padded, 8), salt, commitment,
    await tag('network', salt, binding.network), await tag('subject', salt, binding.subject),
    await tag('object', salt, binding.object));
}

async function segmentKeys(key, salt) {
  const root = await hkdfExtract(salt, key);
  return {
    commitment: await hkdfExpand(root, context('payload-commitment'), 32),
    segments: await aesKey(await hkdfExpand(root, context('payload-key'), 32)),
  };
}

const associatedData = (binding, bytes) => (
  sha256(context('payload-data', binding.network, binding.subject, binding.object, bytes)));

const nonce = (index, last) => concat(new Uint8Array(3), integer(index, 8), Uint8Array.of(last ? 1 : 0));

/** Metadata is an object of texts with a media type. Throws `payload.metadataInvalid`. */
function checkMetadata(metadata) {
  const entries = Object.entries(metadata);
  const valid = entries.every(([name, value]) => (
    /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(name) && typeof value === 'string' && utf8(value).length <= 4096));
  if (!valid || typeof metadata.mediaType !== 'string') fail('payload.metadataInvalid');
  return metadata;
}

function encodeMetadata(metadata) {
  const present = Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined));
  const bytes = utf8(canonical(checkMetadata(present)));
  return bytes.length <= MAXIMUM_METADATA ? bytes : fail('payload.metadataInvalid');
}

function parseMetadata(bytes) {
  let value;
  try {
    value = parseStrict(bytes);
  } catch {
    fail('payload.metadataInvalid');
  }
  if (!isObject(value) || canonical(value) !== textOf(bytes)) fail('payload.metadataInvalid');
  return checkMetadata(value);
}

/** Seals a content whose length is stated before: yields the pieces of the payload. */
export class PayloadSealer {
  /** Begins. `salt` is random unless a vector states it. */
  static async begin({ key, binding, metadata, length, salt = random(16) }) {
    const sealer = new PayloadSealer();
    const encoded = encodeMetadata(metadata);
    sealer.left = length;
    sealer.padded = paddedLength(12 + encoded.length + length);
    if (sealer.padded > MAXIMUM_PADDED) fail('format.tooLarge');
    const keys = await segmentKeys(key, salt);
    sealer.key = keys.segments;
    sealer.header = await header(binding, sealer.padded, salt, keys.commitment);
    sealer.associated = await associatedData(binding, sealer.header);
    sealer.pending = concat(integer(encoded.length, 4), integer(length, 8), encoded);
    sealer.done = 0;
    sealer.index = 0;
    sealer.started = false;
    return sealer;
  }

  /** The length of the whole payload. */
  get length() {
    return payloadLength(this.padded);
  }

  /** Takes the next bytes of the content; answers the pieces that are complete. Throws `payload.lengthMismatch`. */
  async update(content) {
    if (content.length > this.left) fail('payload.lengthMismatch');
    this.left -= content.length;
    this.pending = concat(this.pending, content);
    return this.#drain();
  }

  /** The last pieces. Throws `payload.lengthMismatch` when content is missing. */
  async finish() {
    if (this.left !== 0) fail('payload.lengthMismatch');
    const pieces = [];
    // The padding comes segment by segment too: it can be a ninth of the whole.
    while (this.done < this.padded) {
      const rest = this.padded - this.done - this.pending.length;
      this.pending = concat(this.pending, new Uint8Array(Math.min(rest, SEGMENT)));
      pieces.push(...await this.#drain());
    }
    return pieces;
  }

  async #drain() {
    const pieces = this.started ? [] : [this.header];
    this.started = true;
    let offset = 0;
    for (;;) {
      const size = Math.min(SEGMENT, this.padded - this.done);
      if (size === 0 || this.pending.length - offset < size) break;
      const last = this.done + size === this.padded;
      const plain = this.pending.subarray(offset, offset + size);
      pieces.push(await aesSeal(this.key, nonce(this.index, last), plain, this.associated));
      offset += size;
      this.done += size;
      this.index += 1;
    }
    this.pending = this.pending.slice(offset);
    return pieces;
  }
}

/** Opens a payload as it comes; nothing of a segment is handed out before its tag has verified. */
export class PayloadOpener {
  constructor(key, binding) {
    this.key = key;
    this.binding = binding;
    this.pending = new Uint8Array(0);
    this.index = 0;
    this.done = 0;
    this.metadata = undefined;
    this.contentLength = undefined;
  }

  /** Takes the next bytes; answers verified content. Throws the codes of the specification's table, in its order. */
  async update(bytes) {
    this.pending = this.pending.length === 0 ? bytes : concat(this.pending, bytes);
    if (this.segments === undefined && this.pending.length >= HEADER) await this.#readHeader();
    if (this.segments === undefined) {
      this.#checkStart();
      return [];
    }
    const pieces = [];
    let offset = 0;
    for (;;) {
      const size = Math.min(SEGMENT, this.padded - this.done);
      if (size === 0 || this.pending.length - offset < size + TAG) break;
      const piece = await this.#segment(this.pending.subarray(offset, offset + size + TAG), size);
      if (piece.length > 0) pieces.push(piece);
      offset += size + TAG;
    }
    this.pending = this.pending.slice(offset);
    if (this.done === this.padded && this.pending.length > 0) fail('payload.trailingBytes');
    return pieces;
  }

  /** Confirms that the whole payload has come. Throws `payload.truncated`. */
  finish() {
    if (this.segments === undefined || this.done < this.padded) fail('payload.truncated');
  }

  #checkStart() {
    const start = this.pending.subarray(0, 4);
    if (!equalBytes(start, MAGIC.subarray(0, start.length))) fail('payload.headerInvalid');
  }

  async #readHeader() {
    const bytes = this.pending.slice(0, HEADER);
    this.#checkStart();
    if (bytes[4] !== 1) fail('payload.versionUnknown');
    if (bytes[5] !== 1) fail('payload.suiteUnknown');
    this.padded = Number(readInteger(bytes.slice(8, 16)));
    const inRange = this.padded >= MINIMUM_PADDED && this.padded <= MAXIMUM_PADDED;
    if (bytes[7] !== 0 || !inRange) fail('payload.headerInvalid');
    if (bytes[6] !== this.binding.code) fail('payload.wrongCategory');
    const salt = bytes.slice(16, 32);
    const tags = [['network', 64, 'payload.wrongNetwork'], ['subject', 80, 'payload.wrongPatient'],
      ['object', 96, 'payload.wrongRecord']];
    for (const [kind, offset, code] of tags) {
      const expected = await tag(kind, salt, this.binding[kind]);
      if (!equalBytes(expected, bytes.slice(offset, offset + 16))) fail(code);
    }
    const keys = await segmentKeys(this.key, salt);
    if (!equalBytes(keys.commitment, bytes.slice(32, 64))) fail('payload.wrongKey');
    this.associated = await associatedData(this.binding, bytes);
    this.segments = keys.segments;
    this.pending = this.pending.slice(HEADER);
  }

  async #segment(sealed, size) {
    const last = this.done + size === this.padded;
    const plain = await aesOpen(this.segments, nonce(this.index, last), sealed, this.associated);
    if (plain === undefined) fail('payload.segmentNotAuthentic');
    const from = this.index === 0 ? this.#readStart(plain) : 0;
    this.index += 1;
    this.done += size;
    const content = plain.subarray(from, from + Math.min(plain.length - from, this.left));
    this.left -= content.length;
    if (plain.subarray(from + content.length).some((byte) => byte !== 0)) fail('payload.paddingInvalid');
    return content;
  }

  #readStart(plain) {
    const metadataLength = Number(readInteger(plain.slice(0, 4)));
    this.contentLength = Number(readInteger(plain.slice(4, 12)));
    const total = 12 + metadataLength + this.contentLength;
    const fits = metadataLength <= MAXIMUM_METADATA && 12 + metadataLength <= plain.length
      && this.contentLength <= MAXIMUM_PADDED && paddedLength(total) === this.padded;
    if (!fits) fail('payload.paddingInvalid');
    this.metadata = parseMetadata(plain.slice(12, 12 + metadataLength));
    this.left = this.contentLength;
    return 12 + metadataLength;
  }
}

/** Seals a small content at once. */
export async function sealPayload({ key, binding, metadata, content, salt }) {
  const sealer = await PayloadSealer.begin({ key, binding, metadata, length: content.length, salt });
  const pieces = await sealer.update(content);
  return concat(...pieces, ...await sealer.finish());
}

/** Opens a small payload at once: `{metadata, content}`. */
export async function openPayload(key, binding, payload) {
  const opener = new PayloadOpener(key, binding);
  const pieces = await opener.update(payload);
  opener.finish();
  return { metadata: opener.metadata, content: concat(...pieces) };
}
