/** Headers, organisation sets, checkpoints and genesis (docs/spec/block-v1.md), as far as a receipt needs them. */
import { fail } from './errors.js';
import {
  base64, base64url, concat, equalBytes, fromBase64url, integer, lengthPrefixed, readInteger, sha256, textOf,
  tryFromBase64, tryFromBase64url, utf8,
} from './bytes.js';
import { identityOf, isIdentity, publicJwk, thumbprint, verifyingKey } from './identity.js';
import { canonical, ObjectReader } from './strict-json.js';

export const HEADER_BYTES = 314;
const NO_HEIGHT = 2n ** 64n - 1n;
const MAXIMUM_CHECKPOINT = 65_536;
const KINDS = ['hospital', 'laboratory', 'imagingCentre', 'pharmacy', 'insurer', 'authority'];
const DAY = 86_400_000;
const ANY = [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];

/** Parses a header. Throws `format.version`, `.truncated`, `.trailingBytes`, `.malformed`. */
export function parseHeader(bytes) {
  if (bytes.length < 2) fail('format.truncated');
  if (readInteger(bytes.slice(0, 2)) !== 1n) fail('format.version');
  if (bytes.length < HEADER_BYTES) fail('format.truncated');
  const at = (offset, count) => bytes.slice(offset, offset + count);
  const number = (offset, count) => readInteger(at(offset, count));
  const stateHeight = number(148, 8);
  const header = {
    network: base64url(at(2, 32)), contractVersion: Number(number(34, 2)), epoch: Number(number(36, 4)),
    height: Number(number(40, 8)), previous: at(48, 32), transactionCount: Number(number(80, 4)),
    transactionsRoot: at(84, 32), deltaRoot: at(116, 32),
    stateHeight: stateHeight === NO_HEIGHT ? undefined : Number(stateHeight), stateRoot: at(156, 32),
    headersRoot: at(188, 32), organisationSet: at(220, 32), proposer: textOf(at(252, 14)),
    sequence: Number(number(266, 8)), batch: at(274, 32), time: Number(number(306, 8)),
  };
  const orphan = header.stateHeight === undefined && header.stateRoot.some((byte) => byte !== 0);
  const timed = number(306, 8) <= BigInt(Number.MAX_SAFE_INTEGER);
  if (!isIdentity(header.proposer) || !timed || orphan) fail('format.malformed');
  if (bytes.length > HEADER_BYTES) fail('format.trailingBytes');
  return header;
}

/** The hash of a header's bytes, as base64url. */
export const headerHash = async (bytes) => base64url(await sha256(bytes));

// Organisation sets.

/** Reads a set: `{organisations: [{organisation, node, attestationKey}], hash, quorum}`. */
export async function readOrganisationSet(value) {
  const reader = new ObjectReader(value);
  if (reader.integer('v', 0, 2 ** 31 - 1) !== 1) fail('format.version');
  const organisations = reader.array('organisations', 1, 255).map((element) => {
    const entry = new ObjectReader(element);
    const read = {
      organisation: readIdentity(entry, 'organisation'), node: readIdentity(entry, 'node'),
      attestationKey: entry.bytes('attestationKey', 32),
    };
    entry.finish();
    if (read.attestationKey.length !== 32) fail('json.valueRange', { field: 'attestationKey' });
    return read;
  });
  reader.finish();
  return makeSet(organisations);
}

function readIdentity(reader, name) {
  const id = reader.token(name);
  return isIdentity(id) ? id : fail('json.valueRange', { field: name });
}

async function makeSet(organisations) {
  const unique = (values) => new Set(values).size === values.length;
  if (!unique(organisations.map((entry) => entry.organisation))) fail('organisation.exists');
  if (!unique(organisations.map((entry) => entry.node))) fail('node.exists');
  if (!unique(organisations.map((entry) => base64url(entry.attestationKey)))) fail('key.inUse');
  const ascending = organisations.every((entry, index) => (
    index === 0 || organisations[index - 1].organisation < entry.organisation));
  if (!ascending) fail('format.malformed');
  const n = organisations.length;
  const json = {
    v: 1, organisations: organisations.map((entry) => ({ ...entry, attestationKey: base64url(entry.attestationKey) })),
  };
  const quorum = n < 4 ? n : Math.floor((2 * n) / 3) + 1;
  return { organisations, json, hash: await sha256(utf8(canonical(json))), quorum };
}

// Checkpoints.

/** Parses a checkpoint; verifies nothing. Throws `checkpoint.syntax`. */
export function parseCheckpoint(text) {
  const length = utf8(text).length;
  if (length > MAXIMUM_CHECKPOINT || !text.endsWith('\n')) fail('checkpoint.syntax');
  const lines = text.slice(0, -1).split('\n');
  const shaped = lines.length >= 4 && lines[3] === '' && lines.length - 4 <= 255 && lines[0].startsWith('medchain/')
    && /^(0|[1-9][0-9]{0,19})$/.test(lines[1]) && BigInt(lines[1]) < 2n ** 64n;
  if (!shaped) fail('checkpoint.syntax');
  const network = lines[0].slice('medchain/'.length);
  const root = tryFromBase64(lines[2]);
  if (tryFromBase64url(network)?.length !== 32 || root?.length !== 32) fail('checkpoint.syntax');
  const cosignatures = lines.slice(4).map(parseCosignature);
  const names = cosignatures.map(({ name, keyId }) => `${name} ${base64url(keyId)}`);
  if (new Set(names).size !== names.length) fail('checkpoint.syntax');
  const body = `${lines[0]}\n${lines[1]}\n${lines[2]}\n`;
  return { network, treeSize: Number(lines[1]), size: BigInt(lines[1]), root, cosignatures, body };
}

function parseCosignature(line) {
  const [, name, encoded] = /^\u2014 ([\x21-\x2a\x2c-\x7e]{1,128}) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
  const blob = encoded === undefined ? undefined : tryFromBase64(encoded);
  if (blob?.length !== 76) fail('checkpoint.syntax');
  const seconds = readInteger(blob.slice(4, 12));
  if (seconds < 1n || seconds >= 2n ** 63n) fail('checkpoint.syntax');
  return { name, keyId: blob.slice(0, 4), seconds, signature: blob.slice(12) };
}

/** The organisations of a set that cosigned, ascending. Throws `checkpoint.signature` for one that does not verify. */
export async function cosigners(checkpoint, set) {
  const found = new Set();
  for (const cosignature of checkpoint.cosignatures) {
    for (const member of set.organisations) {
      const name = `${member.node}.medchain`;
      const keyId = (await sha256(utf8(name), Uint8Array.of(0x0a, 0x04), member.attestationKey)).slice(0, 4);
      if (cosignature.name !== name || !equalBytes(cosignature.keyId, keyId)) continue;
      const message = utf8(`cosignature/v1\ntime ${cosignature.seconds}\n${checkpoint.body}`);
      if (!await verifyEd25519(member.attestationKey, cosignature.signature, message)) fail('checkpoint.signature');
      found.add(member.organisation);
    }
  }
  return [...found].sort();
}

async function verifyEd25519(key, signature, message) {
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', true, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, signature, message);
  } catch {
    return false;
  }
}

/** Throws `checkpoint.quorum` unless a quorum of the set cosigned. */
export async function verifyQuorum(checkpoint, set) {
  const signed = await cosigners(checkpoint, set);
  return signed.length >= set.quorum ? signed : fail('checkpoint.quorum');
}

// Genesis.

function readParameters(value) {
  const reader = new ObjectReader(value);
  const names = ['patientsPerDay', 'maximumGrantDuration', 'stateRootInterval', 'replicas'];
  const parameters = Object.fromEntries(names.map((name) => [name, reader.integer(name, ...ANY)]));
  reader.finish();
  return parameters;
}

async function readKey(value) {
  const jwk = publicJwk(value);
  await verifyingKey(jwk);
  return jwk;
}

async function readOrganisation(value) {
  const reader = new ObjectReader(value);
  const kind = reader.token('kind');
  if (!KINDS.includes(kind)) fail('json.valueRange', { field: 'kind' });
  const organisation = { kind, name: reader.text('name', 200), signingKey: await readKey(reader.value('signingKey')) };
  organisation.registrar = reader.integer('registrar', 0, 254);
  const node = reader.optional('node');
  if (node !== undefined) {
    const inner = new ObjectReader(node);
    organisation.node = {
      signingKey: await readKey(inner.value('signingKey')), attestationKey: inner.bytes('attestationKey', 32),
      releaseKey: await readKey(inner.value('releaseKey')),
    };
    inner.finish();
  }
  reader.finish();
  return organisation;
}

async function readOfficial(value) {
  const reader = new ObjectReader(value);
  const official = { organisation: reader.integer('organisation', 0, 254) };
  official.signingKey = await readKey(reader.value('signingKey'));
  official.sealingKey = await readKey(reader.value('sealingKey'));
  const profile = new ObjectReader(reader.value('profile'));
  official.name = profile.text('name', 200);
  profile.finish();
  reader.finish();
  return official;
}

function checkRelations({ parameters, organisations, officials }) {
  if (!organisations.some((entry) => entry.kind === 'authority')) fail('organisation.kind');
  for (const { registrar } of organisations) {
    if (registrar >= organisations.length) fail('json.valueRange', { field: 'registrar' });
    if (organisations[registrar].node === undefined) fail('node.unknown');
  }
  for (const { organisation } of officials) {
    if (organisation >= organisations.length) fail('json.valueRange', { field: 'organisation' });
    if (organisations[organisation].kind !== 'authority') fail('organisation.kind');
  }
  const nodes = organisations.filter((entry) => entry.node !== undefined);
  const within = (value, least, most) => value >= least && value <= most;
  const ranges = within(parameters.patientsPerDay, 1, 1_000_000)
    && within(parameters.maximumGrantDuration, DAY, 36_500 * DAY)
    && within(parameters.stateRootInterval, 1_000, DAY) && within(parameters.replicas, 1, nodes.length);
  if (!ranges) fail('parameter.range');
  const keys = [
    ...organisations.map((entry) => entry.signingKey),
    ...nodes.flatMap(({ node }) => [node.signingKey, node.releaseKey]),
    ...officials.flatMap((official) => [official.signingKey, official.sealingKey]),
  ].map(canonical);
  if (new Set(keys).size !== keys.length) fail('key.inUse');
}

/**
 * Reads a genesis document: `{network, set, organisations, officials}` (ids), `officialPeople` with their keys, and
 * `releaseKeys` by node. Throws what docs/spec/block-v1.md says.
 */
export async function readGenesis(value) {
  const reader = new ObjectReader(value);
  if (reader.integer('v', 0, 2 ** 31 - 1) !== 1) fail('format.version');
  reader.text('name', 200);
  reader.integer('createdAt');
  const salt = reader.bytes('salt', 16);
  const parameters = readParameters(reader.value('parameters'));
  const organisations = [];
  for (const element of reader.array('organisations', 1, 255)) organisations.push(await readOrganisation(element));
  const officials = [];
  for (const element of reader.array('officials', 0, 1024)) officials.push(await readOfficial(element));
  reader.finish();
  if (salt.length !== 16) fail('json.valueRange', { field: 'salt' });
  checkRelations({ parameters, organisations, officials });
  const network = base64url(await sha256(utf8('medchain/v1/genesis'), utf8(canonical(value))));
  const identity = async (key) => identityOf(network, await thumbprint(key));
  const members = [];
  for (const entry of organisations.filter(({ node }) => node !== undefined)) {
    members.push({
      organisation: await identity(entry.signingKey), node: await identity(entry.node.signingKey),
      attestationKey: entry.node.attestationKey,
    });
  }
  members.sort((a, b) => (a.organisation < b.organisation ? -1 : 1));
  const ids = { organisations: [], officials: [] };
  for (const entry of organisations) ids.organisations.push(await identity(entry.signingKey));
  for (const official of officials) ids.officials.push(await identity(official.signingKey));
  const officialPeople = officials.map((official, index) => ({
    id: ids.officials[index], organisation: ids.organisations[official.organisation], profile: { name: official.name },
    signingKey: official.signingKey, sealingKey: official.sealingKey,
  }));
  const releaseKeys = new Map();
  for (const { node } of organisations.filter((entry) => entry.node !== undefined)) {
    releaseKeys.set(await identity(node.signingKey), node.releaseKey);
  }
  return { network, set: await makeSet(members), ...ids, officialPeople, releaseKeys };
}

/** The leaf of a transaction with its outcome in its block's tree. */
export const transactionLeaf = (jws, outcome) => concat(lengthPrefixed(utf8(jws)), lengthPrefixed(outcome));

/** The text of a checkpoint's root, for people who compare two. */
export const rootText = (checkpoint) => base64(checkpoint.root);

/** Bytes of a header as the API gives them. */
export const headerBytes = (text) => fromBase64url(text);

/** A height as eight bytes. */
export const heightBytes = (height) => integer(height, 8);
