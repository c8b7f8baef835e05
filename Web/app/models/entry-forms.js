// What structured entry asks for: one definition for each kind of record. One form renderer (viewers/entry-form.js)
// draws them all; entry-build.js makes FHIR resources of the values.
//
// A field: {name, kind, required, list, options, unit, min, max, help, fields, advanced}. Labels are texts
// `field.<name>`, options `option.<name>.<value>`. Kinds: coded (an entry of a list, or free text), codedList, text,
// longText, lines (one entry a line), date, moment (day and time), number, choice, flag, group (repeated fields).

const note = { name: 'note', kind: 'longText' };
const occurred = { name: 'occurred', kind: 'moment', required: true, past: true, default: 'now' };

const diagnosis = {
  id: 'condition',
  category: 'clinical',
  roles: ['physician', 'patient'],
  fields: [
    { name: 'diagnosis', kind: 'coded', list: 'conditions', required: true },
    {
      name: 'clinicalStatus',
      kind: 'choice',
      required: true,
      default: 'active',
      options: ['active', 'recurrence', 'remission', 'inactive', 'resolved'],
    },
    {
      name: 'verification',
      kind: 'choice',
      required: true,
      default: 'confirmed',
      options: ['confirmed', 'provisional', 'differential', 'unconfirmed', 'refuted'],
    },
    { name: 'severity', kind: 'choice', options: ['mild', 'moderate', 'severe'] },
    { name: 'onset', kind: 'date', past: true },
    { name: 'abatement', kind: 'date', past: true, after: 'onset', help: true },
    { name: 'bodySite', kind: 'text', advanced: true },
    note,
  ],
};

const allergy = {
  id: 'allergy',
  category: 'safety',
  roles: ['physician', 'nurse', 'pharmacist', 'patient'],
  fields: [
    { name: 'substance', kind: 'coded', list: 'allergies', required: true, exclude: ['716186003'] },
    { name: 'allergyType', kind: 'choice', required: true, default: 'allergy', options: ['allergy', 'intolerance'] },
    {
      name: 'criticality',
      kind: 'choice',
      required: true,
      default: 'unable-to-assess',
      options: ['high', 'low', 'unable-to-assess'],
      help: true,
    },
    { name: 'substanceKind', kind: 'choice', options: ['medication', 'food', 'environment', 'biologic'] },
    { name: 'reaction', kind: 'text', help: true },
    { name: 'reactionSeverity', kind: 'choice', options: ['mild', 'moderate', 'severe'] },
    { name: 'onset', kind: 'date', past: true },
    {
      name: 'allergyVerification',
      kind: 'choice',
      required: true,
      default: 'confirmed',
      options: ['confirmed', 'unconfirmed', 'refuted'],
    },
    note,
  ],
};

const noAllergy = {
  id: 'noAllergy',
  category: 'safety',
  roles: ['physician', 'nurse', 'pharmacist', 'patient'],
  fields: [
    {
      name: 'absence',
      kind: 'choice',
      required: true,
      default: 'all',
      options: ['all', 'drug', 'food', 'environment', 'insect', 'latex'],
    },
    note,
  ],
};

const dosageFields = [
  { name: 'form', kind: 'text', help: true },
  { name: 'dose', kind: 'number', required: true, min: 0, exclusiveMin: true },
  {
    name: 'doseUnit',
    kind: 'choice',
    required: true,
    default: 'tablet',
    options: ['tablet', 'capsule', 'mg', 'g', 'mL', 'puff', 'drop', 'unit', 'application', 'suppository'],
  },
  {
    name: 'frequency',
    kind: 'choice',
    required: true,
    default: 'QD',
    options: ['QD', 'BID', 'TID', 'QID', 'BED', 'QOD', 'WK', 'Q4H', 'Q6H', 'Q8H', 'once'],
  },
  { name: 'asNeeded', kind: 'flag' },
  {
    name: 'route',
    kind: 'choice',
    default: 'oral',
    options: [
      'oral',
      'sublingual',
      'inhalation',
      'subcutaneous',
      'intramuscular',
      'intravenous',
      'topical',
      'rectal',
      'ophthalmic',
      'nasal',
    ],
  },
];

const prescription = {
  id: 'prescription',
  category: 'medication',
  roles: ['physician'],
  safetyCheck: true,
  fields: [
    { name: 'medicine', kind: 'coded', list: 'medications', required: true },
    ...dosageFields,
    { name: 'start', kind: 'date', required: true, default: 'today' },
    { name: 'days', kind: 'number', integer: true, min: 1, max: 366, help: true },
    { name: 'quantity', kind: 'number', required: true, integer: true, min: 1, max: 100_000, help: true },
    { name: 'repeats', kind: 'number', integer: true, required: true, min: 0, max: 99, default: '0' },
    { name: 'dispensedUntil', kind: 'date', after: 'start', help: true },
    { name: 'substitution', kind: 'flag', default: true },
    { name: 'indication', kind: 'coded', list: 'conditions' },
    { name: 'instructions', kind: 'longText' },
  ],
};

const ownMedicine = {
  id: 'ownMedicine',
  category: 'medication',
  roles: ['patient', 'nurse', 'pharmacist', 'physician'],
  fields: [
    { name: 'medicine', kind: 'coded', list: 'medications', required: true },
    { name: 'dosageText', kind: 'text', help: true },
    {
      name: 'medicineStatus',
      kind: 'choice',
      required: true,
      default: 'active',
      options: ['active', 'completed', 'stopped', 'on-hold'],
    },
    { name: 'start', kind: 'date', past: true },
    { name: 'end', kind: 'date', after: 'start' },
    { name: 'indication', kind: 'coded', list: 'conditions' },
    note,
  ],
};

const administration = {
  id: 'administration',
  category: 'medication',
  roles: ['nurse', 'physician'],
  fields: [
    { name: 'medicine', kind: 'coded', list: 'medications', required: true },
    { name: 'dose', kind: 'number', required: true, min: 0, exclusiveMin: true },
    {
      name: 'doseUnit',
      kind: 'choice',
      required: true,
      default: 'mg',
      options: ['mg', 'g', 'mL', 'tablet', 'capsule', 'unit', 'puff', 'drop'],
    },
    {
      name: 'route',
      kind: 'choice',
      default: 'oral',
      options: ['oral', 'sublingual', 'inhalation', 'subcutaneous', 'intramuscular', 'intravenous', 'topical'],
    },
    occurred,
    { name: 'notGiven', kind: 'flag' },
    note,
  ],
};

/** Vital signs: LOINC code, UCUM unit, what is possible at all (beyond it: a slip of the pen). */
export const vitalSigns = [
  {
    name: 'systolic',
    code: '8480-6',
    display: 'Systolic blood pressure',
    unit: 'mm[Hg]',
    shown: 'mmHg',
    min: 20,
    max: 350,
  },
  {
    name: 'diastolic',
    code: '8462-4',
    display: 'Diastolic blood pressure',
    unit: 'mm[Hg]',
    shown: 'mmHg',
    min: 10,
    max: 250,
  },
  { name: 'heartRate', code: '8867-4', display: 'Heart rate', unit: '/min', shown: '/min', min: 10, max: 400 },
  {
    name: 'respiratoryRate',
    code: '9279-1',
    display: 'Respiratory rate',
    unit: '/min',
    shown: '/min',
    min: 2,
    max: 150,
  },
  { name: 'temperature', code: '8310-5', display: 'Body temperature', unit: 'Cel', shown: '°C', min: 20, max: 46 },
  {
    name: 'oxygenSaturation',
    code: '2708-6',
    display: 'Oxygen saturation in Arterial blood',
    unit: '%',
    shown: '%',
    min: 20,
    max: 100,
  },
  { name: 'weight', code: '29463-7', display: 'Body weight', unit: 'kg', shown: 'kg', min: 0.2, max: 650 },
  { name: 'height', code: '8302-2', display: 'Body height', unit: 'cm', shown: 'cm', min: 15, max: 280 },
  {
    name: 'pain',
    code: '72514-3',
    display: 'Pain severity - 0-10 verbal numeric rating [Score] - Reported',
    unit: '{score}',
    shown: '/10',
    min: 0,
    max: 10,
    integer: true,
  },
];

const vitals = {
  id: 'vitals',
  category: 'clinical',
  roles: ['nurse', 'physician', 'patient'],
  atLeastOne: vitalSigns.map((one) => one.name),
  fields: [
    occurred,
    ...vitalSigns.map(({ name, shown, min, max, integer }) => ({
      name,
      kind: 'number',
      unit: shown,
      min,
      max,
      integer,
    })),
    note,
  ],
};

const laboratoryReport = {
  id: 'laboratoryReport',
  category: 'laboratory',
  roles: ['technician'],
  fields: [
    { name: 'test', kind: 'coded', list: 'laboratory', required: true },
    { name: 'resultStatus', kind: 'choice', required: true, default: 'final', options: ['preliminary', 'final'] },
    { ...occurred, name: 'collected' },
    {
      name: 'results',
      kind: 'group',
      required: true,
      most: 60,
      fields: [
        { name: 'analyte', kind: 'coded', list: 'laboratory', required: true, fills: { unit: 'resultUnit' } },
        { name: 'resultValue', kind: 'text', required: true, short: true },
        { name: 'resultUnit', kind: 'text', short: true },
        { name: 'rangeLow', kind: 'number', short: true },
        { name: 'rangeHigh', kind: 'number', short: true },
        {
          name: 'interpretation',
          kind: 'choice',
          short: true,
          options: ['N', 'H', 'L', 'HH', 'LL', 'A', 'AA', 'POS', 'NEG'],
        },
      ],
    },
    { name: 'conclusion', kind: 'longText' },
  ],
};

const imagingReport = {
  id: 'imagingReport',
  category: 'imaging',
  roles: ['radiologist'],
  fields: [
    { name: 'study', kind: 'text', required: true, help: true },
    {
      name: 'modality',
      kind: 'choice',
      required: true,
      options: ['CT', 'MR', 'DX', 'US', 'MG', 'NM', 'PT', 'XA', 'RF', 'OT'],
    },
    { name: 'resultStatus', kind: 'choice', required: true, default: 'final', options: ['preliminary', 'final'] },
    occurred,
    { name: 'findings', kind: 'longText', required: true },
    { name: 'conclusion', kind: 'longText', required: true },
  ],
};

const procedure = {
  id: 'procedure',
  category: 'clinical',
  roles: ['physician', 'nurse', 'patient'],
  fields: [
    { name: 'procedure', kind: 'text', required: true },
    {
      name: 'procedureStatus',
      kind: 'choice',
      required: true,
      default: 'completed',
      options: ['preparation', 'in-progress', 'completed', 'not-done', 'stopped'],
    },
    occurred,
    { name: 'bodySite', kind: 'text' },
    { name: 'indication', kind: 'coded', list: 'conditions' },
    { name: 'outcome', kind: 'text' },
    note,
  ],
};

const immunization = {
  id: 'immunization',
  category: 'clinical',
  roles: ['physician', 'nurse', 'pharmacist', 'patient'],
  fields: [
    { name: 'vaccine', kind: 'coded', list: 'vaccines', required: true },
    {
      name: 'immunizationStatus',
      kind: 'choice',
      required: true,
      default: 'completed',
      options: ['completed', 'not-done'],
    },
    occurred,
    { name: 'lot', kind: 'text' },
    { name: 'doseNumber', kind: 'number', integer: true, min: 1, max: 20 },
    { name: 'vaccineSite', kind: 'choice', options: ['LA', 'RA', 'LT', 'RT'] },
    note,
  ],
};

const clinicalNote = {
  id: 'note',
  category: 'clinical',
  roles: ['physician', 'nurse', 'radiologist', 'pharmacist', 'technician', 'patient'],
  fields: [
    {
      name: 'noteType',
      kind: 'choice',
      required: true,
      default: 'progress',
      options: ['progress', 'consult', 'discharge', 'referral', 'handoff', 'own'],
    },
    { name: 'title', kind: 'text', required: true },
    occurred,
    { name: 'content', kind: 'longText', required: true, tall: true },
  ],
};

const familyHistory = {
  id: 'familyHistory',
  category: 'clinical',
  roles: ['physician', 'nurse', 'patient'],
  fields: [
    {
      name: 'relationship',
      kind: 'choice',
      required: true,
      options: ['MTH', 'FTH', 'SIS', 'BRO', 'DAUC', 'SONC', 'MGRMTH', 'MGRFTH', 'PGRMTH', 'PGRFTH', 'AUNT', 'UNCLE'],
    },
    { name: 'diagnosis', kind: 'coded', list: 'conditions', required: true },
    { name: 'onsetAge', kind: 'number', integer: true, min: 0, max: 120 },
    { name: 'hasDied', kind: 'flag' },
    note,
  ],
};

const carePlan = {
  id: 'carePlan',
  category: 'clinical',
  roles: ['physician', 'nurse'],
  fields: [
    { name: 'title', kind: 'text', required: true },
    {
      name: 'planStatus',
      kind: 'choice',
      required: true,
      default: 'active',
      options: ['draft', 'active', 'on-hold', 'completed', 'revoked'],
    },
    { name: 'description', kind: 'longText' },
    { name: 'start', kind: 'date', required: true, default: 'today' },
    { name: 'end', kind: 'date', after: 'start' },
    { name: 'activities', kind: 'lines', required: true, help: true },
    { name: 'indication', kind: 'coded', list: 'conditions' },
    note,
  ],
};

const goal = {
  id: 'goal',
  category: 'clinical',
  roles: ['physician', 'nurse', 'patient'],
  fields: [
    { name: 'goal', kind: 'text', required: true },
    {
      name: 'goalStatus',
      kind: 'choice',
      required: true,
      default: 'active',
      options: ['proposed', 'accepted', 'active', 'on-hold', 'completed', 'cancelled'],
    },
    { name: 'start', kind: 'date', default: 'today' },
    { name: 'due', kind: 'date', after: 'start' },
    note,
  ],
};

const order = {
  id: 'order',
  category: 'clinical',
  roles: ['physician'],
  fields: [
    {
      name: 'orderKind',
      kind: 'choice',
      required: true,
      default: 'laboratory',
      options: ['laboratory', 'imaging', 'referral', 'procedure'],
    },
    { name: 'ordered', kind: 'coded', list: 'laboratory', required: true },
    {
      name: 'priority',
      kind: 'choice',
      required: true,
      default: 'routine',
      options: ['routine', 'urgent', 'asap', 'stat'],
    },
    { name: 'indication', kind: 'coded', list: 'conditions' },
    { name: 'instructions', kind: 'longText' },
    note,
  ],
};

const adverseEvent = {
  id: 'adverseEvent',
  category: 'safety',
  roles: ['physician', 'nurse', 'pharmacist', 'patient'],
  fields: [
    { name: 'event', kind: 'text', required: true },
    { name: 'suspect', kind: 'coded', list: 'medications' },
    occurred,
    {
      name: 'seriousness',
      kind: 'choice',
      required: true,
      default: 'Non-serious',
      options: ['Serious', 'Non-serious'],
    },
    {
      name: 'eventOutcome',
      kind: 'choice',
      options: ['resolved', 'recovering', 'ongoing', 'resolvedWithSequelae', 'fatal', 'unknown'],
    },
  ],
};

const visit = {
  id: 'visit',
  category: 'clinical',
  roles: ['physician', 'nurse'],
  fields: [
    { name: 'visitClass', kind: 'choice', required: true, default: 'AMB', options: ['AMB', 'IMP', 'EMER', 'HH', 'VR'] },
    { name: 'visitType', kind: 'text', required: true },
    occurred,
    { name: 'indication', kind: 'coded', list: 'conditions' },
  ],
};

/** All forms, in the order in which they are offered. */
export const entryForms = [
  clinicalNote,
  diagnosis,
  allergy,
  noAllergy,
  vitals,
  prescription,
  ownMedicine,
  administration,
  order,
  laboratoryReport,
  imagingReport,
  procedure,
  immunization,
  familyHistory,
  carePlan,
  goal,
  adverseEvent,
  visit,
];

/** The form of an id, or undefined. */
export function entryForm(id) {
  return entryForms.find((form) => form.id === id);
}

/** What a role may enter (the contract's rule: a radiologist writes imaging, a technician laboratory …). */
export function formsFor(role) {
  return entryForms.filter((form) => form.roles.includes(role));
}
