// From a record back to the form that writes its kind, so that a correction begins with what stands there.

import { absenceStatement } from './allergy-codes.js';
import { concept, firstCode, list, member, text } from './fhir-reading.js';
import { literalOf } from './fhir-json.js';

function coded(value) {
  const coding = list(value, 'coding')[0];
  const words = text(value, 'text') ?? text(coding, 'display');
  if (!words) return undefined;
  const code = text(coding, 'code');
  return code
    ? { text: words, system: text(coding, 'system'), code, display: text(coding, 'display') ?? words }
    : { text: words };
}

const day = (value) => value?.slice(0, 10) ?? '';
const moment = (value) => (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value ?? '') ? value.slice(0, 16) : '');
const note = (resource) => text(list(resource, 'note')[0], 'text') ?? '';
const filled = (values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));

/** The words of a narrative that this application wrote. */
function narrativeWords(div) {
  return (div ?? '')
    .replace(/<br\/>/g, '\n')
    .replace(/<\/p>\s*<p>/g, '\n\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

const readers = {
  Condition: (resource) => [
    'condition',
    {
      diagnosis: coded(member(resource, 'code')),
      clinicalStatus: firstCode(member(resource, 'clinicalStatus')),
      verification: firstCode(member(resource, 'verificationStatus')),
      onset: day(text(resource, 'onsetDateTime')),
      abatement: day(text(resource, 'abatementDateTime')),
      bodySite: concept(list(resource, 'bodySite')[0]),
      note: note(resource),
    },
  ],
  AllergyIntolerance: (resource) => {
    const absence = absenceStatement(resource);
    if (absence) return ['noAllergy', { absence, note: note(resource) }];
    const reaction = list(resource, 'reaction')[0];
    return [
      'allergy',
      {
        substance: coded(member(resource, 'code')),
        allergyType: text(resource, 'type'),
        criticality: text(resource, 'criticality'),
        substanceKind: list(resource, 'category')[0],
        reaction: concept(list(reaction, 'manifestation')[0]),
        reactionSeverity: text(reaction, 'severity'),
        onset: day(text(resource, 'onsetDateTime')),
        allergyVerification: firstCode(member(resource, 'verificationStatus')),
        note: note(resource),
      },
    ];
  },
  MedicationRequest: (resource) => [
    'prescription',
    {
      medicine: coded(member(resource, 'medicationCodeableConcept')),
      quantity: literalOf(member(member(member(resource, 'dispenseRequest'), 'quantity'), 'value')),
      repeats: literalOf(member(member(resource, 'dispenseRequest'), 'numberOfRepeatsAllowed')),
      indication: coded(list(resource, 'reasonCode')[0]),
    },
  ],
  MedicationStatement: (resource) => [
    'ownMedicine',
    {
      medicine: coded(member(resource, 'medicationCodeableConcept')),
      medicineStatus: text(resource, 'status'),
      dosageText: text(list(resource, 'dosage')[0], 'text'),
      start: day(text(resource, 'effectivePeriod', 'start')),
      end: day(text(resource, 'effectivePeriod', 'end')),
      note: note(resource),
    },
  ],
  Procedure: (resource) => [
    'procedure',
    {
      procedure: concept(member(resource, 'code')),
      procedureStatus: text(resource, 'status'),
      occurred: moment(text(resource, 'performedDateTime')),
      bodySite: concept(list(resource, 'bodySite')[0]),
      outcome: concept(member(resource, 'outcome')),
      note: note(resource),
    },
  ],
  Immunization: (resource) => [
    'immunization',
    {
      vaccine: coded(member(resource, 'vaccineCode')),
      immunizationStatus: text(resource, 'status'),
      occurred: moment(text(resource, 'occurrenceDateTime')),
      lot: text(resource, 'lotNumber'),
      note: note(resource),
    },
  ],
  Composition: (resource) => [
    'note',
    {
      title: text(resource, 'title'),
      occurred: moment(text(resource, 'date')),
      content: narrativeWords(text(list(resource, 'section')[0], 'text', 'div')),
    },
  ],
  FamilyMemberHistory: (resource) => [
    'familyHistory',
    {
      relationship: firstCode(member(resource, 'relationship')),
      diagnosis: coded(member(list(resource, 'condition')[0], 'code')),
      hasDied: member(resource, 'deceasedBoolean') === true || undefined,
      note: note(resource),
    },
  ],
  CarePlan: (resource) => [
    'carePlan',
    {
      title: text(resource, 'title'),
      planStatus: text(resource, 'status'),
      description: text(resource, 'description'),
      start: day(text(resource, 'period', 'start')),
      end: day(text(resource, 'period', 'end')),
      activities: list(resource, 'activity')
        .map((one) => text(one, 'detail', 'description'))
        .filter(Boolean)
        .join('\n'),
      note: note(resource),
    },
  ],
  Goal: (resource) => [
    'goal',
    {
      goal: concept(member(resource, 'description')),
      goalStatus: text(resource, 'lifecycleStatus'),
      start: day(text(resource, 'startDate')),
      due: day(text(list(resource, 'target')[0], 'dueDate')),
      note: note(resource),
    },
  ],
  AdverseEvent: (resource) => [
    'adverseEvent',
    {
      event: concept(member(resource, 'event')),
      occurred: moment(text(resource, 'date')),
      seriousness: firstCode(member(resource, 'seriousness')),
      eventOutcome: firstCode(member(resource, 'outcome')),
    },
  ],
  DiagnosticReport: (resource) => {
    const isImaging = list(resource, 'category')
      .flatMap((one) => list(one, 'coding'))
      .some((one) => text(one, 'code') === 'RAD');
    if (!isImaging) return ['laboratoryReport', laboratoryValues(resource)];
    return [
      'imagingReport',
      {
        study: concept(member(resource, 'code')),
        resultStatus: text(resource, 'status'),
        occurred: moment(text(resource, 'effectiveDateTime')),
        findings: narrativeWords(text(resource, 'text', 'div')),
        conclusion: text(resource, 'conclusion'),
      },
    ];
  },
};

function laboratoryValues(resource) {
  const rows = list(resource, 'contained')
    .filter((one) => text(one, 'resourceType') === 'Observation')
    .map((one) => {
      const amount = member(one, 'valueQuantity');
      const range = list(one, 'referenceRange')[0];
      return filled({
        analyte: coded(member(one, 'code')),
        resultValue: amount
          ? (text(amount, 'comparator') ?? '') + literalOf(member(amount, 'value'))
          : text(one, 'valueString'),
        resultUnit: text(amount, 'unit'),
        rangeLow: literalOf(member(member(range, 'low'), 'value')),
        rangeHigh: literalOf(member(member(range, 'high'), 'value')),
        interpretation: firstCode(list(one, 'interpretation')[0]),
      });
    });
  return {
    test: coded(member(resource, 'code')),
    collected: moment(text(resource, 'effectiveDateTime')),
    results: rows.length ? rows : undefined,
    conclusion: text(resource, 'conclusion'),
  };
}

/** The form and the values that a correction of an entry begins with; undefined for kinds without a form. */
export function valuesOf(entry) {
  const read = Object.hasOwn(readers, entry.type) ? readers[entry.type] : undefined;
  if (!read || !entry.resource) return undefined;
  const [form, values] = read(entry.resource);
  return { form, values: filled(values) };
}
