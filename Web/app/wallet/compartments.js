/** A patient's compartments: opened once, re-keyed when a grant has ended (docs/spec/contract-v1.md). */
import { fromBase64url } from '../crypto/bytes.js';
import { cidOf } from '../crypto/cid.js';
import { fail } from '../crypto/errors.js';
import {
  checkGrant, openCompartmentEnvelope, openGrantedKeys, parseGrantEnvelope, resealEnvelope, sealCompartmentEnvelope,
} from '../crypto/envelopes.js';
import { jwkOf, pointOf } from '../crypto/identity.js';
import { newScalar, sealingPair } from '../crypto/keys.js';
import { renewOrganisationGrant, resealedGrants } from './access.js';
import { replacedKey, withOwnKeys } from './own-keys.js';
import { stateKey } from './trusted-keys.js';

/** The categories, in the ledger's order. */
export const CATEGORIES = [
  'demographics', 'safety', 'clinical', 'medication', 'laboratory', 'imaging', 'restricted',
];

async function generate(category, version) {
  const scalar = await newScalar();
  const pair = await sealingPair(scalar);
  return { category, version, scalar, point: pair.point, pair };
}

const seal = (person, keys) => sealCompartmentEnvelope({
  network: person.networkId, patient: person.id, keys, patientKey: person.keys.sealing.point,
});

/** Keys for the seven compartments of a new patient: `{compartments, keys, stored}`, stated with the patient's key. */
export async function newCompartments(person) {
  const keys = [];
  for (const category of CATEGORIES) keys.push(await generate(category, 1));
  const envelope = await seal(person, keys);
  const cid = await cidOf(envelope);
  const compartments = [];
  for (const { category, point } of keys) {
    const publicKey = jwkOf(point);
    const statement = await stateKey(person, { holder: person.id, category, version: 1, publicKey });
    compartments.push({ category, publicKey, keyEnvelope: cid, statement });
  }
  return { compartments, keys, stored: { cid, content: envelope } };
}

/** Makes the seven compartments of a new patient, unless they are open already. */
export async function openCompartments(person, desk) {
  const { compartments, stored } = await newCompartments(person);
  return desk.submit(person, { type: 'compartment.open', compartments }, { storing: [stored] });
}

/** Whether a patient's compartments are open: an interrupted sign-up is completed later. */
export async function hasCompartments(person) {
  const chart = await person.client.find(`/v1/patients/${person.id}`);
  return (chart?.compartments.length ?? 0) > 0;
}

/** The keys that a representative has from their own grant, who is no guardian. */
async function keysOfReading({ person, representation: { patient, grant } }) {
  if (grant === undefined) fail('client.noGrant');
  const envelope = await parseGrantEnvelope(await person.client.bytes(`/v1/grants/${grant}/envelope`));
  checkGrant(envelope, { network: person.networkId, patient, grantee: person.id });
  return openGrantedKeys(envelope, person.keys.sealing);
}

/** The own private keys of a category, all versions. */
export async function compartmentKeys(person, category) {
  const { actor } = person;
  if (actor && !actor.representation.guardian) {
    return (await keysOfReading(actor)).filter((key) => key.category === category);
  }
  const sealed = await person.client.bytes(`/v1/patients/${person.id}/compartments/${category}/key`);
  const keys = await withOwnKeys(person, (pair) => openCompartmentEnvelope(sealed, {
    network: person.networkId, patient: person.id, pair,
  }));
  return keys.filter((key) => key.category === category);
}

/**
 * The keys of a category so far. Who came of age and was handed no key on begins anew: what was written before stays
 * closed, what is written from now on opens.
 */
async function earlierKeys(person, category) {
  try {
    return await compartmentKeys(person, category);
  } catch (error) {
    if (error.code === 'hpke.openFailed' && person.cameOfAge && person.formerKeys.length === 0) return [];
    throw error;
  }
}

/** The version of a category's key that the ledger has. */
async function currentVersion(person, category) {
  const { compartments } = await person.client.get(`/v1/patients/${person.id}`);
  const { version } = compartments.find((entry) => entry.category === category) ?? {};
  return Number.isSafeInteger(version) && version > 0 ? version : fail('client.unexpectedAnswer');
}

/** The own private keys of several categories. */
export async function compartmentKeysOf(person, categories) {
  const keys = [];
  for (const category of categories) keys.push(...await compartmentKeys(person, category));
  return keys;
}

async function rekey(person, desk, category) {
  const earlier = await earlierKeys(person, category);
  const version = await currentVersion(person, category) + 1;
  const fresh = await generate(category, version);
  const envelope = await seal(person, [...earlier, fresh]);
  const keyEnvelope = await cidOf(envelope);
  const grants = await resealedGrants(person, category, [...earlier, fresh]);
  const storing = [{ cid: keyEnvelope, content: envelope }, ...grants.map(({ cid, content }) => ({ cid, content }))];
  const publicKey = jwkOf(fresh.point);
  await desk.submit(person, {
    type: 'compartment.rekey', category, version, publicKey, keyEnvelope,
    statement: await stateKey(person, { holder: person.id, category, version, publicKey }),
    grants: grants.map(({ grant, cid }) => ({ grant, envelope: cid })),
  }, { storing, quiet: true });
}

async function reseal(person, desk, category, records) {
  const compartments = await person.trusted.compartments(person.id);
  const current = compartments.find((entry) => entry.category === category);
  const resealed = [];
  const storing = [];
  for (const record of [...records].sort()) {
    const bytes = await person.client.bytes(`/v1/patients/${person.id}/records/${record}/envelope`);
    const target = { version: current.version, key: pointOf(current.publicKey) };
    const content = await withOwnKeys(person, (pair) => resealEnvelope(bytes, pair, target, replacedKey(person)));
    const cid = await cidOf(content);
    resealed.push({ record, envelope: cid });
    storing.push({ cid, content });
  }
  resealed.sort((a, b) => compareIds(a.record, b.record));
  await desk.submit(person, {
    type: 'compartment.reseal', category, version: current.version, records: resealed,
  }, { storing, quiet: true });
}

/** Order of ids on the ledger: by their bytes, which is not the order of their texts. */
export function compareIds(a, b) {
  const [one, two] = [fromBase64url(a), fromBase64url(b)];
  for (let index = 0; index < one.length; index += 1) if (one[index] !== two[index]) return one[index] - two[index];
  return 0;
}

/**
 * What a patient's wallet does by itself at each unlock: new keys where a grant has ended, envelopes sealed anew. It
 * gives nobody more than the patient decided, so nothing of it is asked. Answers how much was done.
 */
export async function attendToDuties(person, desk) {
  if (!person.isPatient) return { rekeyed: 0, resealed: 0 };
  const done = { rekeyed: 0, resealed: 0 };
  const duties = () => person.client.get(`/v1/patients/${person.id}/duties`);
  let waiting = await duties();
  for (const grant of waiting.organisationGrants) await renewOrganisationGrant(person, desk, grant);
  if (waiting.organisationGrants.length > 0) waiting = await duties();
  for (const category of waiting.rekey) {
    await rekey(person, desk, category);
    done.rekeyed += 1;
  }
  if (done.rekeyed > 0) waiting = await duties();
  for (let rounds = 0; waiting.reseal.length > 0 && rounds < 1_000; rounds += 1) {
    for (const { category, records } of waiting.reseal) {
      await reseal(person, desk, category, records);
      done.resealed += records.length;
    }
    waiting = await duties();
  }
  return done;
}
