// What a pharmacy handed over, as FHIR says it (R4 MedicationDispense).

import { compact, notes, person, subject } from './fhir-building.js';
import { concept, member } from './fhir-reading.js';

/** What was prescribed, in words; undefined while the prescription is not opened. */
export const prescribedName = (request) => concept(member(request, 'medicationCodeableConcept'));

/**
 * A dispense of `quantity` units. `request`: the opened MedicationRequest, if any; `product`: what was handed over
 * where it is another; undefined when nothing is known to say.
 */
export function dispenseResource({ prescription, request, quantity, substituted, product, note }, context) {
  const medicine = substituted ? { text: product } : member(request, 'medicationCodeableConcept');
  if (medicine === undefined) return undefined;
  return compact({
    resourceType: 'MedicationDispense',
    status: 'completed',
    medicationCodeableConcept: medicine,
    subject: subject(context),
    performer: [{ actor: person(context) }],
    authorizingPrescription: [{ identifier: { system: 'urn:medchain:record', value: prescription } }],
    quantity: { value: quantity },
    whenHandedOver: context.now,
    note: notes(note),
    dosageInstruction: member(request, 'dosageInstruction'),
    substitution: { wasSubstituted: substituted },
  });
}
