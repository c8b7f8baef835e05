/** Children: registered by a guardian, handed over when they come of age (contract-people-v1 section 6). */
import { cidOf } from '../crypto/cid.js';
import { sealGrantEnvelope } from '../crypto/envelopes.js';
import { fail } from '../crypto/errors.js';
import {
  identityOf, isIdentity, jwkOf, pointOf, publicJwk, thumbprint, verifyingKey,
} from '../crypto/identity.js';
import { parseTransaction, signTransaction, transactionPayload, verifyTransaction } from '../crypto/jws.js';
import { newScalar, sealingPair, signingPair } from '../crypto/keys.js';
import { canonical } from '../crypto/strict-json.js';
import { newId } from './access.js';
import { newCompartments } from './compartments.js';
import { openSealedKey, sealedKey } from './own-keys.js';

const DAY = 86_400_000;

/** Until when an attestation may be used: 30 days. */
export const attestedUntil = ({ attestedAt }) => attestedAt + 30 * DAY;

/** What became of an attestation: `open`, `used`, `expired`. */
export function attestationStatus(attestation, now = Date.now()) {
  if (attestation.patient !== undefined) return 'used';
  return attestedUntil(attestation) > now ? 'open' : 'expired';
}

/** Says, as staff, that one saw the proof that somebody is a child's guardian. Answers the attestation's id. */
export async function attest(person, desk, { guardian, comesOfAge }) {
  const attestation = newId();
  await desk.submit(person, { type: 'dependant.attest', attestation, guardian, comesOfAge });
  return attestation;
}

/**
 * A child with keys of its own, to be registered by its guardian: `{patient, command, storing}`. The signing key signs
 * the application and the statements about the compartments, and is kept nowhere: nobody ever signs with it.
 */
export async function newDependant(person, attestation) {
  const network = person.networkId;
  const scalar = await newScalar();
  const [signing, sealing] = [await signingPair(await newScalar()), await sealingPair(scalar)];
  const patient = await identityOf(network, signing.thumbprint);
  const child = { id: patient, networkId: network, keys: { signing, sealing } };
  const { compartments, keys, stored } = await newCompartments(child);
  const content = await sealGrantEnvelope({
    network, patient, grantee: person.id, granteeKey: person.keys.sealing.point, compartments: keys,
  });
  const reading = { cid: await cidOf(content), content };
  const key = await sealedKey(person, scalar, person.id, person.keys.sealing.point);
  const apply = {
    type: 'identity.apply', role: 'patient', organisation: attestation.organisation, signingKey: signing.jwk,
    sealingKey: jwkOf(sealing.point), guardian: person.id,
  };
  const { jws } = await signTransaction(transactionPayload(apply, network, Date.now(), DAY), signing);
  const command = {
    type: 'dependant.register', application: jws, attestation: attestation.attestation, compartments,
    representation: newId(), grant: { grant: newId(), envelope: reading.cid }, keyEnvelope: key.cid,
  };
  return { patient, command, storing: [stored, reading, key] };
}

// Coming of age.

/** What a young adult signs with new keys. */
export const takeOverOf = (patient, keys) => ({
  type: 'dependant.takeOver', patient, signingKey: keys.signing.jwk, sealingKey: jwkOf(keys.sealing.point),
});

/** The file for guardian and staff, good for a day: `{jws, expiresAt}`. It holds no secret. */
export async function signTakeOver(command, keys, network) {
  const payload = transactionPayload(command, network, Date.now(), DAY);
  return { jws: (await signTransaction(payload, keys.signing)).jws, expiresAt: payload.expiresAt };
}

async function checkedTakeOver(jws, network) {
  const transaction = await parseTransaction(jws);
  const { type, patient, signingKey, sealingKey, ...more } = transaction.command;
  const right = transaction.network === network && type === 'dependant.takeOver' && isIdentity(patient)
    && Object.keys(more).length === 0 && canonical(publicJwk(signingKey)) !== canonical(publicJwk(sealingKey));
  if (!right) fail('client.notTakeOver');
  await verifyingKey(sealingKey);
  await verifyTransaction(transaction, signingKey);
  return { jws, patient, sealingKey, expiresAt: transaction.expiresAt };
}

/**
 * Reads such a file: `{jws, patient, sealingKey, expiresAt}`. Throws `client.notTakeOver` for anything but one of this
 * network, signed with the key that it names.
 */
export async function readTakeOver(text, network) {
  try {
    return await checkedTakeOver(text.trim(), network);
  } catch {
    return fail('client.notTakeOver');
  }
}

/** Hands a child's sealing key on to the keys of the file, as a guardian, also after the hand-over. */
export async function passKey(person, desk, takeOver) {
  const all = await person.client.all('/v1/me/representations');
  const own = all.find((one) => one.patient === takeOver.patient && one.guardian && one.status !== 'ended');
  if (own === undefined) fail('dependant.unknown');
  const scalar = await openSealedKey(person, `/v1/representations/${own.representation}/key`);
  const key = await sealedKey(person, scalar, takeOver.patient, pointOf(takeOver.sealingKey));
  await desk.submit(person, {
    type: 'dependant.passKey', patient: takeOver.patient, representation: own.representation,
    sealedTo: await thumbprint(takeOver.sealingKey), envelope: key.cid,
  }, { storing: [key] });
}

/** Countersigns, as staff who saw the proof, that the keys of the file are the patient's from now on. */
export const handOver = (person, desk, takeOver) => (
  desk.submit(person, { type: 'dependant.handOver', takeOver: takeOver.jws }));
