/** The erasable objects that hold sealed keys (docs/spec/sealed-record-v1.md sections 6 to 8): made, parsed, opened. */
import { fail } from './errors.js';
import { base64url, compareTexts, concat, equalBytes, fromBase64url, integer, textOf, utf8 } from './bytes.js';
import { boxJson, openBox, readBox, sealBox } from './hpke.js';
import { context } from './identity.js';
import { checkedPoint, sealingPair } from './keys.js';
import { CODES } from './payload.js';
import { ascend, encodeCanonical, Fields, identifier } from './sealed-json.js';
import { checkThreshold, combine, commitment, split } from './shamir.js';

const MAXIMUM_ENVELOPE = 262_144;
const MAXIMUM_KEYS = 1_048_576;
const MAXIMUM_RELEASED = 4_096;
const MAXIMUM_ENTRIES = 1_024;
const HALF = 32;
const REASON = 1_024;

// Record envelopes. `binding`: {network, patient, record, category}.

const recordContext = (label, binding, ...more) => (
  context(label, binding.network, binding.patient, binding.record, ...more));

/**
 * Seals the halves of a record's key. `organisations`: [{organisation, releaseKey: point}]; `author`: {id, key: point},
 * absent when the patient writes. Answers the envelope's bytes and the ledger's `shares`.
 */
export async function sealRecordEnvelope({ a, b, binding, compartment, author, patientKey, organisations, threshold }) {
  const { network, patient, record, category } = binding;
  const shares = await sealShares(b, binding, organisations, threshold);
  const seal = async (secret, key, bound) => boxJson(await sealBox(secret, key, bound));
  const envelope = {
    type: 'medchain-record-envelope', v: 1, network, patient, record, category, k: threshold, shares: shares.sealed,
    compartment: {
      version: compartment.version,
      sealed: await seal(
        a, compartment.key, recordContext('record/a-compartment', binding, category, compartment.version)),
    },
    patientSealed: await seal(concat(a, b), patientKey, recordContext('record/ab-patient', binding, category)),
    author: author && {
      id: author.id, sealed: await seal(a, author.key, recordContext('record/a-author', binding, category, author.id)),
    },
  };
  return { bytes: encodeCanonical(envelope), shares: shares.ledger };
}

async function sealShares(b, binding, organisations, threshold) {
  const ordered = [...organisations].sort((one, two) => compareTexts(one.organisation, two.organisation));
  const parts = split(b, threshold, ordered.length);
  const sealed = [];
  const ledger = [];
  for (const [index, { organisation, releaseKey }] of ordered.entries()) {
    const { x, y } = parts[index];
    const box = await sealBox(y, releaseKey, recordContext('record/share', binding, organisation, x));
    sealed.push({ organisation, x, sealed: boxJson(box) });
    ledger.push({ organisation, commitment: base64url(await commitment(parts[index], binding, organisation)) });
  }
  return { sealed, ledger };
}

/** Parses an envelope strictly. Throws `format.`, `identifier.`, `hpke.`, `shamir.` and `envelope.` codes. */
export function parseRecordEnvelope(bytes) {
  const fields = Fields.parse(bytes, MAXIMUM_ENVELOPE, 'medchain-record-envelope');
  const binding = {
    network: fields.identifier('network'), patient: fields.identifier('patient'), record: fields.identifier('record'),
    category: fields.category(),
  };
  const inner = new Fields(fields.value('compartment'));
  const compartment = { version: inner.integer('version', 1), sealed: inner.box('sealed', HALF) };
  inner.finish();
  const authorValue = fields.optional('author');
  let author;
  if (authorValue !== undefined) {
    const authorFields = new Fields(authorValue);
    author = { id: authorFields.identifier('id'), sealed: authorFields.box('sealed', HALF) };
    authorFields.finish();
  }
  const patientSealed = fields.box('patientSealed', 2 * HALF);
  const k = fields.integer('k', 0, 255);
  const shares = fields.list('shares', 255, (share) => ({
    organisation: share.identifier('organisation'), x: share.integer('x', 0, 255), sealed: share.box('sealed', HALF),
  }));
  fields.finish();
  checkThreshold(k, shares.length);
  const ordered = shares.every((share, index) => share.x === index + 1);
  if (!ordered || !ascend(shares.map((share) => share.organisation))) fail('envelope.sharesInvalid');
  return { binding, compartment, author, patientSealed, k, shares };
}

/** Refuses an envelope of something else. Throws `envelope.wrong...`. */
export function checkRecordEnvelope(envelope, expected) {
  const codes = {
    network: 'envelope.wrongNetwork', patient: 'envelope.wrongPatient', record: 'envelope.wrongRecord',
    category: 'envelope.wrongCategory',
  };
  for (const [name, code] of Object.entries(codes)) if (envelope.binding[name] !== expected[name]) fail(code);
}

/** Both halves, as the patient: `{a, b}`. */
export async function openHalves(envelope, pair) {
  const { binding } = envelope;
  const both = await openBox(
    envelope.patientSealed, pair, recordContext('record/ab-patient', binding, binding.category));
  return { a: both.slice(0, HALF), b: both.slice(HALF) };
}

/** The first half, as the author. Throws `envelope.notSealedToReader`. */
export function openAsAuthor(envelope, author, pair) {
  const { binding } = envelope;
  if (envelope.author?.id !== author) fail('envelope.notSealedToReader');
  return openBox(envelope.author.sealed, pair, recordContext('record/a-author', binding, binding.category, author));
}

/** The first half, with compartment keys `[{category, version, pair}]`. Throws `envelope.wrongCompartmentVersion`. */
export function openWithCompartment(envelope, keys, category = envelope.binding.category) {
  const { binding, compartment } = envelope;
  const key = keys.find((entry) => entry.category === category && entry.version === compartment.version);
  if (key === undefined) fail('envelope.wrongCompartmentVersion');
  const bound = recordContext('record/a-compartment', binding, binding.category, compartment.version);
  return openBox(compartment.sealed, key.pair, bound);
}

/**
 * The envelope's bytes with `a` sealed to another version of the compartment's key; all else kept. `newPatientKey`
 * (point): the patient's key has been replaced, so both halves are sealed to the new one.
 */
export async function resealEnvelope(bytes, pair, compartment, newPatientKey) {
  const envelope = parseRecordEnvelope(bytes);
  const { a, b } = await openHalves(envelope, pair);
  const { binding } = envelope;
  const bound = recordContext('record/a-compartment', binding, binding.category, compartment.version);
  const object = JSON.parse(textOf(bytes));
  object.compartment = { version: compartment.version, sealed: boxJson(await sealBox(a, compartment.key, bound)) };
  if (newPatientKey !== undefined) {
    const both = recordContext('record/ab-patient', binding, binding.category);
    object.patientSealed = boxJson(await sealBox(concat(a, b), newPatientKey, both));
  }
  return encodeCanonical(object);
}

// Released shares.

/** Parses a released share strictly. */
export function parseReleasedShare(bytes) {
  const fields = Fields.parse(bytes, MAXIMUM_RELEASED, 'medchain-released-share');
  const share = {
    network: fields.identifier('network'), patient: fields.identifier('patient'), record: fields.identifier('record'),
    organisation: fields.identifier('organisation'), x: fields.integer('x', 1, 255), read: fields.bytes('read', 32),
    sealed: fields.box('sealed', HALF),
  };
  fields.finish();
  return share;
}

/**
 * Opens a released share and holds it against the ledger. `commitments`: `[{organisation, commitment: bytes}]` as
 * there; `read`: the hash of the reader's own transaction. Throws `release.*`.
 */
export async function openReleased(share, { binding, read, commitments, pair }) {
  const same = share.network === binding.network && share.patient === binding.patient
    && share.record === binding.record && equalBytes(share.read, read);
  if (!same) fail('release.contextMismatch');
  const index = commitments.findIndex((entry) => entry.organisation === share.organisation);
  if (index < 0) fail('release.unknownOrganisation');
  const bound = recordContext('release/share', binding, share.organisation, share.x, share.read);
  const opened = { x: share.x, y: await openBox(share.sealed, pair, bound) };
  const expected = commitments[index].commitment;
  const matches = share.x === index + 1
    && equalBytes(await commitment(opened, binding, share.organisation), expected);
  if (!matches) fail('release.commitmentMismatch');
  return opened;
}

/** Combines `b` from released shares, all of which have to be right. Throws as `openReleased` does, and `shamir.*`. */
export async function combineReleased(released, { threshold, ...expected }) {
  return combine(await Promise.all(released.map((share) => openReleased(share, expected))), threshold);
}

// Key envelopes. Compartment keys: {category, version, scalar, point}.

async function sealKeys(keys, recipient, bound) {
  const ordered = [...keys].sort((a, b) => CODES[a.category] - CODES[b.category] || a.version - b.version);
  const sealed = [];
  for (const key of ordered) {
    const box = await sealBox(key.scalar, recipient, bound(key));
    sealed.push({
      category: key.category, version: key.version, publicKey: base64url(key.point), sealed: boxJson(box),
    });
  }
  return sealed;
}

const readCompartmentKey = (entry) => ({
  category: entry.category(), version: entry.integer('version', 1), point: entry.bytes('publicKey', 65),
  sealed: entry.box('sealed', HALF),
});

async function checkKeys(keys) {
  const order = (key) => CODES[key.category] * 2 ** 45 + key.version;
  if (!keys.every((key, index) => index === 0 || order(keys[index - 1]) < order(key))) fail('envelope.entriesInvalid');
  for (const key of keys) await checkedPoint(key.point);
}

/** Opens a sealed key and holds it against the public key beside it: `{category, version, scalar, point, pair}`. */
async function openKey(key, pair, bound) {
  const scalar = await openBox(key.sealed, pair, bound);
  const opened = await sealingPair(scalar);
  if (!equalBytes(opened.point, key.point)) fail('key.mismatch');
  return { category: key.category, version: key.version, scalar, point: key.point, pair: opened };
}

const compartmentContext = (network, patient) => (key) => (
  context('compartment/key', network, patient, key.category, key.version));

/** A patient's compartment keys, sealed to the patient. */
export async function sealCompartmentEnvelope({ network, patient, keys, patientKey }) {
  const sealed = await sealKeys(keys, patientKey, compartmentContext(network, patient));
  return encodeCanonical({ type: 'medchain-compartment-envelope', v: 1, network, patient, keys: sealed });
}

/** Parses a compartment envelope strictly. */
export async function parseCompartmentEnvelope(bytes) {
  const fields = Fields.parse(bytes, MAXIMUM_KEYS, 'medchain-compartment-envelope');
  const envelope = {
    network: fields.identifier('network'), patient: fields.identifier('patient'),
    keys: fields.list('keys', MAXIMUM_ENTRIES, readCompartmentKey),
  };
  fields.finish();
  if (envelope.keys.length === 0) fail('envelope.entriesInvalid');
  await checkKeys(envelope.keys);
  return envelope;
}

function checkOwner(envelope, network, patient) {
  if (envelope.network !== network) fail('envelope.wrongNetwork');
  if (envelope.patient !== patient) fail('envelope.wrongPatient');
}

/** Opens all keys of a compartment envelope, as the patient. */
export async function openCompartmentEnvelope(bytes, { network, patient, pair }) {
  const envelope = await parseCompartmentEnvelope(bytes);
  checkOwner(envelope, network, patient);
  const bound = compartmentContext(network, patient);
  return Promise.all(envelope.keys.map((key) => openKey(key, pair, bound(key))));
}

const grantContext = (network, patient, grantee) => (key) => (
  context('grant/compartment', network, patient, grantee, key.category, key.version));
const grantRecordContext = (grant, { record, category }) => (
  context('grant/record', grant.network, grant.patient, grant.grantee, record, category));

/** What a grant hands to its grantee. `records`: [{record, category, a}]; `reason`: a short text, if any. */
export async function sealGrantEnvelope({ network, patient, grantee, granteeKey, compartments, records = [], reason }) {
  const grant = { network, patient, grantee };
  const ordered = [...records].sort((one, two) => compareTexts(one.record, two.record));
  const sealed = [];
  for (const entry of ordered) {
    const box = await sealBox(entry.a, granteeKey, grantRecordContext(grant, entry));
    sealed.push({ record: entry.record, category: entry.category, sealed: boxJson(box) });
  }
  const bound = context('grant/reason', network, patient, grantee);
  return encodeCanonical({
    type: 'medchain-grant-envelope', v: 1, ...grant, records: sealed,
    compartments: await sealKeys(compartments, granteeKey, grantContext(network, patient, grantee)),
    reason: reason === undefined ? undefined : boxJson(await sealBox(padReason(reason), granteeKey, bound)),
  });
}

function padReason(reason) {
  const bytes = utf8(reason);
  if (bytes.length > REASON - 2) fail('envelope.reasonInvalid');
  return concat(integer(bytes.length, 2), bytes, new Uint8Array(REASON - 2 - bytes.length));
}

/** Parses a grant's envelope strictly. */
export async function parseGrantEnvelope(bytes) {
  const fields = Fields.parse(bytes, MAXIMUM_KEYS, 'medchain-grant-envelope');
  const grant = {
    network: fields.identifier('network'), patient: fields.identifier('patient'),
    grantee: fields.identifier('grantee'),
    compartments: fields.list('compartments', MAXIMUM_ENTRIES, readCompartmentKey),
    records: fields.list('records', MAXIMUM_ENTRIES, (entry) => ({
      record: entry.identifier('record'), category: entry.category(), sealed: entry.box('sealed', HALF),
    })),
  };
  const reason = fields.optional('reason');
  if (reason !== undefined) grant.reason = readBox(reason, REASON);
  fields.finish();
  await checkKeys(grant.compartments);
  if (!ascend(grant.records.map((entry) => entry.record))) fail('envelope.entriesInvalid');
  return grant;
}

/** Refuses a grant of another network or patient, or for somebody else. */
export function checkGrant(grant, { network, patient, grantee }) {
  checkOwner(grant, network, patient);
  if (grant.grantee !== grantee) fail('envelope.notSealedToReader');
}

/** Opens the keys of all granted compartments. */
export const openGrantedKeys = (grant, pair) => Promise.all(grant.compartments.map((key) => (
  openKey(key, pair, grantContext(grant.network, grant.patient, grant.grantee)(key)))));

/** Opens the first half of a record that was granted on its own. */
export function openGrantedRecord(grant, { record, category }, pair) {
  const entry = grant.records.find((candidate) => candidate.record === record);
  if (entry === undefined) fail('envelope.notSealedToReader');
  if (entry.category !== category) fail('envelope.wrongCategory');
  return openBox(entry.sealed, pair, grantRecordContext(grant, entry));
}

/** The reason, or undefined where there is none. Throws `envelope.reasonInvalid`. */
export async function openGrantReason(grant, pair) {
  if (grant.reason === undefined) return undefined;
  const bound = context('grant/reason', grant.network, grant.patient, grant.grantee);
  const padded = await openBox(grant.reason, pair, bound);
  const end = 2 + (padded[0] << 8) + padded[1];
  if (end > REASON || padded.subarray(end).some((byte) => byte !== 0)) fail('envelope.reasonInvalid');
  return textOf(padded.slice(2, end)) ?? fail('envelope.reasonInvalid');
}

// Organisation keys: {version, scalar, point}.

const organisationContext = (envelope, version) => (
  context('organisation/key', envelope.network, envelope.organisation, version, envelope.member));

/** An organisation's private keys, all versions, sealed to one member. */
export async function sealOrganisationEnvelope({ network, organisation, member, memberKey, keys }) {
  const owner = { network, organisation: identifier(organisation), member: identifier(member) };
  const sealed = [];
  for (const key of [...keys].sort((a, b) => a.version - b.version)) {
    const box = await sealBox(key.scalar, memberKey, organisationContext(owner, key.version));
    sealed.push({ version: key.version, publicKey: base64url(key.point), sealed: boxJson(box) });
  }
  return encodeCanonical({ type: 'medchain-organisation-key-envelope', v: 1, ...owner, keys: sealed });
}

/** Parses an organisation's key envelope strictly. */
export async function parseOrganisationEnvelope(bytes) {
  const fields = Fields.parse(bytes, MAXIMUM_KEYS, 'medchain-organisation-key-envelope');
  const envelope = {
    network: fields.identifier('network'), organisation: fields.identifier('organisation'),
    member: fields.identifier('member'),
    keys: fields.list('keys', MAXIMUM_ENTRIES, (entry) => ({
      version: entry.integer('version', 1), point: entry.bytes('publicKey', 65), sealed: entry.box('sealed', HALF),
    })),
  };
  fields.finish();
  const ordered = envelope.keys.every((key, index) => index === 0 || envelope.keys[index - 1].version < key.version);
  if (!ordered || envelope.keys.length === 0) fail('envelope.entriesInvalid');
  for (const key of envelope.keys) await checkedPoint(key.point);
  return envelope;
}

/** Opens all keys of an organisation, as the member. */
export async function openOrganisationEnvelope(bytes, { network, organisation, member, pair }) {
  const envelope = await parseOrganisationEnvelope(bytes);
  if (envelope.network !== network) fail('envelope.wrongNetwork');
  const mine = envelope.organisation === organisation && envelope.member === member;
  if (!mine) fail('envelope.notSealedToReader');
  return Promise.all(envelope.keys.map((key) => openKey(key, pair, organisationContext(envelope, key.version))));
}

/** The bytes of a commitment's text on the ledger. */
export const ledgerCommitments = (shares) => shares.map((share) => (
  { organisation: share.organisation, commitment: fromBase64url(share.commitment) }));
