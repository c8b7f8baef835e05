// Prescriptions, own medicines and administrations as FHIR.

import { codeable, dateTime, encounter, hl7, notes, person, recorded, subject, ucum } from './fhir-building.js';
import { decimalLiteral } from './entry-values.js';
import { t } from './words.js';

export const ucumUnits = { mg: 'mg', g: 'g', mL: 'mL', unit: '[iU]' };

export const routes = {
  oral: ['26643006', 'Oral route'],
  sublingual: ['37839007', 'Sublingual route'],
  inhalation: ['447694001', 'Respiratory tract route'],
  subcutaneous: ['34206005', 'Subcutaneous route'],
  intramuscular: ['78421000', 'Intramuscular route'],
  intravenous: ['47625008', 'Intravenous route'],
  topical: ['6064005', 'Topical route'],
  rectal: ['37161004', 'Rectal route'],
  ophthalmic: ['54485002', 'Ophthalmic route'],
  nasal: ['46713006', 'Nasal route'],
};

/** What a dose is counted in: UCUM where UCUM knows it, else the word. */
function doseQuantity(values) {
  const code = ucumUnits[values.doseUnit];
  if (code) return ucum(values.dose, code, values.doseUnit === 'unit' ? t('option.doseUnit.unit') : values.doseUnit);
  return { value: recorded(decimalLiteral(values.dose)), unit: t(`option.doseUnit.${values.doseUnit}`) };
}

export const intervals = {
  QD: [1, 1, 'd'],
  BID: [2, 1, 'd'],
  TID: [3, 1, 'd'],
  QID: [4, 1, 'd'],
  QOD: [1, 2, 'd'],
  WK: [1, 1, 'wk'],
  Q4H: [1, 4, 'h'],
  Q6H: [1, 6, 'h'],
  Q8H: [1, 8, 'h'],
};

function timing(frequency) {
  if (frequency === 'once') return { repeat: { count: 1 } };
  if (frequency === 'BED') {
    return { code: { ...hl7('v3-GTSAbbreviation', 'BED'), text: t('option.frequency.BED') } };
  }
  const [often, period, periodUnit] = intervals[frequency];
  return { repeat: { frequency: often, period, periodUnit } };
}

function route(values) {
  const found = routes[values.route];
  return (
    found && {
      coding: [{ system: 'http://snomed.info/sct', code: found[0], display: found[1] }],
      text: t(`option.route.${values.route}`),
    }
  );
}

function dosageInstruction(values) {
  const words = [
    values.form?.trim(),
    `${values.dose} ${t(`option.doseUnit.${values.doseUnit}`)}`,
    t(`option.frequency.${values.frequency}`),
    values.asNeeded ? t('dosage.asNeeded') : undefined,
    values.route ? t(`option.route.${values.route}`) : undefined,
    values.instructions?.trim(),
  ]
    .filter(Boolean)
    .join(', ');
  return {
    text: words,
    timing: timing(values.frequency),
    asNeededBoolean: values.asNeeded || undefined,
    route: route(values),
    doseAndRate: [{ doseQuantity: doseQuantity(values) }],
  };
}

export const medicines = {
  prescription: (values, context) => [
    {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: medicineOf(values),
      subject: subject(context),
      encounter: encounter(context),
      authoredOn: context.now,
      requester: person(context),
      reasonCode: [values.indication && codeable(values.indication)],
      dosageInstruction: [dosageInstruction(values)],
      dispenseRequest: {
        validityPeriod: { start: values.start },
        numberOfRepeatsAllowed: Number(decimalLiteral(values.repeats)),
        quantity: { value: Number(decimalLiteral(values.quantity)) },
        expectedSupplyDuration: values.days ? ucum(values.days, 'd', 'days') : undefined,
      },
      substitution: { allowedBoolean: Boolean(values.substitution) },
    },
  ],
  ownMedicine: (values, context) => [
    {
      resourceType: 'MedicationStatement',
      status: values.medicineStatus,
      medicationCodeableConcept: codeable(values.medicine),
      subject: subject(context),
      effectivePeriod:
        values.start || values.end ? { start: values.start || undefined, end: values.end || undefined } : undefined,
      dateAsserted: context.now,
      informationSource: person(context),
      reasonCode: [values.indication && codeable(values.indication)],
      dosage: values.dosageText?.trim() ? [{ text: values.dosageText.trim() }] : undefined,
      note: notes(values.note),
    },
  ],
  administration: (values, context) => [
    {
      resourceType: 'MedicationAdministration',
      status: values.notGiven ? 'not-done' : 'completed',
      medicationCodeableConcept: codeable(values.medicine),
      subject: subject(context),
      context: encounter(context),
      effectiveDateTime: dateTime(values.occurred),
      performer: [{ actor: person(context) }],
      dosage: { dose: doseQuantity(values), route: route(values) },
      note: notes(values.note),
    },
  ],
};

// The ingredient stays coded; strength and form stand in the words, as the prescriber wrote them.
function medicineOf(values) {
  const concept = codeable(values.medicine);
  const form = values.form?.trim();
  return form ? { ...concept, text: `${concept.text} ${form}` } : concept;
}
