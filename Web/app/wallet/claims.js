/** Claims (docs/spec/contract-people-v1.md section 5): what an insurer is asked to pay, and what it answers. */
import { utf8 } from '../crypto/bytes.js';
import { cidOf } from '../crypto/cid.js';
import { fail } from '../crypto/errors.js';
import { pointOf } from '../crypto/identity.js';
import { openNote, sealNote } from '../crypto/note.js';
import { canonical, parseStrictObject } from '../crypto/strict-json.js';
import { newId, sealGrant } from './access.js';
import { readText, sealingKeyOf } from './notes.js';
import { withOwnKeys } from './own-keys.js';
import { organisationKeys } from './records.js';

/** An amount as a claim holds it: digits, and at most four decimals. */
export const AMOUNT = /^(0|[1-9]\d{0,11})(\.\d{1,4})?$/;
export const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'INR', 'JPY', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK'];

async function readers(person, ids) {
  const others = [...new Set(ids)].filter((id) => id !== person.id);
  const keys = await Promise.all(others.map(async (id) => ({ id, key: pointOf(await sealingKeyOf(person, id)) })));
  return [...keys, { id: person.id, key: person.keys.sealing.point }];
}

/** Seals a claim to the insurer, the patient and who submits it: `{command, storing}`. */
async function sealClaim(person, { patient, insurer, grant, text }) {
  const { key, keyVersion } = await person.trusted.organisationKey(insurer);
  const content = await sealNote({
    content: utf8(canonical({ v: 1, description: text.description, amount: text.amount, currency: text.currency })),
    metadata: { mediaType: 'application/json', title: 'claim' }, kind: 'details', network: person.networkId,
    sender: person.id, recipients: [{ id: insurer, key }, ...await readers(person, [patient])],
  });
  const cid = await cidOf(content);
  const command = { type: 'claim.submit', claim: newId(), patient, insurer, grant, content: cid, keyVersion };
  return { command, storing: [{ cid, content }] };
}

/**
 * Submits a claim to an insurer under a grant of the records that support it. `text`: `{description, amount,
 * currency}`. Answers the claim's id.
 */
export async function submitClaim(person, desk, about) {
  const { command, storing } = await sealClaim(person, about);
  await desk.submit(person, command, { storing });
  return command.claim;
}

/**
 * As the patient: lets the insurer read some records for payment, and submits the claim that they support. Both are
 * shown together and confirmed once. Answers the claim's id. Throws `signature.rejected`.
 */
export async function claimWithRecords(person, desk, { insurer, records, until, text }) {
  const grant = await sealGrant(person, {
    grantee: insurer, scope: { records }, rights: ['read'], purpose: 'HPAYMT', from: Date.now(), until,
  });
  const claim = await sealClaim(person, { patient: person.id, insurer, grant: grant.command.grant, text });
  const items = [await desk.show(grant.command), await desk.show(claim.command)];
  if (!await desk.confirm(items)) fail('signature.rejected');
  const confirmed = desk.approving('access.grant', 'claim.submit');
  await confirmed.submit(person, grant.command, { storing: grant.storing });
  await confirmed.submit(person, claim.command, { storing: claim.storing });
  return claim.command.claim;
}

/** Takes a claim back before it is answered, as who submitted it or the patient. */
export const withdrawClaim = (person, desk, claim) => (
  desk.submit(person, { type: 'claim.withdraw', claim: claim.claim }));

/** Answers a claim, as the insurer: `accepted`, `partial` or `refused`; `reason` is sealed to patient and submitter. */
export async function answerClaim(person, desk, claim, decision, reason) {
  const command = { type: 'claim.answer', claim: claim.claim, decision };
  if (!reason) return desk.submit(person, command);
  const content = await sealNote({
    content: utf8(reason), metadata: { mediaType: 'text/plain' }, kind: 'reason', network: person.networkId,
    sender: person.id, recipients: await readers(person, [claim.patient, claim.submitter]),
  });
  const cid = await cidOf(content);
  return desk.submit(person, { ...command, note: cid }, { storing: [{ cid, content }] });
}

/** What is claimed: `{description, amount, currency}`. */
export async function claimText(person, claim) {
  const bytes = await person.client.bytes(`/v1/claims/${claim.claim}/content`);
  if (await cidOf(bytes) !== claim.content) fail('client.contentMismatch');
  const isParty = [claim.patient, claim.submitter].includes(person.id);
  const about = { network: person.networkId, sender: claim.submitter, kind: 'details' };
  const opened = async () => {
    const key = (await organisationKeys(person)).find((entry) => entry.version === claim.keyVersion);
    return openNote(bytes, {
      ...about, recipient: claim.insurer, pair: key?.pair ?? fail('client.noOrganisationKey') });
  };
  const { content } = await (isParty
    ? withOwnKeys(person, (pair) => openNote(bytes, { ...about, recipient: person.id, pair })) : opened());
  const { description, amount, currency } = parseStrictObject(content);
  return [description, amount, currency].every((one) => typeof one === 'string')
    ? { description, amount, currency } : fail('format.valueInvalid');
}

/** Why the insurer decided so, as far as it was said to this person. */
export async function claimReason(person, claim) {
  if (claim.note === undefined) return undefined;
  return readText(person, `/v1/claims/${claim.claim}/note`, claim.answeredBy, 'reason', claim.note);
}
