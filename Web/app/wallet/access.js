/** Consent: asking, granting, denying, revoking (docs/spec/contract-v1.md, Access). Everything is sealed here. */
import { base64url, random } from '../crypto/bytes.js';
import { cidOf } from '../crypto/cid.js';
import { openHalves, parseRecordEnvelope, sealGrantEnvelope } from '../crypto/envelopes.js';
import { pointOf } from '../crypto/identity.js';
import { attendToDuties, CATEGORIES, compareIds, compartmentKeysOf } from './compartments.js';
import { sealedText } from './notes.js';
import { withOwnKeys } from './own-keys.js';

export const RIGHTS = ['list', 'read', 'contribute', 'dispense'];
export const PURPOSES = ['TREAT', 'HPAYMT', 'HOPERAT', 'HRESCH', 'PATRQT', 'FAMRQT'];

/** A new id of a request, grant or record. */
export const newId = () => base64url(random(16));

/** Values in the ledger's order of them. */
export const inOrder = (values, order) => order.filter((value) => values.includes(value));

/** A scope as the ledger writes it: `{categories}` or `{records}`, in its order. */
export function normalScope(scope) {
  if (scope.categories) return { categories: inOrder(scope.categories, CATEGORIES) };
  return { records: [...new Set(scope.records)].sort(compareIds) };
}

/** Asks a patient for access. `reads`: undefined for any number; `reason` is sealed to them. Answers the id. */
export async function requestAccess(person, desk, terms) {
  const { patient, scope, rights, purpose, duration, reads, forOrganisation, reason } = terms;
  const request = newId();
  const note = reason ? await sealedText(person, reason, patient) : undefined;
  const command = {
    type: 'access.request', request, patient, forOrganisation: forOrganisation ?? false, scope: normalScope(scope),
    rights: inOrder(rights, RIGHTS), purpose, duration, reads, note: note?.cid,
  };
  await desk.submit(person, command, { storing: note ? [note] : [] });
  return request;
}

/** Takes a request back. */
export const withdrawRequest = (person, desk, request) => desk.submit(person, { type: 'access.withdraw', request });

/** Refuses a request; `reason`, if any, is sealed to the requester. */
export async function denyAccess(person, desk, request, reason) {
  if (!reason) return desk.submit(person, { type: 'access.deny', request: request.request });
  const note = await sealedText(person, reason, request.requester);
  return desk.submit(person, { type: 'access.deny', request: request.request, note: note.cid }, { storing: [note] });
}

/** The proven sealing key of a person or organisation: `{key: point, keyVersion?}`. */
export async function granteeKey(person, grantee) {
  const identity = await person.trusted.shownIdentity(grantee);
  return identity ? { key: pointOf(identity.sealingKey) } : person.trusted.organisationKey(grantee);
}

/** The categories that a scope opens: safety goes along with everything but a right to list. */
function opened(scope, rights) {
  if (!rights.some((right) => right === 'read' || right === 'dispense')) return [];
  return inOrder([...scope.categories, 'safety'], CATEGORIES);
}

/** The keys that a grant gives, sealed to its grantee. */
export async function grantEnvelope(person, grantee, key, { scope, rights }) {
  const about = { network: person.networkId, patient: person.id, grantee, granteeKey: key };
  if (scope.categories) {
    const compartments = await compartmentKeysOf(person, opened(scope, rights));
    return sealGrantEnvelope({ ...about, compartments });
  }
  const records = [];
  for (const record of scope.records) {
    const sealed = await person.client.bytes(`/v1/patients/${person.id}/records/${record}/envelope`);
    const envelope = parseRecordEnvelope(sealed);
    const { a } = await withOwnKeys(person, (pair) => openHalves(envelope, pair));
    records.push({ record, category: envelope.binding.category, a });
  }
  return sealGrantEnvelope({ ...about, compartments: [], records });
}

/** Seals what a grant gives: `{command, storing}`. Terms as for `grantAccess`. */
export async function sealGrant(person, terms) {
  const { grantee, rights, purpose, from, until, reads, request } = terms;
  const scope = normalScope(terms.scope);
  const { key, keyVersion } = await granteeKey(person, grantee);
  const content = await grantEnvelope(person, grantee, key, { scope, rights });
  const cid = await cidOf(content);
  const command = {
    type: 'access.grant', grant: newId(), request, grantee, scope, rights: inOrder(rights, RIGHTS), purpose, from,
    until, reads, envelope: cid, keyVersion,
  };
  return { command, storing: [{ cid, content }] };
}

/**
 * Grants access to a person or an organisation. `request`: the one that is answered. `reads`: undefined for any
 * number. Answers the grant's id.
 */
export async function grantAccess(person, desk, terms, options) {
  const { command, storing } = await sealGrant(person, terms);
  await desk.submit(person, command, { ...options, storing });
  return command.grant;
}

/** Ends a grant and does what follows from it: new keys for what it covered. */
export async function revokeAccess(person, desk, grant) {
  await desk.submit(person, { type: 'access.revoke', grant });
  // The revocation stands; new keys are made now, and at the next unlock where that is interrupted.
  await attendToDuties(person, desk).catch(() => undefined);
}

/** Replaces a grant by the same one sealed to the organisation's present key; the patient's decision stays. */
export async function renewOrganisationGrant(person, desk, id) {
  const old = await person.client.get(`/v1/grants/${id}`);
  const organisation = await person.client.get(`/v1/organisations/${old.grantee}`);
  if (old.status !== 'live' || !(organisation.key?.version > old.keyVersion)) return;
  await person.trusted.requireOwn(old, person.id);
  const reads = old.reads === undefined ? undefined : old.reads - old.readsUsed;
  await grantAccess(person, desk, { ...old, request: undefined, reads }, { quiet: true });
  await desk.submit(person, { type: 'access.revoke', grant: id }, { quiet: true });
}

const covers = (grant, category) => Boolean(grant.scope.categories) && (
  grant.scope.categories.includes(category)
  || (category === 'safety' && !(grant.rights.length === 1 && grant.rights[0] === 'list')));

/** A suspended grantee gets no new key; an organisation's grant stays sealed to the key version that it names. */
async function inGoodStanding(person, grant) {
  if (grant.granteeKind === 'organisation') {
    const organisation = await person.client.find(`/v1/organisations/${grant.grantee}`);
    return organisation?.key?.version === grant.keyVersion;
  }
  const identity = await person.client.find(`/v1/identities/${grant.grantee}`);
  return identity?.status === 'verified';
}

/** The envelopes of the live grants that go on under a category's new key: `[{grant, cid, content}]`, ascending. */
export async function resealedGrants(person, category, keys) {
  const found = [];
  for await (const grant of person.client.items(`/v1/patients/${person.id}/grants`)) {
    const opens = grant.rights.includes('read') || grant.rights.includes('dispense');
    if (grant.status !== 'live' || !opens || !covers(grant, category)) continue;
    if (!await inGoodStanding(person, grant)) continue;
    await person.trusted.requireOwn(grant, person.id);
    const { key } = await granteeKey(person, grant.grantee);
    const others = CATEGORIES.filter((other) => other !== category && covers(grant, other));
    const compartments = [...await compartmentKeysOf(person, others), ...keys];
    const content = await sealGrantEnvelope({
      network: person.networkId, patient: person.id, grantee: grant.grantee, granteeKey: key, compartments,
    });
    found.push({ grant: grant.grant, cid: await cidOf(content), content });
  }
  return found.sort((a, b) => compareIds(a.grant, b.grant));
}
