/** The vault and the sign-in card (docs/spec/wallet-v1.md). */
import { fail } from './errors.js';
import {
  aesKey, aesOpen, aesSeal, base64url, concat, equalBytes, fromBase64url, hkdfExpand, hkdfExtract, hmac, lengthPrefixed,
  random, sha256, textOf, tryFromBase64url, utf8,
} from './bytes.js';
import { crockford, fromCrockford } from './identity.js';
import { canonical, ObjectReader, parseStrictObject } from './strict-json.js';

const MAGIC = utf8('MCVAULT1');
const PADDING = 1024;
const MINIMUM_ROUNDS = 600_000;
const MAXIMUM_ROUNDS = 10_000_000;
const MAXIMUM_BYTES = 65_536;
const ALGORITHM = 'PBKDF2-HMAC-SHA-256';
const CARD = 'medchain-card:1?';
const SECRET_SYMBOLS = 26;

/** A sign-in name, or `wallet.userName`. */
export const checkUserName = (name) => (/^[a-z0-9][a-z0-9._-]{2,63}$/.test(name) ? name : fail('wallet.userName'));

/** The smallest number of rounds and a fresh salt. */
export const freshStretching = () => (
  { algorithm: ALGORITHM, iterations: MINIMUM_ROUNDS, salt: base64url(random(32)) });

function checkStretching(kdf) {
  const salt = tryFromBase64url(kdf.salt);
  const rounds = Number.isSafeInteger(kdf.iterations) && kdf.iterations >= MINIMUM_ROUNDS
    && kdf.iterations <= MAXIMUM_ROUNDS;
  const valid = kdf.algorithm === ALGORITHM && rounds && salt?.length >= 16 && salt.length <= 64;
  return valid ? salt : fail('wallet.kdfRefused');
}

/** The passphrase in NFKC. Throws `wallet.passphraseTooShort`, `wallet.passphraseTooLong`. */
export function checkPassphrase(passphrase) {
  const normalized = passphrase.normalize('NFKC');
  const length = [...new Intl.Segmenter().segment(normalized)].length;
  if (length < 10) fail('wallet.passphraseTooShort');
  if (length > 256) fail('wallet.passphraseTooLong');
  return normalized;
}

/** Stretches a passphrase (a noticeable part of a second) and derives `{vaultKey, authenticationKey}`. */
export async function deriveAccountKeys({ passphrase, secret, kdf, network, userName }) {
  const salt = checkStretching(kdf);
  const material = await crypto.subtle.importKey(
    'raw', utf8(checkPassphrase(passphrase)), 'PBKDF2', false, ['deriveBits']);
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: kdf.iterations };
  const stretched = new Uint8Array(await crypto.subtle.deriveBits(parameters, material, 256));
  const root = await hkdfExtract(secret, stretched);
  const expand = (label) => hkdfExpand(root, concat(
    lengthPrefixed(utf8(`medchain/v1/${label}`)), lengthPrefixed(utf8(network)), lengthPrefixed(utf8(userName))), 32);
  return { vaultKey: await expand('vault-key'), authenticationKey: await expand('authentication-key') };
}

const associated = (network, userName, { algorithm, iterations, salt }) => concat(
  lengthPrefixed(utf8('medchain/v1/vault')), lengthPrefixed(utf8(network)), lengthPrefixed(utf8(userName)),
  lengthPrefixed(utf8(canonical({ algorithm, iterations, salt }))));

/** Seals the vault. `contents`: {network, userName, signingKey, sealingKey, importKey (bytes), displayName?}. */
export async function sealVault(contents, vaultKey, kdf) {
  const plain = utf8(canonical({
    v: 1, network: contents.network, userName: contents.userName, signingKey: base64url(contents.signingKey),
    sealingKey: base64url(contents.sealingKey), importKey: base64url(contents.importKey),
    displayName: contents.displayName,
  }));
  const padding = new Uint8Array((PADDING - (plain.length % PADDING)) % PADDING).fill(0x20);
  const nonce = random(12);
  const bound = associated(contents.network, contents.userName, kdf);
  return concat(MAGIC, nonce, await aesSeal(await aesKey(vaultKey), nonce, concat(plain, padding), bound));
}

/** Opens a vault. Throws `wallet.malformed`; `wallet.locked` for whatever does not belong together. */
export async function openVault(sealed, { vaultKey, kdf, network, userName }) {
  const shaped = sealed.length >= 36 && sealed.length <= MAXIMUM_BYTES && equalBytes(sealed.slice(0, 8), MAGIC);
  if (!shaped) fail('wallet.malformed');
  const bound = associated(network, userName, kdf);
  const plain = await aesOpen(await aesKey(vaultKey), sealed.slice(8, 20), sealed.slice(20), bound);
  if (plain === undefined) fail('wallet.locked');
  return readContents(plain, network, userName);
}

function readContents(plain, network, userName) {
  try {
    const reader = new ObjectReader(parseStrictObject(plain));
    const version = reader.integer('v');
    const contents = {
      network: reader.token('network'), userName: reader.token('userName'), signingKey: reader.bytes('signingKey', 32),
      sealingKey: reader.bytes('sealingKey', 32), importKey: reader.bytes('importKey', 32),
      displayName: reader.optional('displayName'),
    };
    reader.finish();
    const right = version === 1 && contents.network === network && contents.userName === userName
      && [contents.signingKey, contents.sealingKey, contents.importKey].every((key) => key.length === 32);
    if (right) return contents;
  } catch {
    // Said below, in one code.
  }
  return fail('wallet.malformed');
}

// The sign-in card: {network, userName, secret (16 bytes)}.

async function checkSymbols({ network, userName, secret }) {
  const digest = await sha256(
    utf8('medchain/v1/card'), fromBase64url(network), lengthPrefixed(utf8(userName)), secret);
  return crockford(digest.slice(0, 3), 4);
}

/** The secret as people type it: 30 symbols, in groups of five when `grouped`. */
export async function secretText(card, grouped = false) {
  const symbols = crockford(card.secret, SECRET_SYMBOLS) + await checkSymbols(card);
  return grouped ? symbols.match(/.{1,5}/g).join('-') : symbols;
}

/** The card as one line, also the content of its QR code. */
export const cardText = async (card) => (
  `${CARD}network=${card.network}&user=${card.userName}&secret=${await secretText(card)}`);

/** Reads a secret that a person typed. Throws `card.malformed`, `card.checksum`. */
export async function typedSecret(text, network, userName) {
  const symbols = text.replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  const secret = symbols.length === SECRET_SYMBOLS + 4 ? fromCrockford(symbols.slice(0, SECRET_SYMBOLS)) : undefined;
  if (secret === undefined || fromCrockford(`${symbols.slice(SECRET_SYMBOLS)}0000`) === undefined) {
    fail('card.malformed');
  }
  const check = await checkSymbols({ network, userName, secret });
  return symbols.slice(SECRET_SYMBOLS) === check ? secret : fail('card.checksum');
}

/** Reads a card. Throws `card.malformed`, `card.checksum`, `wallet.userName`. */
export async function parseCard(text) {
  const line = text.trim();
  if (utf8(line).length > 512 || !line.startsWith(CARD)) fail('card.malformed');
  const members = new Map(line.slice(CARD.length).split('&').map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? ['', ''] : [part.slice(0, at), part.slice(at + 1)];
  }));
  const network = members.get('network');
  const named = ['network', 'user', 'secret'].every((name) => members.has(name));
  const count = line.slice(CARD.length).split('&').length;
  if (!named || count !== 3 || tryFromBase64url(network)?.length !== 32) fail('card.malformed');
  const userName = checkUserName(members.get('user'));
  return { network, userName, secret: await typedSecret(members.get('secret'), network, userName) };
}

/** The record id of an imported resource (section 4): the same each time, and meaningless without the wallet. */
export async function importedRecordId(importKey, patient, fullUrl, resource) {
  const message = concat(
    lengthPrefixed(utf8('medchain/v1/import')), lengthPrefixed(utf8(patient)), lengthPrefixed(utf8(fullUrl)),
    lengthPrefixed(resource));
  const code = importKey instanceof CryptoKey
    ? new Uint8Array(await crypto.subtle.sign('HMAC', importKey, message)) : await hmac(importKey, message);
  return base64url(code.slice(0, 16));
}

/** The text of bytes that must be one. */
export const textOrFail = (bytes) => textOf(bytes) ?? fail('wallet.malformed');
