/** Bytes, their texts, and the few primitives of WebCrypto that everything here is made of. */
import { fail } from './errors.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map([...alphabet].map((symbol, value) => [symbol, value]));

/** UTF-8 of a text. */
export const utf8 = (text) => encoder.encode(text);

/** The text of UTF-8; undefined for anything else. */
export function textOf(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** One array of all. */
export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Whether two arrays hold the same bytes. */
export function equalBytes(a, b) {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Order by bytes, for sorting. */
export function compareBytes(a, b) {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    if (a[index] !== b[index]) return a[index] - b[index];
  }
  return a.length - b.length;
}

/** Order of two texts by the bytes of their UTF-8, for sorting. */
export const compareTexts = (a, b) => compareBytes(utf8(a), utf8(b));

/** Random bytes of the operating system's generator. */
export const random = (count) => crypto.getRandomValues(new Uint8Array(count));

/** An integer, most significant byte first. */
export function integer(value, count) {
  const bytes = new Uint8Array(count);
  let rest = BigInt(value);
  for (let index = count - 1; index >= 0; index -= 1) {
    bytes[index] = Number(rest & 255n);
    rest >>= 8n;
  }
  return bytes;
}

/** Reads an integer, most significant byte first, as BigInt. */
export const readInteger = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** `u32(length) || bytes`. */
export const lengthPrefixed = (bytes) => concat(integer(bytes.length, 4), bytes);

/** Hexadecimal text of bytes. */
export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Bytes of hexadecimal text. */
export function fromHex(text) {
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => parseInt(text.slice(2 * index, 2 * index + 2), 16));
}

/** base64url without padding (RFC 4648 section 5). */
export function base64url(bytes) {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const word = (bytes[index] << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    const symbols = Math.min(4, bytes.length - index + 1);
    for (let symbol = 0; symbol < symbols; symbol += 1) text += alphabet[(word >> (18 - 6 * symbol)) & 63];
  }
  return text;
}

/** Strict: no padding, no other symbols, unused bits zero; undefined otherwise. */
export function tryFromBase64url(text) {
  if (typeof text !== 'string' || text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let window = 0;
  let bits = 0;
  let offset = 0;
  for (const symbol of text) {
    const value = values.get(symbol);
    if (value === undefined) return undefined;
    window = ((window << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[offset] = (window >> bits) & 255;
      offset += 1;
    }
  }
  return (window & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

/** Strict base64url, or `format.base64url`. */
export const fromBase64url = (text) => tryFromBase64url(text) ?? fail('format.base64url');

/** Base64 with padding (RFC 4648 section 4). */
export function base64(bytes) {
  const text = base64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

/** Base64 with padding in its one canonical form; undefined otherwise. */
export function tryFromBase64(text) {
  const bytes = tryFromBase64url(text.replace(/={1,2}$/, '').replaceAll('+', '-').replaceAll('/', '_'));
  return bytes !== undefined && base64(bytes) === text ? bytes : undefined;
}

/** SHA-256. */
export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', parts.length === 1 ? parts[0] : concat(...parts)));
}

/** HMAC-SHA-256 under a raw key; an empty key counts as zeros, as RFC 5869 wants it. */
export async function hmac(key, message) {
  const raw = key.length === 0 ? new Uint8Array(32) : key;
  const imported = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message));
}

/** HKDF-Extract of RFC 5869 with SHA-256. */
export const hkdfExtract = (salt, material) => hmac(salt, material);

/** HKDF-Expand of RFC 5869 with SHA-256. */
export async function hkdfExpand(key, info, length) {
  let output = new Uint8Array(0);
  let block = new Uint8Array(0);
  for (let counter = 1; output.length < length; counter += 1) {
    block = await hmac(key, concat(block, info, Uint8Array.of(counter)));
    output = concat(output, block);
  }
  return output.slice(0, length);
}

/** An AES-256-GCM (or AES-128-GCM) key from raw bytes, for both directions. */
export const aesKey = (raw) => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);

/** AES-GCM: ciphertext and 16 bytes of tag. */
export async function aesSeal(key, nonce, plaintext, associated) {
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associated };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
}

/** Opens AES-GCM; undefined when the tag does not verify. */
export async function aesOpen(key, nonce, sealed, associated) {
  try {
    const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData: associated }, key, sealed);
    return new Uint8Array(opened);
  } catch {
    return undefined;
  }
}
