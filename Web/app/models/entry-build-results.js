// Vital signs, reports and orders as FHIR.

import {
  codeable,
  compact,
  dateTime,
  encounter,
  hl7,
  narrative,
  notes,
  person,
  recorded,
  subject,
  textConcept,
  ucum,
} from './fhir-building.js';
import { decimalLiteral } from './entry-values.js';
import { vitalSigns } from './entry-forms.js';
import { t } from './words.js';

const loinc = 'http://loinc.org';
const panelName = 'Vital signs, weight, height, head circumference, oxygen saturation and BMI panel';

function loincConcept(code, display) {
  return { coding: [{ system: loinc, code, display }], text: display };
}

/** One record of what was measured together: a panel with a component for each sign. */
function vitals(values, context) {
  const given = vitalSigns.filter((sign) => String(values[sign.name] ?? '').trim() !== '');
  return [
    {
      resourceType: 'Observation',
      status: 'final',
      category: [hl7('observation-category', 'vital-signs', 'Vital Signs')],
      code: {
        coding: [{ system: loinc, code: '85353-1', display: panelName }],
        text: t('form.vitals'),
      },
      subject: subject(context),
      encounter: encounter(context),
      effectiveDateTime: dateTime(values.occurred),
      issued: context.now,
      performer: [person(context)],
      note: notes(values.note),
      component: given.map((sign) => ({
        code: loincConcept(sign.code, sign.display),
        valueQuantity: ucum(values[sign.name], sign.unit, sign.shown),
      })),
    },
  ];
}

/** A laboratory value stands inside its report, so that one record is one report, corrected as a whole. */
function containedResult(row, index, values, context) {
  const literal = decimalLiteral(row.resultValue);
  const comparator = /^(<=|>=|<|>)\s*(.+)$/.exec(row.resultValue.trim());
  const compared = comparator && decimalLiteral(comparator[2]);
  const unit = row.resultUnit?.trim();
  // UCUM knows no spaces; other words stay what is shown.
  const isCode = /^[!-~]{1,40}$/.test(unit ?? '');
  const amount = (number) => ({
    value: recorded(number),
    unit,
    system: isCode ? 'http://unitsofmeasure.org' : undefined,
    code: isCode ? unit : undefined,
  });
  return {
    resourceType: 'Observation',
    id: `r${index + 1}`,
    status: values.resultStatus,
    category: [hl7('observation-category', 'laboratory', 'Laboratory')],
    code: codeable(row.analyte),
    subject: subject(context),
    effectiveDateTime: dateTime(values.collected),
    issued: context.now,
    performer: [person(context)],
    valueQuantity:
      literal !== undefined
        ? amount(literal)
        : compared
          ? { ...amount(compared), comparator: comparator[1] }
          : undefined,
    valueString: literal === undefined && !compared ? row.resultValue.trim() : undefined,
    interpretation: row.interpretation ? [hl7('v3-ObservationInterpretation', row.interpretation)] : undefined,
    referenceRange: range(row, amount),
  };
}

function range(row, amount) {
  const low = decimalLiteral(row.rangeLow);
  const high = decimalLiteral(row.rangeHigh);
  return low || high ? [{ low: low && amount(low), high: high && amount(high) }] : undefined;
}

function laboratoryReport(values, context) {
  const contained = values.results.map((row, index) => compact(containedResult(row, index, values, context)));
  return [
    {
      resourceType: 'DiagnosticReport',
      contained,
      status: values.resultStatus,
      category: [hl7('v2-0074', 'LAB', 'Laboratory')],
      code: codeable(values.test),
      subject: subject(context),
      encounter: encounter(context),
      effectiveDateTime: dateTime(values.collected),
      issued: context.now,
      performer: [person(context)],
      result: contained.map((one) => ({ reference: `#${one.id}`, display: one.code.text })),
      conclusion: values.conclusion?.trim(),
    },
  ];
}

function imagingReport(values, context) {
  const modality = t(`modality.${values.modality}`);
  return [
    {
      resourceType: 'DiagnosticReport',
      status: values.resultStatus,
      text: narrative(values.findings),
      category: [
        hl7('v2-0074', 'RAD', 'Radiology'),
        {
          coding: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: values.modality }],
          text: modality,
        },
      ],
      code: textConcept(values.study),
      subject: subject(context),
      encounter: encounter(context),
      effectiveDateTime: dateTime(values.occurred),
      issued: context.now,
      performer: [person(context)],
      conclusion: values.conclusion.trim(),
    },
  ];
}

export const orderCategories = {
  laboratory: ['108252007', 'Laboratory procedure'],
  imaging: ['363679005', 'Imaging'],
  referral: ['3457005', 'Patient referral'],
  procedure: ['387713003', 'Surgical procedure'],
};

function order(values, context) {
  const [code, display] = orderCategories[values.orderKind];
  return [
    {
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      priority: values.priority,
      category: [{ coding: [{ system: 'http://snomed.info/sct', code, display }] }],
      code: codeable(values.ordered),
      subject: subject(context),
      encounter: encounter(context),
      authoredOn: context.now,
      requester: person(context),
      reasonCode: [values.indication && codeable(values.indication)],
      patientInstruction: values.instructions?.trim(),
      note: notes(values.note),
    },
  ];
}

export const results = { vitals, laboratoryReport, imagingReport, order };
