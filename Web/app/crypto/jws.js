/** Transactions and session proofs: JWS compact, ES256 with low s (docs/spec/transaction-v1.md section 4). */
import { fail } from './errors.js';
import { base64url, integer, random, readInteger, sha256, tryFromBase64url, utf8 } from './bytes.js';
import { thumbprint, verifyingKey } from './identity.js';
import { canonical, hashValue, isObject, ObjectReader, parseStrictObject } from './strict-json.js';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_ORDER = (ORDER - 1n) / 2n;
const MAXIMUM_BYTES = 65_536;
const DAY = 86_400_000;
const ES256 = { name: 'ECDSA', hash: 'SHA-256' };

/** Replaces a large s by n - s: both verify, one is accepted. */
export function lowS(signature) {
  const s = readInteger(signature.slice(32));
  if (s <= HALF_ORDER) return signature;
  const low = signature.slice();
  low.set(integer(ORDER - s, 32), 32);
  return low;
}

/** Signs bytes with ES256 in low-s form. */
export async function signBytes(privateKey, bytes) {
  return lowS(new Uint8Array(await crypto.subtle.sign(ES256, privateKey, bytes)));
}

async function assemble(header, payload, signer) {
  const input = `${base64url(utf8(canonical(header)))}.${base64url(utf8(canonical(payload)))}`;
  const signature = await signBytes(signer.privateKey, utf8(input));
  return { jws: `${input}.${base64url(signature)}`, hash: base64url(await sha256(utf8(input))) };
}

/** The payload of a transaction of `command`, as its signer sees it before signing. */
export function transactionPayload(command, network, now = Date.now(), lifetime = 3_600_000) {
  return {
    v: 1, network, id: base64url(random(16)), issuedAt: now, expiresAt: now + Math.min(lifetime, DAY), command,
  };
}

/** Signs a transaction's payload: `{jws, hash}`. */
export function signTransaction(payload, signer) {
  return assemble({ alg: 'ES256', kid: signer.thumbprint, typ: 'medchain-tx' }, payload, signer);
}

/** Signs a node's challenge: a JWS of its own type, never to be taken for a transaction. */
export async function signChallenge({ challenge, network, node, expiresAt }, signer) {
  const header = { alg: 'ES256', kid: signer.thumbprint, typ: 'medchain-session' };
  return (await assemble(header, { v: 1, network, node, challenge, expiresAt }, signer)).jws;
}

function parts(jws) {
  if (utf8(jws).length > MAXIMUM_BYTES) fail('transaction.tooLarge');
  const texts = jws.split('.');
  const bytes = texts.map((text) => tryFromBase64url(text));
  if (texts.length !== 3 || bytes.includes(undefined)) fail('transaction.syntax');
  return { input: `${texts[0]}.${texts[1]}`, header: bytes[0], payload: bytes[1], signature: bytes[2] };
}

function checkHeader(bytes) {
  const reader = new ObjectReader(parseStrictObject(bytes));
  const right = reader.token('alg') === 'ES256' && reader.token('typ') === 'medchain-tx';
  if (!right) fail('transaction.header');
  const header = { kid: base64url(hashValue(reader.value('kid'), 'kid')) };
  try {
    reader.finish();
  } catch {
    fail('transaction.header');
  }
  return header;
}

/** Parses a transaction as the ledger does; verifies no signature. Throws `transaction.*`, `json.*`, `format.*`. */
export async function parseTransaction(jws) {
  const { input, header: headerBytes, payload, signature } = parts(jws);
  const header = checkHeader(headerBytes);
  if (signature.length !== 64) fail('transaction.syntax');
  if (readInteger(signature.slice(32)) > HALF_ORDER) fail('transaction.highS');
  const object = parseStrictObject(payload);
  const reader = new ObjectReader(object);
  if (reader.integer('v', 0, 2 ** 31 - 1) !== 1) fail('format.version');
  const network = base64url(hashValue(reader.value('network'), 'network'));
  const id = reader.token('id');
  if (tryFromBase64url(id)?.length !== 16) fail('json.valueRange', { field: 'id' });
  const issuedAt = reader.integer('issuedAt');
  const expiresAt = reader.integer('expiresAt');
  const command = reader.value('command');
  if (!isObject(command)) fail('json.wrongType', { field: 'command' });
  new ObjectReader(command).token('type', 64);
  reader.finish();
  if (expiresAt - issuedAt < 1 || expiresAt - issuedAt > DAY) fail('transaction.lifetime');
  const hash = base64url(await sha256(utf8(input)));
  return { hash, signer: header.kid, network, id, issuedAt, expiresAt, command, input: utf8(input), signature };
}

/** Verifies a parsed transaction with a key. Throws `key.unknown`, `transaction.signature`. */
export async function verifyTransaction(transaction, jwk) {
  const key = await verifyingKey(jwk);
  if ((await thumbprint(jwk)) !== transaction.signer) fail('key.unknown');
  const holds = await crypto.subtle.verify(ES256, key, transaction.signature, transaction.input);
  if (!holds) fail('transaction.signature');
}
