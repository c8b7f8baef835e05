/** A person's keys in the browser: generated, imported from the vault, and non-extractable once in use. */
import { fail } from './errors.js';
import { base64url, concat, fromBase64url, fromHex } from './bytes.js';
import { jwkOf, pointOf, publicJwk, thumbprint } from './identity.js';

const SIGNING = { name: 'ECDSA', namedCurve: 'P-256' };
const AGREEMENT = { name: 'ECDH', namedCurve: 'P-256' };
// PrivateKeyInfo (RFC 5208) around ECPrivateKey (RFC 5915) of P-256 without the public key, up to the scalar.
const PKCS8 = fromHex('3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420');

/** A sealing key pair in use: `{privateKey: CryptoKey, point: 65 bytes}`. */
export async function sealingPair(scalar) {
  const jwk = await privateJwk(scalar, AGREEMENT, ['deriveBits']);
  const privateKey = await crypto.subtle.importKey('jwk', jwk, AGREEMENT, false, ['deriveBits']);
  return { privateKey, point: pointOf(jwk) };
}

/** A signing key in use: `{privateKey: CryptoKey, jwk, thumbprint}`. */
export async function signingPair(scalar) {
  const jwk = await privateJwk(scalar, SIGNING, ['sign']);
  const privateKey = await crypto.subtle.importKey('jwk', jwk, SIGNING, false, ['sign']);
  const open = publicOf(jwk);
  return { privateKey, jwk: open, thumbprint: await thumbprint(open) };
}

/** The private JWK of a scalar of 32 bytes: the browser computes the point. `key.invalid` beyond the order. */
async function privateJwk(scalar, algorithm, usages) {
  if (scalar.length !== 32) fail('key.invalid');
  let key;
  try {
    key = await crypto.subtle.importKey('pkcs8', concat(PKCS8, scalar), algorithm, true, usages);
  } catch {
    fail('key.invalid');
  }
  const jwk = await crypto.subtle.exportKey('jwk', key);
  return { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y, d: jwk.d };
}

const publicOf = ({ crv, kty, x, y }) => publicJwk({ crv, kty, x, y });

/** Draws a new P-256 private scalar with the browser's generator. */
export async function newScalar() {
  const pair = await crypto.subtle.generateKey(AGREEMENT, true, ['deriveBits']);
  return fromBase64url((await crypto.subtle.exportKey('jwk', pair.privateKey)).d);
}

/** The public key of a scalar: `{jwk, point}`. */
export async function publicKeyOf(scalar) {
  const { point } = await sealingPair(scalar);
  return { jwk: jwkOf(point), point, text: base64url(point) };
}

/** A public sealing key of 65 bytes, checked to be a point; `key.invalid` otherwise. */
export async function checkedPoint(point) {
  if (point.length !== 65 || point[0] !== 4) fail('key.invalid');
  try {
    await crypto.subtle.importKey('raw', point, AGREEMENT, true, []);
  } catch {
    fail('key.invalid');
  }
  return point;
}
