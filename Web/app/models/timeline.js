// The whole history, newest first, grouped by day and, within a day, by visit; filtered and searched on the device.

import { isCurrent, newestFirst } from './chart.js';
import { dayText } from './locale.js';
import { list, text } from './fhir-reading.js';
import { t, typeWord } from './words.js';

/** Bills say nothing about health that a visit does not; they are shown when asked for. */
export const administrativeTypes = new Set([
  'Claim',
  'ClaimResponse',
  'ExplanationOfBenefit',
  'Coverage',
  'Account',
  'Invoice',
  'PaymentNotice',
  'Provenance',
  'PaymentReconciliation',
  'AuditEvent',
  'Consent',
]);

/**
 * @typedef {object} TimelineFilter
 * @property {string} [category]
 * @property {string} [type] a resource type
 * @property {string} [author] an author's id
 * @property {string} [organisation] an organisation's id
 * @property {string} [from] yyyy-mm-dd
 * @property {string} [until] yyyy-mm-dd
 * @property {string} [search] words that must all occur
 * @property {boolean} [administrative] with bills and the like
 * @property {boolean} [corrected] with what was replaced or retracted
 */

/** The entries that a filter lets through, newest first. */
export function filterEntries(entries, filter = {}) {
  const needles = searchWords(filter.search);
  return newestFirst(entries.filter((entry) => passes(entry, filter) && needles.every((one) => mentions(entry, one))));
}

function passes(entry, filter) {
  if (filter.category && entry.category !== filter.category) return false;
  if (filter.type && entry.type !== filter.type) return false;
  if (filter.author && entry.author?.id !== filter.author) return false;
  if (filter.organisation && entry.author?.organisation !== filter.organisation) return false;
  if (filter.from && (entry.day ?? '') < filter.from) return false;
  if (filter.until && (entry.day ?? '9999') > filter.until) return false;
  if (!filter.administrative && !filter.type && administrativeTypes.has(entry.type)) return false;
  return filter.corrected !== false || isCurrent(entry);
}

function fold(value) {
  return value.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function searchWords(search) {
  return fold(String(search ?? ''))
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 12);
}

const searchTexts = new WeakMap();

function mentions(entry, needle) {
  let haystack = searchTexts.get(entry);
  if (haystack === undefined) {
    const lines = entry.summary?.lines.map((line) => line.value) ?? [];
    const words = [
      entry.title,
      typeWord(entry.type),
      entry.metadata.fileName,
      entry.author?.name,
      entry.author?.organisationName,
      t(`area.${entry.category}`),
      ...lines,
    ];
    haystack = fold(words.filter(Boolean).join('\n'));
    searchTexts.set(entry, haystack);
  }
  return haystack.includes(needle);
}

/** What can be filtered by, as it occurs: `{categories, types, authors, organisations}`, each with a count. */
export function facets(entries) {
  const count = (pairs) => {
    const found = new Map();
    for (const [value, label] of pairs) {
      if (!value) continue;
      const one = found.get(value) ?? { value, label, count: 0 };
      one.count += 1;
      found.set(value, one);
    }
    return [...found.values()].sort((a, b) => a.label.localeCompare(b.label));
  };
  return {
    categories: count(entries.map((entry) => [entry.category, t(`area.${entry.category}`)])),
    types: count(entries.map((entry) => [entry.type, typeWord(entry.type)])),
    authors: count(entries.map((entry) => [entry.author?.id, entry.author?.name ?? entry.author?.id])),
    organisations: count(
      entries.map((entry) => [
        entry.author?.organisation,
        entry.author?.organisationName ?? entry.author?.organisation,
      ]),
    ),
  };
}

/**
 * Groups entries (newest first) by day, and within a day by visit. A visit's own Encounter stands at its head.
 *
 * @returns {{day: string, label: string, visits: {encounter: object|undefined, entries: object[]}[]}[]}
 */
export function groupByDay(entries, chart) {
  const days = [];
  let current;
  for (const entry of entries) {
    const day = entry.day ?? '';
    if (!current || current.day !== day) {
      current = { day, label: day ? dayText(day) : t('timeline.noDate'), visits: [] };
      days.push(current);
    }
    const encounter = entry.type === 'Encounter' ? entry : chart?.byReference.get(encounterReference(entry.resource));
    const head = encounter?.type === 'Encounter' ? encounter : undefined;
    let visit = current.visits.find((one) => one.encounter === head);
    if (!visit) current.visits.push((visit = { encounter: head, entries: [] }));
    if (entry !== head) visit.entries.push(entry);
  }
  return days;
}

/** The reference to the visit in which something was written, whatever the type calls it. */
export function encounterReference(resource) {
  const direct = text(resource, 'encounter', 'reference') ?? text(resource, 'context', 'reference');
  if (direct) return direct;
  const context = list(resource, 'context')[0];
  return text(list(context, 'encounter')[0], 'reference');
}
