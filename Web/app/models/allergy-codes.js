// Codes that state an absence of allergies: "none known" is something somebody said, not what is left when nobody did.

import { hasCode, member } from './fhir-reading.js';

const snomed = 'http://snomed.info/sct';

const statements = [
  ['716186003', 'all'],
  ['409137002', 'drug'],
  ['429625007', 'food'],
  ['428607008', 'environment'],
  ['428197003', 'insect'],
  ['716184000', 'latex'],
];

/** What an AllergyIntolerance states the absence of ("all", "drug", "food" …), or undefined. */
export function absenceStatement(resource) {
  const code = member(resource, 'code');
  return statements.find(([one]) => hasCode(code, snomed, [one]))?.[1];
}

/** The SNOMED CT coding that states an absence. */
export function absenceCoding(kind) {
  const display = {
    all: 'No known allergy',
    drug: 'No known drug allergy',
    food: 'No known food allergy',
    environment: 'No known environmental allergy',
    insect: 'No known insect allergy',
    latex: 'No known latex allergy',
  }[kind];
  return { system: snomed, code: statements.find(([, one]) => one === kind)[0], display };
}
