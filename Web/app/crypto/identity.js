/** Keys, their thumbprints, and the identities that follow from them (docs/spec/transaction-v1.md). */
import { fail } from './errors.js';
import { base64url, concat, fromBase64url, lengthPrefixed, sha256, tryFromBase64url, utf8 } from './bytes.js';
import { canonical, isObject, ObjectReader } from './strict-json.js';

export const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SYMBOL_COUNT = 14;

/** Exactly the four members of a P-256 key, as the ledger writes it; `key.malformed` otherwise. Not yet a point. */
export function publicJwk(value) {
  const reader = new ObjectReader(value);
  const crv = reader.token('crv');
  const kty = reader.token('kty');
  const x = reader.bytes('x', 32);
  const y = reader.bytes('y', 32);
  reader.finish();
  if (crv !== 'P-256' || kty !== 'EC' || x.length !== 32 || y.length !== 32) fail('key.malformed');
  return { crv, kty, x: value.x, y: value.y };
}

/** Imports a public key for verifying ES256; `key.malformed` when it is no point of the curve. */
export async function verifyingKey(jwk) {
  const plain = publicJwk(jwk);
  try {
    return await crypto.subtle.importKey('jwk', plain, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
  } catch {
    return fail('key.malformed');
  }
}

/** The 65 bytes of a point, uncompressed (SEC 1), of a JWK. */
export const pointOf = (jwk) => concat(Uint8Array.of(4), fromBase64url(jwk.x), fromBase64url(jwk.y));

/** The JWK of a point's 65 bytes. */
export function jwkOf(point) {
  if (point.length !== 65 || point[0] !== 4) fail('key.invalid');
  return { crv: 'P-256', kty: 'EC', x: base64url(point.slice(1, 33)), y: base64url(point.slice(33)) };
}

/** RFC 7638, SHA-256, as base64url. */
export async function thumbprint(jwk) {
  return base64url(await sha256(utf8(canonical({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }))));
}

/** The identity that a first signing key makes in a network (both as base64url): 14 symbols. */
export async function identityOf(network, keyThumbprint) {
  const digest = await sha256(utf8('medchain/v1/identity'), fromBase64url(network), fromBase64url(keyThumbprint));
  let value = 0n;
  for (const byte of digest.slice(0, 8)) value = (value << 8n) | BigInt(byte);
  value >>= 4n;
  return symbolsOf(value, 12) + symbolsOf(value % 1021n, 2);
}

function symbolsOf(value, count) {
  let text = '';
  for (let index = count - 1; index >= 0; index -= 1) text += SYMBOLS[Number((value >> BigInt(5 * index)) & 31n)];
  return text;
}

/** Whether a text is an identity in its canonical form. */
export function isIdentity(text) {
  if (typeof text !== 'string' || !/^[0-9A-HJKMNP-TV-Z]{14}$/.test(text)) return false;
  const value = [...text.slice(0, 12)].reduce((sum, symbol) => (sum << 5n) | BigInt(SYMBOLS.indexOf(symbol)), 0n);
  return symbolsOf(value % 1021n, 2) === text.slice(12);
}

/** What a person typed or scanned, in its canonical form; undefined when it is no identity. */
export function typedIdentity(text) {
  const folded = text.replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  return isIdentity(folded) ? folded : undefined;
}

/** How people see an identity: 7K3Q-9XJ2-P4TM-5A. */
export const readableIdentity = (id) => id.match(/.{1,4}/g).join('-');

/** Whether a text is the id of a record, request, grant: 16 bytes. */
export const isEntityId = (text) => tryFromBase64url(text)?.length === 16;

/** Symbols of Crockford's base32 for bytes, the first `count`. */
export function crockford(bytes, count) {
  let text = '';
  let window = 0;
  let bits = 0;
  for (const byte of [...bytes, 0]) {
    window = ((window << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5 && text.length < count) {
      bits -= 5;
      text += SYMBOLS[(window >> bits) & 31];
    }
  }
  return text;
}

/** Bytes of Crockford's base32; undefined for other symbols or when bits are left over. */
export function fromCrockford(text) {
  const bytes = [];
  let window = 0;
  let bits = 0;
  for (const symbol of text) {
    const value = SYMBOLS.indexOf(symbol);
    if (value < 0) return undefined;
    window = ((window << 5) | value) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((window >> bits) & 255);
      window &= (1 << bits) - 1;
    }
  }
  return window === 0 ? Uint8Array.from(bytes) : undefined;
}

/** Reads `{crv, kty, x, y}` wherever it stands and answers its thumbprint too. */
export async function keyWithThumbprint(jwk) {
  if (!isObject(jwk)) fail('json.wrongType');
  const plain = publicJwk(jwk);
  return { jwk: plain, thumbprint: await thumbprint(plain) };
}

/** The label and fields that everything sealed is bound to (docs/spec/sealed-record-v1.md section 1). */
export function context(label, ...fields) {
  const parts = [lengthPrefixed(utf8(`medchain/v1/${label}`))];
  for (const field of fields) {
    if (typeof field === 'string') parts.push(lengthPrefixed(utf8(field)));
    else if (field instanceof Uint8Array) parts.push(lengthPrefixed(field));
    else parts.push(lengthPrefixed(numberField(field)));
  }
  return concat(...parts);
}

function numberField(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
