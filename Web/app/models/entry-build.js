// Makes valid FHIR R4 resources of what a form holds. Pure: the same values and context give the same resources.

import { absenceCoding } from './allergy-codes.js';
import { decimalLiteral } from './entry-values.js';
import { medicines } from './entry-build-medicines.js';
import { results } from './entry-build-results.js';
import {
  codeable,
  compact,
  dateTime,
  encounter,
  hl7,
  narrative,
  notes,
  person,
  subject,
  terminology,
  textConcept,
  ucum,
} from './fhir-building.js';
import { t } from './words.js';

export const severities = {
  mild: ['255604002', 'Mild'],
  moderate: ['6736007', 'Moderate'],
  severe: ['24484000', 'Severe'],
};

function snomed([code, display]) {
  return { coding: [{ system: 'http://snomed.info/sct', code, display }] };
}

const builders = {
  condition: (values, context) => [
    {
      resourceType: 'Condition',
      clinicalStatus: values.verification === 'refuted' ? undefined : hl7('condition-clinical', values.clinicalStatus),
      verificationStatus: hl7('condition-ver-status', values.verification),
      category: [hl7('condition-category', 'problem-list-item')],
      severity: values.severity && snomed(severities[values.severity]),
      code: codeable(values.diagnosis),
      bodySite: [textConcept(values.bodySite)],
      subject: subject(context),
      encounter: encounter(context),
      onsetDateTime: values.onset || undefined,
      // con-4: what has ended is not active.
      abatementDateTime: ['inactive', 'resolved', 'remission'].includes(values.clinicalStatus)
        ? values.abatement
        : undefined,
      recordedDate: context.now,
      recorder: person(context),
      note: notes(values.note),
    },
  ],
  allergy: (values, context) => [
    {
      resourceType: 'AllergyIntolerance',
      clinicalStatus: hl7(
        'allergyintolerance-clinical',
        values.allergyVerification === 'refuted' ? 'inactive' : 'active',
      ),
      verificationStatus: hl7('allergyintolerance-verification', values.allergyVerification),
      type: values.allergyType,
      criticality: values.criticality,
      category: [values.substanceKind || values.substance.category],
      code: codeable(values.substance),
      patient: subject(context),
      encounter: encounter(context),
      onsetDateTime: values.onset || undefined,
      recordedDate: context.now,
      recorder: person(context),
      reaction: values.reaction?.trim()
        ? [{ manifestation: [textConcept(values.reaction)], severity: values.reactionSeverity || undefined }]
        : undefined,
      note: notes(values.note),
    },
  ],
  noAllergy: (values, context) => [
    {
      resourceType: 'AllergyIntolerance',
      clinicalStatus: hl7('allergyintolerance-clinical', 'active'),
      verificationStatus: hl7('allergyintolerance-verification', 'confirmed'),
      code: { coding: [absenceCoding(values.absence)], text: absenceCoding(values.absence).display },
      patient: subject(context),
      encounter: encounter(context),
      recordedDate: context.now,
      recorder: person(context),
      note: notes(values.note),
    },
  ],
  procedure: (values, context) => [
    {
      resourceType: 'Procedure',
      status: values.procedureStatus,
      code: textConcept(values.procedure),
      subject: subject(context),
      encounter: encounter(context),
      performedDateTime: dateTime(values.occurred),
      performer: context.selfReported ? undefined : [{ actor: person(context) }],
      recorder: person(context),
      reasonCode: [values.indication && codeable(values.indication)],
      bodySite: [textConcept(values.bodySite)],
      outcome: textConcept(values.outcome),
      note: notes(values.note),
    },
  ],
  immunization: (values, context) => [
    {
      resourceType: 'Immunization',
      status: values.immunizationStatus,
      vaccineCode: codeable(values.vaccine),
      patient: subject(context),
      encounter: encounter(context),
      occurrenceDateTime: dateTime(values.occurred),
      recorded: context.now,
      primarySource: !context.selfReported,
      lotNumber: values.lot?.trim(),
      reportOrigin: context.selfReported ? { text: 'patient' } : undefined,
      site: values.vaccineSite && hl7('v3-ActSite', values.vaccineSite),
      performer: context.selfReported ? undefined : [{ actor: person(context) }],
      note: notes(values.note),
      protocolApplied: values.doseNumber
        ? [{ doseNumberPositiveInt: Number(decimalLiteral(values.doseNumber)) }]
        : undefined,
    },
  ],
  note: (values, context) => [
    {
      resourceType: 'Composition',
      status: 'final',
      type: noteType(values.noteType),
      subject: subject(context),
      encounter: encounter(context),
      date: dateTime(values.occurred),
      author: [person(context)],
      title: values.title.trim(),
      section: [{ title: values.title.trim(), text: narrative(values.content) }],
    },
  ],
  familyHistory: (values, context) => [
    {
      resourceType: 'FamilyMemberHistory',
      status: 'completed',
      patient: subject(context),
      date: context.now,
      relationship: {
        ...hl7('v3-RoleCode', values.relationship),
        text: t(`option.relationship.${values.relationship}`),
      },
      deceasedBoolean: values.hasDied || undefined,
      condition: [
        {
          code: codeable(values.diagnosis),
          onsetAge: values.onsetAge ? ucum(values.onsetAge, 'a', 'years') : undefined,
        },
      ],
      note: notes(values.note),
    },
  ],
  carePlan: (values, context) => [
    {
      resourceType: 'CarePlan',
      status: values.planStatus,
      intent: 'plan',
      title: values.title.trim(),
      description: values.description?.trim(),
      subject: subject(context),
      encounter: encounter(context),
      period: { start: values.start, end: values.end || undefined },
      created: context.now,
      author: person(context),
      addresses: values.indication ? [{ display: values.indication.text ?? values.indication.display }] : undefined,
      activity: lines(values.activities).map((one) => ({ detail: { status: 'not-started', description: one } })),
      note: notes(values.note),
    },
  ],
  goal: (values, context) => [
    {
      resourceType: 'Goal',
      lifecycleStatus: values.goalStatus,
      description: textConcept(values.goal),
      subject: subject(context),
      startDate: values.start || undefined,
      target: values.due ? [{ dueDate: values.due }] : undefined,
      expressedBy: person(context),
      note: notes(values.note),
    },
  ],
  adverseEvent: (values, context) => [
    {
      resourceType: 'AdverseEvent',
      actuality: 'actual',
      event: textConcept(values.event),
      subject: subject(context),
      encounter: encounter(context),
      date: dateTime(values.occurred),
      recordedDate: context.now,
      seriousness: hl7('adverse-event-seriousness', values.seriousness),
      recorder: person(context),
      outcome: values.eventOutcome && hl7('adverse-event-outcome', values.eventOutcome),
      ...suspect(values.suspect),
    },
  ],
  visit: (values, context) => [
    {
      resourceType: 'Encounter',
      status: 'finished',
      type: [textConcept(values.visitType)],
      class: { system: `${terminology}v3-ActCode`, code: values.visitClass },
      subject: subject(context),
      participant: [{ individual: person(context) }],
      period: { start: dateTime(values.occurred) },
      reasonCode: [values.indication && codeable(values.indication)],
    },
  ],
  ...medicines,
  ...results,
};

// AdverseEvent.suspectEntity.instance points to something: the medicine stands inside the record.
function suspect(value) {
  if (!value) return {};
  const medication = { resourceType: 'Medication', id: 'suspect', code: codeable(value) };
  const instance = { reference: '#suspect', display: value.text ?? value.display };
  return { contained: [medication], suspectEntity: [{ instance }] };
}

function lines(value) {
  return String(value ?? '')
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);
}

export const noteTypes = {
  progress: ['11506-3', 'Progress note'],
  consult: ['11488-4', 'Consult note'],
  discharge: ['18842-5', 'Discharge summary'],
  referral: ['57133-1', 'Referral note'],
  handoff: ['28651-8', 'Nurse Transfer note'],
};

function noteType(kind) {
  const found = noteTypes[kind];
  if (!found) return { text: t('option.noteType.own') };
  return {
    coding: [{ system: 'http://loinc.org', code: found[0], display: found[1] }],
    text: t(`option.noteType.${kind}`),
  };
}

/**
 * The resources of a form's values, which `validate` has found to be right. Usually one; vital signs are one each.
 *
 * @param {import("./fhir-building.js").EntryContext} context
 */
export function buildEntry(form, values, context) {
  return builders[form.id](values, context).map(compact);
}
