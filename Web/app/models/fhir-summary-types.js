// One function for each type that people read often. The words follow SummaryWriter.swift.

import { absenceStatement } from './allergy-codes.js';
import {
  address,
  choice,
  concept,
  concepts,
  dosage,
  effectiveDate,
  firstCode,
  humanName,
  list,
  member,
  quantity,
  referenceText,
  referenceTexts,
  text,
} from './fhir-reading.js';
import { literalOf } from './fhir-json.js';
import { observation, report } from './fhir-summary-results.js';
import {
  adverseEvent,
  carePlan,
  careTeam,
  claim,
  communication,
  composition,
  coverage,
  device,
  document,
  encounter,
  familyHistory,
  flag,
  goal,
  imagingStudy,
  specimen,
} from './fhir-summary-others.js';
import { codeWord, t } from './words.js';

function joined(...values) {
  return values.filter(Boolean).join(', ');
}

function qualified(title, qualifier) {
  return qualifier ? t('title.qualified', { title, qualifier }) : title;
}

function patient(resource, draft) {
  const names = list(resource, 'name');
  const official = names.find((name) => text(name, 'use') === 'official') ?? names[0];
  draft.title = humanName(official) ?? t('title.patientWithoutName');
  draft.addDate('born', text(resource, 'birthDate'));
  draft.add('sex', codeWord(text(resource, 'gender')));
  draft.addDate('died', text(resource, 'deceasedDateTime'));
  if (member(resource, 'deceasedBoolean') === true) draft.add('died', t('died.noDate'));
  draft.add('maritalStatus', concept(member(resource, 'maritalStatus')));
  for (const contact of list(resource, 'telecom')) draft.add('contact', text(contact, 'value'));
  draft.add('address', address(list(resource, 'address')[0]));
  for (const one of list(resource, 'communication')) draft.add('language', concept(member(one, 'language')));
}

function condition(resource, draft) {
  const status = firstCode(member(resource, 'clinicalStatus'));
  const verification = firstCode(member(resource, 'verificationStatus'));
  let qualifier;
  if (verification === 'refuted' || verification === 'entered-in-error') qualifier = codeWord(verification);
  else if (status && status !== 'active') qualifier = codeWord(status);
  else if (['provisional', 'differential', 'unconfirmed'].includes(verification)) qualifier = codeWord(verification);
  draft.title = qualified(concept(member(resource, 'code')) ?? t('title.conditionWithoutCode'), qualifier);
  draft.add('status', joined(codeWord(status), codeWord(verification)));
  draft.add('severity', concept(member(resource, 'severity')));
  draft.add('since', choice(resource, 'onset'));
  draft.add('until', choice(resource, 'abatement'));
  draft.add('bodySite', concept(list(resource, 'bodySite')[0]));
  draft.addDate('recorded', text(resource, 'recordedDate'));
  draft.add(
    'recordedBy',
    referenceText(member(resource, 'recorder'), draft.resolve) ??
      referenceText(member(resource, 'asserter'), draft.resolve),
  );
  draft.addNotes(resource);
}

function allergy(resource, draft) {
  const verification = firstCode(member(resource, 'verificationStatus'));
  const absence = absenceStatement(resource);
  if (absence) {
    draft.title = t(`allergy.absence.${absence}`);
  } else {
    const kind = text(resource, 'type') === 'intolerance' ? 'title.intolerance' : 'title.allergy';
    const what = concept(member(resource, 'code')) ?? t('title.substanceNotRecorded');
    const qualifiers = [];
    if (text(resource, 'criticality') === 'high') qualifiers.push(t('allergy.highRisk'));
    if (['refuted', 'entered-in-error'].includes(verification)) qualifiers.push(codeWord(verification));
    draft.title = qualified(t(kind, { what }), qualifiers.join(', '));
  }
  draft.add('status', joined(codeWord(firstCode(member(resource, 'clinicalStatus'))), codeWord(verification)));
  draft.add('kind', joined(...list(resource, 'category').map(codeWord)));
  draft.add('criticality', criticalityWord(text(resource, 'criticality')));
  for (const reaction of list(resource, 'reaction')) draft.add('reaction', reactionText(reaction));
  draft.add('since', choice(resource, 'onset'));
  draft.addDate('recorded', text(resource, 'recordedDate'));
  draft.addNotes(resource);
}

/** "hives, swelling (severe)" */
export function reactionText(reaction) {
  const signs = concepts(reaction, 'manifestation').join(', ');
  const severity = codeWord(text(reaction, 'severity'));
  return signs ? qualified(signs, severity) : severity;
}

export function criticalityWord(code) {
  return ['low', 'high', 'unable-to-assess'].includes(code) ? t(`criticality.${code}`) : codeWord(code);
}

const medicationActs = {
  MedicationRequest: 'prescribed',
  MedicationStatement: 'stated',
  MedicationDispense: 'dispensed',
  MedicationAdministration: 'administered',
};

/** The medicine of a Medication* resource in words. */
export function medicineName(resource, resolve) {
  const reference = member(resource, 'medicationReference');
  return (
    concept(member(resource, 'medicationCodeableConcept')) ??
    containedMedication(resource) ??
    referenceText(reference, resolve) ??
    t('title.medicineNotNamed')
  );
}

function containedMedication(resource) {
  const reference = text(resource, 'medicationReference', 'reference');
  if (!reference?.startsWith('#')) return undefined;
  const found = list(resource, 'contained').find((one) => text(one, 'id') === reference.slice(1));
  return concept(member(found, 'code'));
}

function medication(resource, draft, type) {
  const status = text(resource, 'status');
  const shown = status && !['active', 'completed'].includes(status) ? codeWord(status) : undefined;
  draft.title = qualified(
    t(`medicine.act.${medicationActs[type]}`, { medicine: medicineName(resource, draft.resolve) }),
    shown,
  );
  draft.add('status', codeWord(status));
  draft.add('intent', codeWord(text(resource, 'intent')));
  for (const one of [...list(resource, 'dosageInstruction'), ...list(resource, 'dosage')]) {
    draft.add('dosage', dosage(one));
  }
  const dispense = member(resource, 'dispenseRequest');
  draft.add('quantity', quantity(member(resource, 'quantity')) ?? quantity(member(dispense, 'quantity')));
  draft.add('repeatsAllowed', literalOf(member(dispense, 'numberOfRepeatsAllowed')));
  if (member(member(resource, 'substitution'), 'wasSubstituted') === true) {
    draft.add('substitution', concepts(member(resource, 'substitution'), 'reason').join(', ') || t('yes'));
  }
  draft.add(
    'reason',
    concepts(resource, 'reasonCode').join(', ') ||
      referenceTexts(resource, 'reasonReference', draft.resolve).join(', '),
  );
  draft.addDate('date', effectiveDate(resource));
  draft.add('by', referenceText(member(resource, 'requester'), draft.resolve));
  for (const one of list(resource, 'performer')) draft.add('by', referenceText(member(one, 'actor'), draft.resolve));
  draft.addNotes(resource);
}

function immunization(resource, draft) {
  const vaccine = concept(member(resource, 'vaccineCode')) ?? t('title.vaccineNotNamed');
  const status = text(resource, 'status');
  if (status === 'entered-in-error') {
    draft.title = qualified(t('title.vaccination', { vaccine }), codeWord(status));
  } else {
    draft.title = t(status === 'completed' ? 'title.vaccination' : 'title.vaccinationNotDone', { vaccine });
  }
  draft.add('given', choice(resource, 'occurrence'));
  draft.add('reasonNotGiven', concept(member(resource, 'statusReason')));
  draft.add('lot', text(resource, 'lotNumber'));
  draft.add('dose', choice(list(resource, 'protocolApplied')[0], 'doseNumber'));
  draft.add('site', concept(member(resource, 'site')));
  draft.add('route', concept(member(resource, 'route')));
  for (const one of list(resource, 'performer')) draft.add('by', referenceText(member(one, 'actor'), draft.resolve));
  draft.addNotes(resource);
}

function procedure(resource, draft) {
  const status = text(resource, 'status');
  const name = concept(member(resource, 'code')) ?? t('title.procedureWithoutCode');
  draft.title = qualified(name, status === 'completed' ? undefined : codeWord(status));
  draft.add('performed', choice(resource, 'performed'));
  draft.add('status', codeWord(status));
  draft.add(
    'reason',
    concepts(resource, 'reasonCode').join(', ') ||
      referenceTexts(resource, 'reasonReference', draft.resolve).join(', '),
  );
  draft.add('bodySite', concept(list(resource, 'bodySite')[0]));
  draft.add('outcome', concept(member(resource, 'outcome')));
  for (const one of list(resource, 'performer')) draft.add('by', referenceText(member(one, 'actor'), draft.resolve));
  draft.addNotes(resource);
}

function serviceRequest(resource, draft) {
  const status = text(resource, 'status');
  const name = concept(member(resource, 'code')) ?? t('title.orderWithoutCode');
  draft.title = qualified(
    t('title.order', { name }),
    ['active', 'completed'].includes(status) ? undefined : codeWord(status),
  );
  draft.add('priority', codeWord(text(resource, 'priority')));
  draft.add('status', codeWord(status));
  draft.add('kind', concepts(resource, 'category').join(', '));
  draft.add('reason', concepts(resource, 'reasonCode').join(', '));
  draft.add('bodySite', concept(list(resource, 'bodySite')[0]));
  draft.addDate('date', effectiveDate(resource));
  draft.add('instruction', text(resource, 'patientInstruction'));
  draft.add('by', referenceText(member(resource, 'requester'), draft.resolve));
  draft.addNotes(resource);
}

function named(resource, draft, type) {
  draft.title =
    humanName(list(resource, 'name')[0]) ??
    (type === 'RelatedPerson' ? concept(list(resource, 'relationship')[0]) : undefined);
  draft.add('relationship', concepts(resource, 'relationship').join(', '));
}

function place(resource, draft) {
  draft.title = text(resource, 'name');
  draft.add('address', address(list(resource, 'address')[0] ?? member(resource, 'address')));
}

/** Which function words which type; others have a plain fallback. */
export const writers = {
  Patient: patient,
  Condition: condition,
  AllergyIntolerance: allergy,
  MedicationRequest: medication,
  MedicationStatement: medication,
  MedicationDispense: medication,
  MedicationAdministration: medication,
  Observation: observation,
  DiagnosticReport: report,
  Immunization: immunization,
  Procedure: procedure,
  Encounter: encounter,
  ImagingStudy: imagingStudy,
  DocumentReference: document,
  Composition: composition,
  ServiceRequest: serviceRequest,
  FamilyMemberHistory: familyHistory,
  CarePlan: carePlan,
  Goal: goal,
  CareTeam: careTeam,
  AdverseEvent: adverseEvent,
  Specimen: specimen,
  Flag: flag,
  Device: device,
  Coverage: coverage,
  Claim: claim,
  ClaimResponse: claim,
  ExplanationOfBenefit: claim,
  Communication: communication,
  Practitioner: named,
  Person: named,
  RelatedPerson: named,
  Organization: place,
  Location: place,
  HealthcareService: place,
};
