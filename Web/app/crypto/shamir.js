/** Shamir's scheme over GF(2^8) with 0x11b (docs/spec/sealed-record-v1.md section 4), byte by byte on 32 bytes. */
import { fail } from './errors.js';
import { equalBytes, random, sha256 } from './bytes.js';
import { context } from './identity.js';

const SECRET_BYTES = 32;

/** Multiplication without branches or tables that secret bytes would index. */
function multiply(a, b) {
  let product = 0;
  let factor = a;
  for (let bit = 0; bit < 8; bit += 1) {
    product ^= -((b >> bit) & 1) & factor;
    factor = ((factor << 1) ^ (-((factor >> 7) & 1) & 0x11b)) & 0xff;
  }
  return product & 0xff;
}

/** a^254: the inverse; of 0 it is 0. */
function inverse(a) {
  let power = a;
  let result = 1;
  for (let bit = 1; bit < 8; bit += 1) {
    power = multiply(power, power);
    result = multiply(result, power);
  }
  return result;
}

/** Throws `shamir.thresholdInvalid` unless 1 <= k <= n <= 255. */
export function checkThreshold(k, n) {
  if (!(k >= 1 && k <= n && n <= 255)) fail('shamir.thresholdInvalid');
}

/** Splits a secret among n: shares `{x, y}`, x = 1 ... n. `coefficients` are random unless a vector states them. */
export function split(secret, k, n, coefficients) {
  checkThreshold(k, n);
  if (secret.length !== SECRET_BYTES) fail('shamir.lengthInvalid');
  const terms = coefficients ?? Array.from({ length: k - 1 }, () => random(SECRET_BYTES));
  return Array.from({ length: n }, (_, index) => {
    const x = index + 1;
    const y = new Uint8Array(SECRET_BYTES);
    for (let term = terms.length - 1; term >= 0; term -= 1) {
      for (let byte = 0; byte < SECRET_BYTES; byte += 1) y[byte] = multiply(y[byte] ^ terms[term][byte], x);
    }
    for (let byte = 0; byte < SECRET_BYTES; byte += 1) y[byte] ^= secret[byte];
    return { x, y };
  });
}

/** The value at `at` of the polynomial through `shares` (Lagrange). */
function interpolate(shares, at) {
  const value = new Uint8Array(SECRET_BYTES);
  for (const share of shares) {
    let weight = 1;
    for (const other of shares) {
      if (other.x !== share.x) weight = multiply(weight, multiply(other.x ^ at, inverse(other.x ^ share.x)));
    }
    for (let byte = 0; byte < SECRET_BYTES; byte += 1) value[byte] ^= multiply(share.y[byte], weight);
  }
  return value;
}

/** Combines at least k shares; more must lie on the same polynomial. Throws `shamir.*`. */
export function combine(shares, k) {
  checkThreshold(k, 255);
  for (const share of shares) {
    if (!(share.x >= 1 && share.x <= 255)) fail('shamir.indexInvalid');
    if (share.y.length !== SECRET_BYTES) fail('shamir.lengthInvalid');
  }
  if (new Set(shares.map((share) => share.x)).size !== shares.length) fail('shamir.duplicateShare');
  if (shares.length < k) fail('shamir.tooFewShares');
  const used = shares.slice(0, k);
  for (const share of shares.slice(k)) {
    if (!equalBytes(interpolate(used, share.x), share.y)) fail('shamir.inconsistent');
  }
  return interpolate(used, 0);
}

/** The commitment to an organisation's share. `binding`: `{network, patient, record}`. */
export function commitment(share, binding, organisation) {
  const { network, patient, record } = binding;
  return sha256(context('share-commitment', network, patient, record, organisation, share.x, share.y));
}
