/** A patient's decisions about single records and shared details (docs/spec/contract-people-v1.md sections 2, 4). */
import { concat, fromBase64url, utf8 } from '../crypto/bytes.js';
import { cidOf } from '../crypto/cid.js';
import { resealEnvelope } from '../crypto/envelopes.js';
import { fail } from '../crypto/errors.js';
import { identityOf, pointOf, thumbprint, verifyingKey } from '../crypto/identity.js';
import { sealNote } from '../crypto/note.js';
import { canonical, parseStrictObject } from '../crypto/strict-json.js';
import { compareIds } from './compartments.js';
import { sealingKeyOf } from './notes.js';
import { replacedKey, withOwnKeys } from './own-keys.js';

/** A sealed note has at most 64 recipients. */
const MOST_MANAGERS = 60;

/** Moves a record of the patient's to the restricted ones, or back to its category. */
export async function restrictRecord(person, desk, document, restricted) {
  const target = restricted ? 'restricted' : document.category;
  const compartments = await person.trusted.compartments(person.id);
  const { version, publicKey } = compartments.find((entry) => entry.category === target);
  const bytes = await person.client.bytes(`/v1/patients/${person.id}/records/${document.record}/envelope`);
  const content = await withOwnKeys(person, (pair) => (
    resealEnvelope(bytes, pair, { version, key: pointOf(publicKey) }, replacedKey(person))));
  const envelope = await cidOf(content);
  await desk.submit(person, {
    type: 'record.restrict', record: document.record, restricted, envelope, compartmentVersion: version,
  }, { storing: [{ cid: envelope, content }] });
}

/** Erases a record that the patient wrote, with the versions that it replaced. */
export async function eraseRecord(person, desk, document) {
  const records = [];
  for (let one = document; one !== undefined;) {
    if (one.status !== 'erased') records.push(one.record);
    const earlier = one.supersedes;
    one = earlier && !records.includes(earlier)
      ? await person.client.find(`/v1/patients/${person.id}/records/${earlier}`) : undefined;
    if (one && !one.selfReported) one = undefined;
  }
  await desk.submit(person, { type: 'record.erase', records: records.sort(compareIds) });
}

/** Asks the organisation of a record's author to erase it; `reason`, if any, is sealed to its managers. */
export async function requestErasure(person, desk, document, reason) {
  const command = { type: 'record.requestErasure', record: document.record };
  if (!reason) return desk.submit(person, command);
  const managers = await person.client.all('/v1/staff', {
    query: { role: 'hospitalManager', organisation: document.organisation } });
  if (managers.length === 0) fail('client.noManager');
  const recipients = [{ id: person.id, key: person.keys.sealing.point }];
  for (const { id } of managers.slice(0, MOST_MANAGERS)) {
    recipients.push({ id, key: pointOf(await sealingKeyOf(person, id)) });
  }
  const content = await sealNote({
    content: utf8(reason), metadata: { mediaType: 'text/plain' }, kind: 'reason', network: person.networkId,
    sender: person.id, recipients,
  });
  const note = await cidOf(content);
  return desk.submit(person, { ...command, note }, { storing: [{ cid: note, content }] });
}

/** Ends that the management of an organisation has the patient's details. */
export const withdrawDetails = (person, desk, organisation) => (
  desk.submit(person, { type: 'details.withdraw', patient: person.id, organisation }));

/**
 * The node's certificate that it has nothing of an erased record, verified: `{certificate, bytes}`. Throws
 * `client.contentMismatch`, `receipt.invalid`.
 */
export async function erasureCertificate(person, record) {
  const bytes = await person.client.bytes(`/v1/patients/${person.id}/records/${record}/erasure/certificate`);
  const { signature, ...certificate } = parseStrictObject(bytes);
  const { type, v, network, node, nodeKey, patient } = certificate;
  const meant = type === 'medchain-erasure' && v === 1 && network === person.networkId && patient === person.id
    && certificate.record === record;
  if (!meant) fail('client.contentMismatch');
  const message = concat(utf8('medchain/v1/erasure'), Uint8Array.of(0), utf8(canonical(certificate)));
  const holds = await identityOf(network, await thumbprint(nodeKey)) === node && await crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' }, await verifyingKey(nodeKey), fromBase64url(signature), message);
  if (!holds) fail('receipt.invalid');
  const known = await person.client.get('/v1/network', { session: false });
  if (!known.releaseKeys.some((one) => one.node === node)) fail('client.factNotProven');
  return { certificate, bytes };
}
