// Medicines: what is taken now, what was, and what the pharmacies handed over.

import {
  codings,
  concepts,
  dosage,
  list,
  member,
  quantity,
  referenceText,
  referenceTexts,
  text,
} from './fhir-reading.js';
import { literalOf, numberOf } from './fhir-json.js';
import { currentOf } from './chart.js';
import { fhirTime } from './locale.js';
import { medicineName } from './fhir-summary-types.js';
import { codeWord } from './words.js';

const activeStates = new Set(['active', 'on-hold', 'draft', 'intended', 'in-progress']);
const voidStates = new Set(['entered-in-error', 'cancelled', 'not-taken', 'declined']);

/**
 * @param now ms since 1970: what ends before it is past
 * @returns {{active: object[], past: object[], dispensed: object[], administered: object[]}} newest first
 */
export function medicineList(entries, { resolve, now = Date.now() } = {}) {
  const medicines = { active: [], past: [], dispensed: [], administered: [] };
  const types = ['MedicationRequest', 'MedicationStatement', 'MedicationDispense', 'MedicationAdministration'];
  for (const entry of currentOf(entries, ...types)) {
    const medicine = describeMedicine(entry, resolve, now);
    if (voidStates.has(medicine.status)) continue;
    if (entry.type === 'MedicationDispense') medicines.dispensed.push(medicine);
    else if (entry.type === 'MedicationAdministration') medicines.administered.push(medicine);
    else medicines[medicine.isActive ? 'active' : 'past'].push(medicine);
  }
  for (const group of Object.values(medicines)) group.sort((a, b) => b.entry.time - a.entry.time);
  linkDispenses(medicines);
  return medicines;
}

function describeMedicine(entry, resolve, now) {
  const resource = entry.resource;
  const status = text(resource, 'status');
  const request = member(resource, 'dispenseRequest');
  const ends = text(resource, 'effectivePeriod', 'end') ?? text(request, 'validityPeriod', 'end');
  const end = fhirTime(ends);
  const dosages = [...list(resource, 'dosageInstruction'), ...list(resource, 'dosage')];
  return {
    entry,
    status,
    statusWord: codeWord(status),
    name: medicineName(resource, resolve),
    codes: codings(member(resource, 'medicationCodeableConcept')),
    isActive: (status === undefined || activeStates.has(status)) && (end === undefined || end >= now),
    isOnHold: status === 'on-hold',
    isProposal: ['proposal', 'plan', 'option'].includes(text(resource, 'intent')),
    isSelfStated: entry.type === 'MedicationStatement',
    dosage: dosages.map(dosage).filter(Boolean).join('; ') || undefined,
    quantity: quantity(member(resource, 'quantity')) ?? quantity(member(request, 'quantity')),
    repeats: literalOf(member(request, 'numberOfRepeatsAllowed')),
    repeatsAllowed: numberOf(member(request, 'numberOfRepeatsAllowed')),
    reason:
      concepts(resource, 'reasonCode').join(', ') ||
      referenceTexts(resource, 'reasonReference', resolve).join(', ') ||
      undefined,
    prescriber: referenceText(member(resource, 'requester'), resolve) ?? entry.author?.name,
    ends,
    authorizing: list(resource, 'authorizingPrescription')
      .map((one) => text(one, 'reference'))
      .filter(Boolean),
    dispenses: [],
  };
}

function linkDispenses({ active, past, dispensed }) {
  const byReference = new Map();
  for (const medicine of [...active, ...past]) {
    const id = text(medicine.entry.resource, 'id');
    for (const key of [medicine.entry.metadata.fullUrl, id && `MedicationRequest/${id}`, id && `urn:uuid:${id}`]) {
      if (key) byReference.set(key, medicine);
    }
  }
  for (const dispense of dispensed) {
    for (const reference of dispense.authorizing) byReference.get(reference)?.dispenses.push(dispense);
  }
}
