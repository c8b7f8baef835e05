/** An organisation's own key, its people, and what patients let its management know. */
import { base64url, random, sha256 } from '../crypto/bytes.js';
import { cidOf } from '../crypto/cid.js';
import { sealOrganisationEnvelope } from '../crypto/envelopes.js';
import { fail } from '../crypto/errors.js';
import { jwkOf, pointOf } from '../crypto/identity.js';
import { newScalar, sealingPair } from '../crypto/keys.js';
import { openNote } from '../crypto/note.js';
import { parseStrictObject } from '../crypto/strict-json.js';
import { LINK_MARKER, TOKEN_BYTES } from '../session/invitation.js';
import { newId } from './access.js';
import { readText, sealedText } from './notes.js';
import { organisationKeys } from './records.js';
import { stateKey } from './trusted-keys.js';

/** The verified members of the person's organisation. */
export const colleagues = (person, signal) => (
  person.client.all(`/v1/organisations/${person.identity.organisation}/staff`, { signal }));

async function envelopeFor(person, keys, member) {
  const identity = await person.trusted.shownIdentity(member);
  const { organisation } = person.identity;
  if (identity?.organisation !== organisation) fail('client.keyNotProven');
  const content = await sealOrganisationEnvelope({
    network: person.networkId, organisation, member, memberKey: pointOf(identity.sealingKey), keys,
  });
  return { member, cid: await cidOf(content), content };
}

/**
 * Makes the organisation's sealing key, or its next version, and gives it to every verified member. `anew`: without the
 * former ones, where nobody is left who could give them to this person.
 */
export async function rotateOrganisationKey(person, desk, { anew = false } = {}) {
  const { organisation } = person.identity;
  const current = (await person.client.get(`/v1/organisations/${organisation}`)).key?.version ?? 0;
  const earlier = current === 0 ? [] : await organisationKeys(person).catch((error) => {
    if (anew && error.code === 'client.noOrganisationKey') return [];
    throw error;
  });
  const scalar = await newScalar();
  const { point } = await sealingPair(scalar);
  const version = current + 1;
  const keys = [...earlier, { version, scalar, point }];
  const members = [];
  // Identities are ASCII: their order as texts is that of their bytes.
  const ids = (await colleagues(person)).map(({ id }) => id).sort();
  for (const id of ids) members.push(await envelopeFor(person, keys, id));
  const publicKey = jwkOf(point);
  return desk.submit(person, {
    type: 'organisation.rotateKey', version, publicKey,
    statement: await stateKey(person, { holder: organisation, version, publicKey }),
    members: members.map(({ member, cid }) => ({ member, envelope: cid })),
  }, { storing: members.map(({ cid, content }) => ({ cid, content })) });
}

/** Gives the organisation's key to a member who has joined since. Throws `client.noOrganisationKey`. */
export async function shareOrganisationKey(person, desk, member) {
  const keys = await organisationKeys(person);
  const { cid, content } = await envelopeFor(person, keys, member);
  const version = Math.max(...keys.map((key) => key.version));
  return desk.submit(person, { type: 'organisation.shareKey', member, version, envelope: cid }, {
    storing: [{ cid, content }],
  });
}

/**
 * How the key of the person's organisation stands: `{version, stale, staleSince?, holders: [{member, version,
 * status}]}`, with who held it and has left or was suspended; `version` is undefined where there is none.
 */
export async function keyStanding({ client, identity }, signal) {
  const path = `/v1/organisations/${identity.organisation}/key`;
  const key = await client.find(path, { signal });
  if (!key) return { stale: false, holders: [] };
  const { version, stale, staleSince } = key;
  return { version, stale, staleSince, holders: await client.all(`${path}/members`, { signal }) };
}

/** The version of the key that somebody has, or undefined. */
export const versionOf = ({ holders }, id) => holders.find(({ member }) => member === id)?.version;

/** Invites somebody to the person's organisation: answers the link, which is shown once and kept nowhere. */
export async function inviteStaff(person, desk, { role, until }, origin = location.origin) {
  const token = random(TOKEN_BYTES);
  const invitation = newId();
  const tokenHash = base64url(await sha256(token));
  await desk.submit(person, { type: 'staff.invite', invitation, role, tokenHash, until });
  return `${origin}/#${LINK_MARKER}${invitation}.${base64url(token)}`;
}

/** Takes an invitation back. */
export const withdrawInvitation = (person, desk, invitation) => (
  desk.submit(person, { type: 'staff.withdraw', invitation }));

// Patients whose details were shared with the management.

const DETAILS = ['name', 'birthDate', 'sex', 'address', 'phone', 'bloodGroup'];

/** Opens what a physician told this manager of a patient: `{name?, birthDate?, ...}`, all texts. */
export async function openDetails(person, shared) {
  const bytes = await person.client.bytes(`/v1/me/shared-patients/${shared.patient}/details`);
  if (await cidOf(bytes) !== shared.content) fail('client.contentMismatch');
  const { content } = await openNote(bytes, {
    recipient: person.id, pair: person.keys.sealing, network: person.networkId, sender: shared.sharedBy,
    kind: 'details',
  });
  const said = parseStrictObject(content);
  return Object.fromEntries(DETAILS.filter((name) => typeof said[name] === 'string').map((name) => [name, said[name]]));
}

// Requests to erase what members of the organisation wrote.

const erasurePath = ({ patient, record }) => `/v1/patients/${patient}/records/${record}/erasure`;

/** Why a patient wants a record erased, as far as it was said to this manager. */
export async function erasureReason(person, erasure) {
  if (erasure.note === undefined) return undefined;
  return readText(person, `${erasurePath(erasure)}/note`, erasure.patient, 'reason', erasure.note);
}

/** Erases the record, or refuses with a reason sealed to the patient and the day until which it is kept. */
export async function answerErasure(person, desk, { patient, record }, refusal) {
  const command = { type: 'record.answerErasure', patient, record, erased: refusal === undefined };
  if (refusal === undefined) return desk.submit(person, command);
  const note = await sealedText(person, refusal.reason, patient);
  return desk.submit(person, { ...command, note: note.cid, retainUntil: refusal.retainUntil }, { storing: [note] });
}
