// Who wrote a record, for which organisation, when, and whether this device has checked it; ids are one click deeper.

import { el, icon } from './dom.js';
import { momentText } from '../models/locale.js';
import { plainLine } from '../models/plain-text.js';
import { roleWord, t } from '../models/words.js';

/** "Dr. A. Example, Physician, City Hospital" */
export function authorText(entry) {
  if (entry.selfReported) return t('provenance.selfReported');
  const { name, role, organisationName } = entry.author ?? {};
  return (
    [name && plainLine(name, 120), roleWord(role), organisationName && plainLine(organisationName, 120)]
      .filter(Boolean)
      .join(', ') || t('provenance.unknownAuthor')
  );
}

/** The tick: what it means stands in words beside it. */
export function verifiedMark(entry) {
  if (entry.verified === true) {
    return el('span', { class: 'verified' }, icon('check'), t('provenance.verified'));
  }
  return entry.verified === false
    ? el('span', { class: 'verified verified-not' }, icon('alert'), t('provenance.notVerified'))
    : undefined;
}

/** A definition list of label and value. */
export function facts(rows, attributes = {}) {
  return el(
    'dl',
    { class: 'fact-list', ...attributes },
    rows
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([label, value, kind]) =>
        el('div', { class: kind ? `fact fact-${kind}` : 'fact' }, el('dt', {}, label), el('dd', {}, value)),
      ),
  );
}

/**
 * The provenance section of a record.
 *
 * @param ids further `[label, value]` rows for the details (transaction, content address, height)
 * @param verify a function that makes what the person may do to verify, or undefined
 */
export function provenance(entry, { ids = [], verify } = {}) {
  const title = el('h3', {}, t('provenance.title'));
  const rows = [
    [t('provenance.author'), authorText(entry)],
    [t('provenance.time'), entry.createdAt ? momentText(entry.createdAt) : undefined],
    [t('provenance.category'), t(`area.${entry.category}`)],
    [t('provenance.check'), verifiedMark(entry)],
  ];
  const deeper = [
    [t('provenance.record'), code(entry.id)],
    [t('provenance.authorId'), entry.author?.id && code(entry.author.id)],
    [t('provenance.organisationId'), entry.author?.organisation && code(entry.author.organisation)],
    ...ids.map(([label, value]) => [label, code(value)]),
  ];
  return el(
    'section',
    { class: 'provenance' },
    title,
    facts(rows),
    verify?.(),
    el('details', {}, el('summary', {}, t('provenance.deeper')), facts(deeper, { class: 'fact-list' })),
  );
}

function code(value) {
  return el('code', { class: 'identifier' }, plainLine(String(value), 200));
}
