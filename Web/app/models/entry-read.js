// From a record back to the form that writes its kind, so that a correction begins with what stands there.

import { absenceStatement } from './allergy-codes.js';
import { concept, firstCode, list, member, text } from './fhir-reading.js';
import { literalOf } from './fhir-json.js';
import { noteTypes, severities } from './entry-build.js';
import { intervals, routes, ucumUnits } from './entry-build-medicines.js';
import { orderCategories } from './entry-build-results.js';
import { vitalSigns } from './entry-forms.js';
import { t } from './words.js';

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

/** The name under which a table has a code, `{name: [code, ...]}`. */
const nameOf = (table, code) => Object.keys(table).find((name) => table[name][0] === code);
const reason = (resource) => coded(list(resource, 'reasonCode')[0]);

const indicationOf = (reference) => {
  const words = text(reference, 'display');
  return words && { text: words };
};

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
      severity: nameOf(severities, firstCode(member(resource, 'severity'))),
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
  MedicationRequest: (resource) => {
    const dosage = list(resource, 'dosageInstruction')[0];
    const amount = member(list(dosage, 'doseAndRate')[0], 'doseQuantity');
    const dispense = member(resource, 'dispenseRequest');
    const { form, instructions } = dosageWords(dosage, literalOf(member(amount, 'value')));
    const medicine = coded(member(resource, 'medicationCodeableConcept'));
    if (form && medicine?.text.endsWith(` ${form}`)) medicine.text = medicine.text.slice(0, -form.length - 1);
    return [
      'prescription',
      {
        medicine,
        form,
        dose: literalOf(member(amount, 'value')),
        doseUnit: doseUnit(amount),
        frequency: frequency(member(dosage, 'timing')),
        asNeeded: member(dosage, 'asNeededBoolean') === true || undefined,
        route: nameOf(routes, firstCode(member(dosage, 'route'))),
        start: day(text(dispense, 'validityPeriod', 'start')),
        dispensedUntil: day(text(dispense, 'validityPeriod', 'end')),
        days: literalOf(member(member(dispense, 'expectedSupplyDuration'), 'value')),
        quantity: literalOf(member(member(dispense, 'quantity'), 'value')),
        repeats: literalOf(member(dispense, 'numberOfRepeatsAllowed')),
        substitution: member(member(resource, 'substitution'), 'allowedBoolean') === true,
        indication: reason(resource),
        instructions,
      },
    ];
  },
  MedicationAdministration: (resource) => {
    const dosage = member(resource, 'dosage');
    const amount = member(dosage, 'dose');
    return [
      'administration',
      {
        medicine: coded(member(resource, 'medicationCodeableConcept')),
        dose: literalOf(member(amount, 'value')),
        doseUnit: doseUnit(amount),
        route: nameOf(routes, firstCode(member(dosage, 'route'))),
        occurred: moment(text(resource, 'effectiveDateTime')),
        notGiven: text(resource, 'status') === 'not-done' || undefined,
        note: note(resource),
      },
    ];
  },
  MedicationStatement: (resource) => [
    'ownMedicine',
    {
      medicine: coded(member(resource, 'medicationCodeableConcept')),
      medicineStatus: text(resource, 'status'),
      dosageText: text(list(resource, 'dosage')[0], 'text'),
      start: day(text(resource, 'effectivePeriod', 'start')),
      end: day(text(resource, 'effectivePeriod', 'end')),
      indication: reason(resource),
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
      indication: reason(resource),
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
      doseNumber: literalOf(member(list(resource, 'protocolApplied')[0], 'doseNumberPositiveInt')),
      vaccineSite: firstCode(member(resource, 'site')),
      note: note(resource),
    },
  ],
  Composition: (resource) => [
    'note',
    {
      noteType: nameOf(noteTypes, firstCode(member(resource, 'type'))) ?? 'own',
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
      onsetAge: literalOf(member(member(list(resource, 'condition')[0], 'onsetAge'), 'value')),
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
      indication: indicationOf(list(resource, 'addresses')[0]),
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
      suspect: coded(member(list(resource, 'contained')[0], 'code')),
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
        modality: firstCode(list(resource, 'category')[1]),
        resultStatus: text(resource, 'status'),
        occurred: moment(text(resource, 'effectiveDateTime')),
        findings: narrativeWords(text(resource, 'text', 'div')),
        conclusion: text(resource, 'conclusion'),
      },
    ];
  },
  Observation: (resource) => {
    // What this application writes as vital signs; a single value of elsewhere has no form.
    if (firstCode(member(resource, 'code')) !== vitalPanel) return undefined;
    const signs = list(resource, 'component').map((one) => {
      const sign = vitalSigns.find(({ code }) => code === firstCode(member(one, 'code')));
      return sign && [sign.name, literalOf(member(member(one, 'valueQuantity'), 'value'))];
    });
    return [
      'vitals',
      {
        occurred: moment(text(resource, 'effectiveDateTime')),
        ...Object.fromEntries(signs.filter(Boolean)),
        note: note(resource),
      },
    ];
  },
  ServiceRequest: (resource) => [
    'order',
    {
      orderKind: nameOf(orderCategories, firstCode(list(resource, 'category')[0])),
      ordered: coded(member(resource, 'code')),
      priority: text(resource, 'priority'),
      indication: reason(resource),
      instructions: text(resource, 'patientInstruction'),
      note: note(resource),
    },
  ],
  Encounter: (resource) => [
    'visit',
    {
      visitClass: text(resource, 'class', 'code'),
      visitType: concept(list(resource, 'type')[0]),
      occurred: moment(text(resource, 'period', 'start')),
      indication: reason(resource),
    },
  ],
};

/** LOINC: the panel of vital signs. */
const vitalPanel = '85353-1';

/** What a dose is counted in, by the form's name for it. */
function doseUnit(amount) {
  const code = text(amount, 'code');
  const known = Object.keys(ucumUnits).find((name) => ucumUnits[name] === code);
  if (code && known) return known;
  const words = text(amount, 'unit');
  const others = ['tablet', 'capsule', 'puff', 'drop', 'application', 'suppository'];
  return others.find((name) => t(`option.doseUnit.${name}`) === words);
}

function frequency(timing) {
  if (firstCode(member(timing, 'code')) === 'BED') return 'BED';
  const repeat = member(timing, 'repeat');
  if (literalOf(member(repeat, 'count')) === '1') return 'once';
  const [often, period] = ['frequency', 'period'].map((name) => Number(literalOf(member(repeat, name))));
  const unit = text(repeat, 'periodUnit');
  return Object.keys(intervals).find((name) => {
    const [one, two, three] = intervals[name];
    return one === often && two === period && three === unit;
  });
}

/** The form and the instructions, which stand in the words of a dosage alone: before the dose, and behind the rest. */
function dosageWords(dosage, dose) {
  const parts = (text(dosage, 'text') ?? '').split(', ');
  const form = dose === undefined || parts[0]?.startsWith(`${dose} `) ? undefined : parts.shift();
  const known = 2 + (member(dosage, 'asNeededBoolean') === true) + (member(dosage, 'route') !== undefined);
  return { form, instructions: parts.slice(known).join(', ') || undefined };
}

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
        resultUnit: text(amount, 'unit') ?? text(range, 'low', 'unit') ?? text(range, 'high', 'unit'),
        rangeLow: literalOf(member(member(range, 'low'), 'value')),
        rangeHigh: literalOf(member(member(range, 'high'), 'value')),
        interpretation: firstCode(list(one, 'interpretation')[0]),
      });
    });
  return {
    test: coded(member(resource, 'code')),
    resultStatus: text(resource, 'status'),
    collected: moment(text(resource, 'effectiveDateTime')),
    results: rows.length ? rows : undefined,
    conclusion: text(resource, 'conclusion'),
  };
}

/** The form and the values that a correction of an entry begins with; undefined for kinds without a form. */
export function valuesOf(entry) {
  const read = Object.hasOwn(readers, entry.type) ? readers[entry.type] : undefined;
  if (!read || !entry.resource) return undefined;
  const found = read(entry.resource);
  if (!found) return undefined;
  const [form, values] = found;
  return { form, values: filled(values) };
}
