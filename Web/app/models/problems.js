// The problem list: active and resolved conditions, each once however often it was recorded.

import { choice, choiceOf, codings, concept, firstCode, member, period, text } from './fhir-reading.js';
import { currentOf } from './chart.js';
import { dateText, dayText, fhirTime } from './locale.js';
import { codeWord } from './words.js';

const activeStates = new Set(['active', 'recurrence', 'relapse']);
const uncertain = new Set(['provisional', 'differential', 'unconfirmed']);

/**
 * @returns {{active: object[], resolved: object[], ruledOut: object[]}} problems, those that began last first
 */
export function problemList(entries) {
  const problems = { active: [], resolved: [], ruledOut: [] };
  for (const entry of currentOf(entries, 'Condition')) {
    const problem = describeProblem(entry);
    if (problem.verification === 'entered-in-error') continue;
    if (problem.verification === 'refuted') problems.ruledOut.push(problem);
    else problems[problem.isActive ? 'active' : 'resolved'].push(problem);
  }
  for (const group of Object.values(problems)) group.sort((a, b) => b.start - a.start);
  return { ...problems, active: merged(problems.active), resolved: merged(problems.resolved) };
}

function describeProblem(entry) {
  const resource = entry.resource;
  const status = firstCode(member(resource, 'clinicalStatus'));
  const verification = firstCode(member(resource, 'verificationStatus'));
  const code = codings(member(resource, 'code'))[0];
  const abated = choiceOf(resource, 'abatement');
  return {
    entry,
    name: concept(member(resource, 'code')) ?? entry.title,
    key: code ? `${code.system}|${code.code}` : entry.title,
    code,
    isActive: status ? activeStates.has(status) : abated === undefined,
    status,
    statusWord: codeWord(status),
    verification,
    isUncertain: uncertain.has(verification),
    severity: concept(member(resource, 'severity')),
    since:
      onsetWords(resource) ?? (text(resource, 'recordedDate') ? dateText(text(resource, 'recordedDate')) : undefined),
    until: choice(resource, 'abatement') ?? period(member(resource, 'abatementPeriod')),
    start:
      fhirTime(
        text(resource, 'onsetDateTime') ?? text(resource, 'onsetPeriod', 'start') ?? text(resource, 'recordedDate'),
      ) ?? entry.time,
    times: 1,
    earlier: [],
  };
}

/** When it began: the day is enough for people. */
function onsetWords(resource) {
  const day = dayText(text(resource, 'onsetDateTime'));
  return day || choice(resource, 'onset');
}

// The same problem recorded several times is one line; the earlier records stay one click away.
function merged(problems) {
  const byKey = new Map();
  for (const problem of problems) {
    const known = byKey.get(problem.key);
    if (known) {
      known.times += 1;
      known.earlier.push(problem);
    } else {
      byKey.set(problem.key, problem);
    }
  }
  return [...byKey.values()];
}
