// What a chart may say about allergies. "None known" is a statement that somebody made; "not recorded" is that nobody
// did; "not shared" is that the reader was not given the category. No one of them stands for another.

import { absenceStatement } from './allergy-codes.js';
import { concept, effectiveDate, firstCode, list, member, text } from './fhir-reading.js';
import { currentOf } from './chart.js';
import { dayText } from './locale.js';
import { criticalityWord, reactionText } from './fhir-summary-types.js';
import { t } from './words.js';

const order = { high: 0, 'unable-to-assess': 1, low: 2 };

/**
 * The state of allergies.
 *
 * @param entries chart entries
 * @param access `{granted: boolean}`: whether the reader may read the category `safety`; `{unopened: number}`: how many
 *   records of that category the reader may open and has not
 * @returns {{state: 'known'|'noneKnown'|'notRecorded'|'notShared'|'notOpened', allergies: object[], partial: object[],
 *   stated?: string}}
 */
export function allergyStatus(entries, { granted = true, unopened = 0 } = {}) {
  const allergies = [];
  const partial = [];
  const stated = [];
  for (const entry of currentOf(entries, 'AllergyIntolerance')) {
    const resource = entry.resource;
    const verification = firstCode(member(resource, 'verificationStatus'));
    if (['entered-in-error', 'refuted'].includes(verification)) continue;
    if (['inactive', 'resolved'].includes(firstCode(member(resource, 'clinicalStatus')))) continue;
    const absence = absenceStatement(resource);
    if (absence === 'all') stated.push(effectiveDate(resource) ?? '');
    else if (absence) partial.push(entry);
    else allergies.push(describeAllergy(entry, verification));
  }
  allergies.sort((a, b) => order[a.criticality] - order[b.criticality] || a.substance.localeCompare(b.substance));
  if (allergies.length) return { state: 'known', allergies, partial, unopened };
  if (!granted) return { state: 'notShared', allergies, partial, unopened };
  // With records of this category still sealed, nobody may conclude anything from the open ones.
  if (unopened > 0) return { state: 'notOpened', allergies, partial, unopened };
  if (stated.length)
    return { state: 'noneKnown', allergies, partial, unopened, stated: stated.sort().at(-1) || undefined };
  return { state: 'notRecorded', allergies, partial, unopened };
}

function describeAllergy(entry, verification) {
  const resource = entry.resource;
  const criticality = text(resource, 'criticality');
  return {
    entry,
    substance: concept(member(resource, 'code')) ?? t('title.substanceNotRecorded'),
    isIntolerance: text(resource, 'type') === 'intolerance',
    criticality: Object.hasOwn(order, criticality ?? '') ? criticality : 'unable-to-assess',
    criticalityWord: criticalityWord(criticality),
    isSevere: list(resource, 'reaction').some((one) => text(one, 'severity') === 'severe'),
    reactions: list(resource, 'reaction').map(reactionText).filter(Boolean),
    isUnconfirmed: verification === 'unconfirmed',
    categories: list(resource, 'category').filter((one) => typeof one === 'string'),
  };
}

/** One line for people, as AllergyStatus.text has it in Swift. */
export function allergyText(status) {
  switch (status.state) {
    case 'known':
      return status.allergies.map((one) => one.substance).join('; ');
    case 'noneKnown':
      return status.stated ? t('allergies.noneKnownOn', { date: dayText(status.stated) }) : t('allergies.noneKnown');
    case 'notShared':
      return t('allergies.notShared');
    case 'notOpened':
      return t('allergies.notOpened');
    default:
      return t('allergies.notRecorded');
  }
}
