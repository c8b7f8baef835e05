/** Handing out what was prescribed (docs/spec/contract-care-v1.md section 4): once, and never more than was issued. */
import { grantsToMe } from './records.js';
import { fail } from '../crypto/errors.js';

/** How many units may still be dispensed of a prescription of which the reader sees everything. */
export function left({ quantity, repeats, refills, dispensed }) {
  return quantity * (1 + repeats + refills) - dispensed;
}

/** The most units that may be handed out at once. */
export const mostAtOnce = (prescription) => Math.min(prescription.quantity, left(prescription));

/** The grants that let this person dispense a prescription, of all that are live. */
export function grantsToDispense(grants, { prescription, patient }, now = Date.now()) {
  return grants.filter(({ scope, ...grant }) => (
    grant.patient === patient && grant.status === 'live' && grant.awaits === undefined
    && grant.rights.includes('dispense') && grant.from <= now && grant.until > now
    && (scope.categories?.includes('medication') || scope.records?.includes(prescription))));
}

/**
 * Notes that something was handed out. `record`: the id of a record that describes it, where one was written. Throws
 * `client.noGrant` where the patient has not given the right to dispense.
 */
export async function dispense(person, desk, prescription, { quantity, substituted, record }) {
  const [grant] = grantsToDispense(await grantsToMe(person, prescription.patient), prescription);
  if (grant === undefined) fail('client.noGrant');
  return desk.submit(person, {
    type: 'prescription.dispense', prescription: prescription.prescription, quantity, grant: grant.grant, substituted,
    record,
  });
}
