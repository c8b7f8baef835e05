// The compartment of a resource, as ClinicalCategory.swift decides it (docs/spec/clinical-content-v1.md).

import { list, member, text } from './fhir-reading.js';

/** The categories in the order of their codes on the ledger. */
export const categories = ['demographics', 'safety', 'clinical', 'medication', 'laboratory', 'imaging', 'restricted'];

const byType = new Map(
  [
    [
      'demographics',
      'Patient Person RelatedPerson Group Linkage VerificationResult Account Coverage EnrollmentRequest ' +
        'EnrollmentResponse InsurancePlan PaymentNotice PaymentReconciliation Endpoint HealthcareService Location ' +
        'Organization OrganizationAffiliation Practitioner PractitionerRole Schedule Slot',
    ],
    ['safety', 'AllergyIntolerance Flag DetectedIssue Device DeviceUseStatement AdverseEvent'],
    [
      'medication',
      'Medication MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest ' +
        'MedicationStatement MedicinalProduct MedicinalProductAuthorization MedicinalProductContraindication ' +
        'MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction ' +
        'MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical ' +
        'MedicinalProductUndesirableEffect',
    ],
    [
      'laboratory',
      'Specimen SpecimenDefinition MolecularSequence BiologicallyDerivedProduct Substance ' +
        'SubstanceNucleicAcid SubstancePolymer SubstanceProtein SubstanceReferenceInformation ' +
        'SubstanceSourceMaterial SubstanceSpecification',
    ],
    ['imaging', 'ImagingStudy Media'],
  ].flatMap(([category, types]) => types.split(' ').map((type) => [type, category])),
);

const laboratoryCodes = new Set(
  'laboratory LAB BG BLB CH CG CTH CP CUS_LAB GE HM IMM MB MCB MYC OSL PAR SP SR TX VR 108252007'.split(' '),
);
const imagingCodes = new Set('imaging RAD RX CT CUS NMR NMS OUS RUS VUS XRC 363679005'.split(' '));

const confidentiality = new Set(['R', 'V']);
const sensitivity = new Set(
  (
    'ETH GDIS HIV MST SCA SDV SEX SPI BH COGN DVD EMOTDIS MH PSY PSYTHPN SUD ETHUD OPIOIDUD STD TBOO VIO SICKLE ADOL ' +
    'CEL DIA DRGIS PDS PHY PRS'
  ).split(' '),
);

const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';
const safetyObservations = new Map([
  [
    loinc,
    new Set(
      (
        '882-1 883-9 884-7 10331-7 14578-9 14906-2 34530-6 19057-7 1305-2 77397-8 82810-3 11449-6 11778-8 ' +
        '11779-6 11780-4 49051-6 11884-4 18185-9 2106-3 2118-8'
      ).split(' '),
    ),
  ],
  [snomed, new Set('365636006 112143006 278149003 58460004 118185001 250423000'.split(' '))],
]);
const safetyConditions = new Map([
  [snomed, new Set('77386006 72892002 47200007 237238006 127364007'.split(' '))],
  ['http://hl7.org/fhir/sid/icd-10', new Set(['Z33', 'O09'])],
  ['http://hl7.org/fhir/sid/icd-10-cm', new Set(['Z33.1', 'Z34.90'])],
]);

/** Whether `meta.security` labels the resource as especially sensitive. */
export function isRestricted(resource) {
  return list(member(resource, 'meta'), 'security').some((label) => {
    const code = text(label, 'code') ?? '';
    const system = text(label, 'system') ?? '';
    if (system.endsWith('v3-Confidentiality')) return confidentiality.has(code);
    if (system.endsWith('v3-ActCode')) return sensitivity.has(code);
    return confidentiality.has(code) || sensitivity.has(code);
  });
}

/** The category of a resource, from its labels, its codes and its type, in this order. */
export function categoryOf(resource) {
  if (isRestricted(resource)) return 'restricted';
  const type = text(resource, 'resourceType') ?? '';
  return refined(type, resource) ?? byType.get(type) ?? 'clinical';
}

function refined(type, resource) {
  switch (type) {
    case 'Observation':
      return matches(safetyObservations, member(resource, 'code')) ? 'safety' : byCategoryCodes(resource);
    case 'Condition':
      return matches(safetyConditions, member(resource, 'code')) ? 'safety' : undefined;
    case 'DiagnosticReport':
    case 'ServiceRequest':
      return byCategoryCodes(resource);
    default:
      return undefined;
  }
}

function matches(codes, value) {
  return list(value, 'coding').some((coding) => codes.get(text(coding, 'system'))?.has(text(coding, 'code')));
}

function byCategoryCodes(resource) {
  for (const coding of list(resource, 'category').flatMap((one) => list(one, 'coding'))) {
    const code = text(coding, 'code');
    if (laboratoryCodes.has(code)) return 'laboratory';
    if (imagingCodes.has(code)) return 'imaging';
  }
  return undefined;
}
