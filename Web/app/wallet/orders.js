/**
 * Orders and their results (docs/spec/contract-care-v1.md section 5). What is ordered is a sealed record; who performs
 * the order is given the first half of that record's key, the physician the first half of each result's.
 */
import { cidOf } from '../crypto/cid.js';
import { sealGrantEnvelope } from '../crypto/envelopes.js';
import { fail } from '../crypto/errors.js';
import { pointOf } from '../crypto/identity.js';
import { sealedText } from './notes.js';
import { grantForWriting, openRecord, sealRecord, writingContext } from './records.js';
import { writeThen } from './written-once.js';

/** An order's priorities, the most urgent first. */
export const PRIORITIES = ['stat', 'asap', 'urgent', 'routine'];

/** What kinds of organisations perform an order. */
export const PERFORMERS = { laboratory: ['laboratory', 'hospital'], imaging: ['imagingCentre', 'hospital'] };

/** Whether the newest result of an order waits to be acknowledged. */
export const awaitsAcknowledgement = (order) => order.results.length > 0 && order.acknowledgedBy === undefined;

/** One record's first key half, sealed to somebody: `{cid, content}`. */
async function sealedHalf(person, { patient, record, category, a }, grantee, granteeKey) {
  const content = await sealGrantEnvelope({
    network: person.networkId, patient, grantee, granteeKey, compartments: [], records: [{ record, category, a }],
  });
  return { cid: await cidOf(content), content };
}

/**
 * Seals what is ordered and places the order: both commands are shown together and confirmed once. `record` as for
 * `addRecord`; `kept`, `key`: as of `writeThen`. Answers the order's id. Throws `signature.rejected`,
 * `client.noGrant`, `client.noOrganisationKey`.
 */
export async function placeOrder(person, desk, context, record, { performer, kind, priority, kept, key }) {
  const recipient = await person.trusted.organisationKey(performer);
  const { patient } = context;
  const { category } = record;
  return writeThen(person, desk, context, record, {
    once: { kept, key, path: (id) => `/v1/orders/${id}` },
    then: async ({ id, half }) => {
      const sealed = await sealedHalf(person, { patient, record: id, category, a: await half() }, performer,
        recipient.key);
      return {
        command: {
          type: 'order.place', order: id, patient, performer, kind, priority,
          grant: grantForWriting(person, context, category).grant, envelope: sealed.cid,
          keyVersion: recipient.keyVersion,
        },
        storing: [sealed],
      };
    },
  });
}

/**
 * Contributes the result of an order, or its next version, as who performs it. `stage`: preliminary, final or
 * corrected; `criticalWithin`: ms in which it is to be acknowledged, for a critical one. Answers the result's id.
 */
export async function fulfilOrder(person, desk, order, record, { stage, criticalWithin }, options = {}) {
  const context = await writingContext(person, order.patient, { forOrder: true });
  const sealed = await sealRecord(person, context, { ...record, category: order.kind }, options);
  const { patient, grant, ...command } = sealed.command;
  const physician = await person.trusted.identity(order.physician);
  const half = { ...command, patient, a: sealed.halves.a };
  const own = await sealedHalf(person, half, order.physician, pointOf(physician.sealingKey));
  const colleagues = await colleaguesHalf(person, order, half);
  await desk.submit(person, {
    type: 'order.fulfil', order: order.order, ...command, supersedes: await newestResult(person, order), stage,
    criticalWithin, physicianEnvelope: own.cid, organisationEnvelope: colleagues?.cid,
    organisationKeyVersion: colleagues?.keyVersion,
  }, { ...options, storing: [...sealed.storing, own, ...(colleagues ? [colleagues] : [])] });
  return command.record;
}

/** The half of a result for the physician's colleagues, should it escalate; undefined where they have no key. */
async function colleaguesHalf(person, { organisation }, half) {
  const { key } = await person.client.get(`/v1/organisations/${organisation}`);
  if (key === undefined) return undefined;
  const proven = await person.trusted.organisationKey(organisation);
  return { ...await sealedHalf(person, half, organisation, proven.key), keyVersion: proven.keyVersion };
}

/** The version that a new one replaces: the newest, unless its author has taken it back. */
async function newestResult(person, order) {
  const newest = order.results.at(-1)?.record;
  if (newest === undefined) return undefined;
  const { status } = await person.client.get(`/v1/patients/${order.patient}/records/${newest}`);
  return status === 'current' ? newest : undefined;
}

/**
 * Opens what is ordered, as who performs it, or a version of the result, as the physician who ordered or, where it has
 * escalated, a colleague: a signed read that stands in the patient's log. Answers `{document, metadata, blob}`.
 */
export async function openUnderOrder(person, desk, order, record, options = {}) {
  const document = await person.client.get(`/v1/patients/${order.patient}/records/${record}`);
  const own = document.author === person.id || order.patient === person.id;
  return openRecord(person, desk, document, own ? options : { ...options, order, purpose: 'TREAT' });
}

/** Calls an order off, or rejects it; `note`, if any, is sealed to the other side. */
export async function endOrder(person, desk, type, order, note) {
  const command = { type, order: order.order };
  if (!note) return desk.submit(person, command);
  const other = order.physician === person.id ? order.patient : order.physician;
  const sealed = await sealedText(person, note, other, 'details');
  return desk.submit(person, { ...command, note: sealed.cid }, { storing: [sealed] });
}
