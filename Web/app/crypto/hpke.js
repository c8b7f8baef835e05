/** HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256) and HKDF-SHA256, over WebCrypto. */
import { fail } from './errors.js';
import {
  aesKey, aesOpen, aesSeal, base64url, concat, fromBase64url, hkdfExpand, hkdfExtract, integer, readInteger, utf8,
} from './bytes.js';
import { canonical, isObject } from './strict-json.js';

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const KEM = concat(utf8('KEM'), integer(0x0010, 2));
/** The AEADs by RFC 9180's number: the key's length. The formats use 2, AES-256-GCM. */
const KEY_BYTES = { 1: 16, 2: 32 };
const TAG_BYTES = 16;
const LARGEST_CIPHERTEXT = 65_536;

const extract = (suite, salt, label, material) => (
  hkdfExtract(salt, concat(utf8('HPKE-v1'), suite, utf8(label), material)));
const expand = (suite, key, label, info, length) => (
  hkdfExpand(key, concat(integer(length, 2), utf8('HPKE-v1'), suite, utf8(label), info), length));

async function sharedSecret(privateKey, peer, encapsulated, recipient) {
  let publicKey;
  try {
    publicKey = await crypto.subtle.importKey('raw', peer, CURVE, true, []);
  } catch {
    fail('hpke.encapsulatedKeyInvalid');
  }
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, privateKey, 256));
  const secret = await extract(KEM, new Uint8Array(0), 'eae_prk', dh);
  return expand(KEM, secret, 'shared_secret', concat(encapsulated, recipient), 32);
}

/** The key schedule of base mode: key, base nonce, exporter secret. */
export async function keySchedule(shared, info, aead = 2) {
  const suite = concat(utf8('HPKE'), integer(0x0010, 2), integer(0x0001, 2), integer(aead, 2));
  const none = new Uint8Array(0);
  const bound = concat(
    Uint8Array.of(0), await extract(suite, none, 'psk_id_hash', none), await extract(suite, none, 'info_hash', info));
  const secret = await extract(suite, shared, 'secret', none);
  return {
    key: await expand(suite, secret, 'key', bound, KEY_BYTES[aead]),
    baseNonce: await expand(suite, secret, 'base_nonce', bound, 12),
    exporterSecret: await expand(suite, secret, 'exp', bound, 32),
  };
}

/** The nonce of a message: base nonce XOR sequence number. */
export const nonceOf = (baseNonce, sequence) => integer(readInteger(baseNonce) ^ BigInt(sequence), 12);

/** The recipient's half of DHKEM: `pair` is `{privateKey, point}`. */
export const decapsulate = (encapsulated, pair) => (
  sharedSecret(pair.privateKey, encapsulated, encapsulated, pair.point));

/** Seals one message to a public key of 65 bytes, for one context: a box `{suite, enc, ct}` of bytes. */
export async function sealBox(plaintext, recipient, info) {
  const ephemeral = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const enc = new Uint8Array(await crypto.subtle.exportKey('raw', ephemeral.publicKey));
  let shared;
  try {
    shared = await sharedSecret(ephemeral.privateKey, recipient, enc, recipient);
  } catch {
    fail('key.invalid');
  }
  const { key, baseNonce } = await keySchedule(shared, info);
  const ct = await aesSeal(await aesKey(key), baseNonce, plaintext, new Uint8Array(0));
  return { suite: 1, enc, ct };
}

/** Opens a box. Throws `hpke.encapsulatedKeyInvalid`, `hpke.openFailed`. */
export async function openBox(box, pair, info) {
  const { key, baseNonce } = await keySchedule(await decapsulate(box.enc, pair), info);
  return (await aesOpen(await aesKey(key), baseNonce, box.ct, new Uint8Array(0))) ?? fail('hpke.openFailed');
}

/** The JSON form of a box. */
export const boxJson = (box) => ({ suite: box.suite, enc: base64url(box.enc), ct: base64url(box.ct) });

/** The canonical JSON of a box alone. */
export const encodeBox = (box) => canonical(boxJson(box));

/** Reads the JSON form of a box whose plaintext has `plaintextCount` bytes. Throws `hpke.suiteUnknown`, `format.*`. */
export function readBox(value, plaintextCount) {
  if (!isObject(value)) fail('format.valueInvalid');
  const suite = member(value, 'suite');
  if (!Number.isSafeInteger(suite) || suite < 0) fail('format.valueInvalid');
  if (suite !== 1) fail('hpke.suiteUnknown');
  const enc = boxBytes(value, 'enc', 65);
  const ct = boxBytes(value, 'ct', plaintextCount + TAG_BYTES);
  if (Object.keys(value).length !== 3) fail('format.unknownField');
  if (ct.length > LARGEST_CIPHERTEXT) fail('format.valueInvalid');
  return { suite, enc, ct };
}

function member(value, name) {
  return Object.hasOwn(value, name) ? value[name] : fail('format.missingField');
}

function boxBytes(value, name, count) {
  const text = member(value, name);
  if (typeof text !== 'string') fail('format.valueInvalid');
  const bytes = fromBase64url(text);
  return bytes.length === count ? bytes : fail('format.valueInvalid');
}
