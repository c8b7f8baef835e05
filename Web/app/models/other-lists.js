// Immunisations, family history, the care team, plans and goals.

import { choice, concept, concepts, list, member, referenceText, text } from './fhir-reading.js';
import { currentOf, newestFirst } from './chart.js';
import { codeWord, roleWord } from './words.js';

/** Vaccinations given and not given, newest first, and per vaccine how often. */
export function immunizationList(entries) {
  const all = newestFirst(currentOf(entries, 'Immunization')).map((entry) => ({
    entry,
    vaccine: concept(member(entry.resource, 'vaccineCode')) ?? entry.title,
    isDone: text(entry.resource, 'status') === 'completed',
    given: choice(entry.resource, 'occurrence'),
    lot: text(entry.resource, 'lotNumber'),
    dose: choice(list(entry.resource, 'protocolApplied')[0], 'doseNumber'),
    reasonNotGiven: concept(member(entry.resource, 'statusReason')),
  }));
  return { given: all.filter((one) => one.isDone), notGiven: all.filter((one) => !one.isDone) };
}

/** Family history: one relative a line with their conditions. */
export function familyHistoryList(entries) {
  return newestFirst(currentOf(entries, 'FamilyMemberHistory')).map((entry) => ({
    entry,
    relative: concept(member(entry.resource, 'relationship')) ?? text(entry.resource, 'name') ?? entry.title,
    conditions: list(entry.resource, 'condition')
      .map((one) => ({
        name: concept(member(one, 'code')),
        onset: choice(one, 'onset'),
        outcome: concept(member(one, 'outcome')),
      }))
      .filter((one) => one.name),
  }));
}

/** Everybody who is named in a care team or wrote in the chart: name, role, organisation, when last. */
export function careTeamList(entries, { resolve } = {}) {
  const people = new Map();
  for (const entry of newestFirst(currentOf(entries, 'CareTeam'))) {
    for (const one of list(entry.resource, 'participant')) {
      const name = referenceText(member(one, 'member'), resolve);
      if (name && !people.has(name)) {
        people.set(name, { name, role: concepts(one, 'role').join(', ') || undefined, isNamed: true, entry });
      }
    }
  }
  for (const entry of newestFirst(entries)) {
    const author = entry.author;
    if (!author?.name || entry.selfReported || people.has(author.name)) continue;
    people.set(author.name, {
      name: author.name,
      role: roleWord(author.role),
      organisation: author.organisationName,
      last: entry.createdAt,
    });
  }
  return [...people.values()];
}

/** Care plans and goals that run, then those that ended. */
export function planList(entries) {
  const ended = new Set(['completed', 'revoked', 'cancelled', 'rejected', 'unknown']);
  const all = newestFirst(currentOf(entries, 'CarePlan', 'Goal')).map((entry) => {
    const status = text(entry.resource, 'lifecycleStatus') ?? text(entry.resource, 'status');
    return {
      entry,
      title: entry.title,
      status,
      statusWord: codeWord(status),
      isGoal: entry.type === 'Goal',
      isEnded: ended.has(status),
    };
  });
  return { running: all.filter((one) => !one.isEnded), ended: all.filter((one) => one.isEnded) };
}
