/** Records: sealed and opened on this device (docs/ARCHITECTURE.md, "Life of a record"). */
import { fromBase64url, random, utf8 } from '../crypto/bytes.js';
import { cidOf } from '../crypto/cid.js';
import {
  checkGrant, checkRecordEnvelope, ledgerCommitments, openAsAuthor, openGrantedKeys, openGrantedRecord, openHalves,
  openOrganisationEnvelope, openReleased, openWithCompartment, parseGrantEnvelope, parseRecordEnvelope,
  parseReleasedShare, sealRecordEnvelope,
} from '../crypto/envelopes.js';
import { CodedError, fail } from '../crypto/errors.js';
import { pointOf } from '../crypto/identity.js';
import { dataKey, recordBinding } from '../crypto/payload.js';
import { openBytes, openStream, sealBlob } from '../crypto/payload-tasks.js';
import { combine } from '../crypto/shamir.js';
import { newId } from './access.js';
import { compareIds } from './compartments.js';
import { sealedText } from './notes.js';
import { withOwnKeys } from './own-keys.js';

/** What is opened in one piece: 256 KiB. */
const SMALL = 1 << 18;

const bindingOf = (person, document) => ({
  network: person.networkId, patient: document.patient, record: document.record, category: document.category,
});

const pathOf = (document, part) => `/v1/patients/${document.patient}/records/${document.record}/${part}`;

// Reading.

/** What consent counts a record to: the patient may have restricted it. */
export const consentCategory = ({ category, restricted }) => (restricted ? 'restricted' : category);

/** Whether a grant opens a record now, for a purpose. */
export function opens(grant, document, purpose, now = Date.now()) {
  const { categories, records } = grant.scope;
  const category = consentCategory(document);
  const covered = categories
    ? categories.includes(category) || category === 'safety' : records.includes(document.record);
  const reads = grant.rights.includes('read') || (grant.rights.includes('dispense') && category === 'safety');
  return grant.status === 'live' && grant.patient === document.patient && grant.from <= now && grant.until > now
    && (purpose === undefined || grant.purpose === purpose) && reads && covered;
}

/** The live grants that this person can use, their own and their organisation's. */
export async function grantsToMe(person, patient) {
  const own = await person.client.all('/v1/me/grants');
  // For whoever never acts for their organisation there is no such list.
  const shared = await person.client.all('/v1/me/grants', { query: { via: 'organisation' } }).catch((error) => {
    if (error.code === 'notFound') return [];
    throw error;
  });
  const unique = new Map([...own, ...shared].map((grant) => [grant.grant, grant]));
  return [...unique.values()].filter((grant) => (
    grant.status === 'live' && grant.awaits === undefined && (patient === undefined || grant.patient === patient)));
}

/** The organisation's keys that this person was given. Throws `client.noOrganisationKey`. */
export async function organisationKeys(person) {
  const { organisation } = person.identity;
  let sealed;
  try {
    sealed = await person.client.bytes(`/v1/organisations/${organisation}/key/envelope`);
  } catch (error) {
    if (error.code === 'notFound') fail('client.noOrganisationKey');
    throw error;
  }
  return openOrganisationEnvelope(sealed, {
    network: person.networkId, organisation, member: person.id, pair: person.keys.sealing,
  });
}

async function openGrant(person, grant) {
  const envelope = await parseGrantEnvelope(await person.client.bytes(`/v1/grants/${grant.grant}/envelope`));
  checkGrant(envelope, { network: person.networkId, patient: grant.patient, grantee: grant.grantee });
  let pair = person.keys.sealing;
  if (grant.granteeKind === 'organisation') {
    const key = (await organisationKeys(person)).find((entry) => entry.version === grant.keyVersion);
    pair = key?.pair ?? fail('client.noOrganisationKey');
  }
  return { envelope, pair, compartments: await openGrantedKeys(envelope, pair) };
}

/**
 * What an open order lets this person open: its physician a version of the result, and a colleague once it has
 * escalated; who performs it what is ordered. Each is sealed by itself.
 */
async function openOrder(person, order, { record, patient }) {
  const asked = order.physician === person.id;
  const standsIn = !asked && person.role === 'physician' && person.identity.organisation === order.organisation;
  const path = asked || standsIn
    ? `/v1/orders/${order.order}/results/${record}/envelope`
    : `/v1/orders/${order.order}/envelope`;
  const envelope = await parseGrantEnvelope(await person.client.bytes(path));
  const grantee = asked ? person.id : standsIn ? order.organisation : order.performer;
  checkGrant(envelope, { network: person.networkId, patient, grantee });
  if (asked) return { envelope, pair: person.keys.sealing };
  const result = order.results.find((one) => one.record === record);
  const version = standsIn ? result?.organisationKeyVersion : order.keyVersion;
  const key = (await organisationKeys(person)).find((entry) => entry.version === version);
  return { envelope, pair: key?.pair ?? fail('client.noOrganisationKey') };
}

/** Signs one `access.read` for all records and fetches the shares that nodes then release. */
async function releasedShares(person, desk, documents, { purpose, grant, order }) {
  const records = documents.map((document) => document.record).sort(compareIds);
  const { hash } = await desk.submit(person, {
    type: 'access.read', patient: documents[0].patient, purpose, records, grant: grant?.grant, order: order?.order,
  });
  const shares = new Map(records.map((record) => [record, []]));
  for (const item of await sharesFromNode(person, { transaction: hash })) shares.get(item.record)?.push(item.share);
  return { shares, read: fromBase64url(hash), transaction: hash };
}

/** The shares that the node brings, its own organisation's and others': `[{record, share}]`. */
async function sharesFromNode(person, request) {
  const { items } = await person.client.post('/v1/releases', request);
  return items.flatMap(({ record, share }) => {
    try { return [{ record, share: parseReleasedShare(utf8(share)) }]; } catch { return []; }
  });
}

/**
 * The second half, from as many right shares as it takes. A wrong one counts for nothing: the node is asked once more,
 * for those of the other organisations. Throws `client.tooFewShares`, or what is wrong with a share.
 */
async function secondHalf(person, document, binding, { shares, read, transaction }) {
  const { threshold } = document;
  const expected = { binding, read, commitments: ledgerCommitments(document.shares), pair: person.keys.sealing };
  const right = new Map();
  const wrong = new Map();
  const take = (released) => Promise.all(released.map(async (share) => {
    try {
      right.set(share.x, await openReleased(share, expected));
    } catch (error) { wrong.set(share.organisation, error); }
  }));
  await take(shares.get(document.record) ?? []);
  if (right.size < threshold && wrong.size > 0 && document.shares.length > threshold) {
    const except = [...wrong.keys()].filter((id) => document.shares.some((share) => share.organisation === id));
    if (except.length > 0) {
      const others = await sharesFromNode(person, { transaction, records: [document.record], except });
      await take(others.map(({ share }) => share));
    }
  }
  if (right.size < threshold) throw [...wrong.values()][0] ?? new CodedError('client.tooFewShares');
  return combine([...right.values()].sort((one, two) => one.x - two.x), threshold);
}

/** How this reader comes to the first half: as patient, by an order, by a grant, or as author. */
async function accessTo(person, documents, { grant, order, purpose }) {
  const [{ patient }] = documents;
  if (patient === person.id) return { kind: 'patient' };
  if (order) return { kind: 'order', order, ...await openOrder(person, order, documents[0]) };
  if (grant === undefined && documents.every((document) => document.author === person.id)) return { kind: 'author' };
  const candidates = grant ? [grant] : await grantsToMe(person, patient);
  const usable = candidates.find((one) => documents.every((document) => opens(one, document, purpose)));
  if (usable === undefined) fail('client.noGrant');
  // First what can fail without anybody being told that a record was read: the keys that the grant gives.
  return { kind: 'grant', grant: usable, ...await openGrant(person, usable) };
}

async function firstHalf(person, access, envelope, binding, category) {
  if (access.kind === 'author') return openAsAuthor(envelope, person.id, person.keys.sealing);
  const alone = access.envelope.records.some((entry) => entry.record === binding.record);
  return alone || access.kind === 'order'
    ? openGrantedRecord(access.envelope, binding, access.pair)
    : openWithCompartment(envelope, access.compartments, category);
}

async function envelopeOf(person, document, binding) {
  const sealed = await person.client.bytes(pathOf(document, 'envelope'));
  if (await cidOf(sealed) !== document.envelope) fail('client.contentMismatch');
  const envelope = parseRecordEnvelope(sealed);
  checkRecordEnvelope(envelope, binding);
  return envelope;
}

/** The first half of a record's key, as the person who wrote it has it. */
export async function authorsHalf(person, document) {
  await person.trusted.requireAuthor(document);
  const envelope = await envelopeOf(person, document, bindingOf(person, document));
  return openAsAuthor(envelope, person.id, person.keys.sealing);
}

async function halvesOf(person, document, access, released) {
  const binding = bindingOf(person, document);
  const envelope = await envelopeOf(person, document, binding);
  if (access.kind === 'patient') return withOwnKeys(person, (pair) => openHalves(envelope, pair));
  const a = await firstHalf(person, access, envelope, binding, consentCategory(document));
  return { a, b: await secondHalf(person, document, binding, released) };
}

/** Which of the records their authors signed: `{documents, refused: [{document, error}]}`. */
async function authored(person, shown) {
  const checks = await Promise.allSettled(shown.map((document) => person.trusted.requireAuthor(document)));
  const refused = shown.map((document, index) => ({ document, error: checks[index].reason }))
    .filter(({ error }) => error !== undefined);
  return { documents: shown.filter((_, index) => checks[index].status === 'fulfilled'), refused };
}

/** What is small is opened at once; what is large beside the page, piece by piece. */
async function openPayloadOf(person, document, { key, binding, progress, signal }) {
  const path = pathOf(document, 'payload');
  if (document.size <= SMALL) return openBytes({ bytes: await person.client.bytes(path, { signal }), key, binding });
  return openStream({
    stream: person.client.stream(path, { signal }), key, binding, signal,
    progress: (bytes) => progress?.({ record: document.record, bytes, size: document.size }),
  });
}

/**
 * Opens records of one patient: one signed read for all of them (none for the patient's own), then yields
 * `{document, metadata, blob}` or `{document, error}` for each. `progress({record, bytes, size})`.
 */
export async function* openRecords(person, desk, shown, options = {}) {
  if (shown.length === 0) return;
  if (person.actor) {
    // A representative reads under their own name and grant: each read is logged as theirs.
    const { person: reader, representation } = person.actor;
    const grant = representation.grant ? await reader.client.get(`/v1/grants/${representation.grant}`)
      : fail('client.noGrant');
    yield* openRecords(reader, desk, shown, { ...options, grant, purpose: 'FAMRQT' });
    return;
  }
  const { progress, signal } = options;
  const purpose = options.purpose ?? options.grant?.purpose ?? 'TREAT';
  const access = await accessTo(person, shown, { ...options, purpose });
  // Before anybody is told that a record was read: only what its author signed is opened.
  const { documents, refused } = await authored(person, shown);
  yield* refused;
  if (documents.length === 0) return;
  const released = access.kind === 'patient'
    ? undefined : await releasedShares(person, desk, documents, { purpose, ...access });
  for (const document of documents) {
    try {
      const { a, b } = await halvesOf(person, document, access, released);
      const binding = bindingOf(person, document);
      const key = await dataKey(a, b, binding);
      const opened = await openPayloadOf(person, document, { key, binding: recordBinding(binding), progress, signal });
      if (opened.cid !== document.payload) fail('client.contentMismatch');
      yield { document, metadata: opened.metadata, blob: opened.blob };
    } catch (error) {
      if (signal?.aborted) throw error;
      yield { document, error };
    }
  }
}

/** Opens one record. Throws what went wrong. */
export async function openRecord(person, desk, document, options) {
  for await (const opened of openRecords(person, desk, [document], options)) {
    if (opened.error) throw opened.error;
    return opened;
  }
  return fail('client.failed');
}

// Writing. A record: {category, metadata, content: Blob, id?}.

/** What writing for a patient needs, fetched once. Throws `client.noGrant`. */
export async function writingContext(person, patient, { forOrder = false } = {}) {
  const compartments = await person.trusted.compartments(patient);
  if (compartments === undefined) fail('client.noGrant');
  const network = await person.client.get('/v1/network', { session: false });
  const own = patient === person.id;
  const patientKey = own ? person.keys.sealing.point
    : pointOf((await person.trusted.identity(patient)).sealingKey);
  return {
    patient, compartments, patientKey, forOrder, grants: own ? [] : await grantsToMe(person, patient),
    organisations: person.trusted.releaseKeys(network),
  };
}

/**
 * The grant under which this person may write a category; undefined for the patient, and for the result of an order,
 * which the order itself allows. Throws `client.noGrant`.
 */
export function grantForWriting(person, context, category) {
  if (context.patient === person.id || context.forOrder) return undefined;
  const dispenses = person.role === 'pharmacist' && category === 'medication';
  const found = context.grants.find((grant) => {
    const covered = grant.scope.categories?.includes(category) || (category === 'safety' && grant.scope.categories);
    const right = grant.rights.includes('contribute') || (dispenses && grant.rights.includes('dispense'));
    return covered && right && grant.until > Date.now() && grant.from <= Date.now();
  });
  return found ?? fail('client.noGrant');
}

/**
 * Seals a record: `{command, storing, halves}`, the members of the command that adds it, what is stored with it, and
 * the two halves of its key, for who is given the first one alone. Throws `client.noGrant`.
 */
export async function sealRecord(person, context, record, { progress, signal } = {}) {
  const compartment = context.compartments.find((entry) => entry.category === record.category);
  if (compartment === undefined) fail('client.noGrant');
  const grant = grantForWriting(person, context, record.category);
  const id = record.id ?? newId();
  const binding = { network: person.networkId, patient: context.patient, record: id, category: record.category };
  const halves = { a: random(32), b: random(32) };
  const sealed = await sealBlob({
    blob: record.content, key: await dataKey(halves.a, halves.b, binding), binding: recordBinding(binding),
    metadata: { authored: new Date().toISOString(), ...record.metadata }, progress, signal,
  });
  const threshold = Math.floor(context.organisations.length / 2) + 1;
  const envelope = await sealRecordEnvelope({
    ...halves, binding, threshold, organisations: context.organisations, patientKey: context.patientKey,
    compartment: { version: compartment.version, key: pointOf(compartment.publicKey) },
    author: context.patient === person.id ? undefined : { id: person.id, key: person.keys.sealing.point },
  });
  const envelopeCid = await cidOf(envelope.bytes);
  return {
    halves,
    command: {
      patient: context.patient, record: id, category: record.category, payload: sealed.cid, size: sealed.size,
      envelope: envelopeCid, compartmentVersion: compartment.version, threshold, shares: envelope.shares,
      grant: grant?.grant,
    },
    storing: [{ cid: sealed.cid, content: sealed.blob }, { cid: envelopeCid, content: envelope.bytes }],
  };
}

/** Seals a record, stores it and puts it on the ledger. Answers its id. */
export async function addRecord(person, desk, context, record, options = {}) {
  const sealed = await sealRecord(person, context, record, options);
  await desk.submit(person, { type: 'record.add', ...sealed.command }, { ...options, storing: sealed.storing });
  return sealed.command.record;
}

/** Replaces a record that this person wrote. Answers the new one's id. */
export async function amendRecord(person, desk, context, earlier, record, options = {}) {
  const sealed = await sealRecord(person, context, record, options);
  await desk.submit(person, { type: 'record.amend', ...sealed.command, supersedes: earlier }, {
    ...options, storing: sealed.storing,
  });
  return sealed.command.record;
}

/** Takes back a record that this person wrote; `reason`, if any, is sealed to the patient. */
export async function retractRecord(person, desk, document, reason) {
  const command = { type: 'record.retract', patient: document.patient, record: document.record };
  if (!reason) return desk.submit(person, command);
  const note = await sealedText(person, reason, document.patient);
  return desk.submit(person, { ...command, note: note.cid }, { storing: [note] });
}

/** Confirms that one knows that a record one read has changed. */
export const acknowledgeRecord = (person, desk, { patient, record }) => (
  desk.submit(person, { type: 'record.acknowledge', patient, record }));
