// A resource as medicine for people: a title and lines of label and value, as ClinicalSummary.swift has it.

import { isRestricted } from './clinical-category.js';
import { dateText } from './locale.js';
import { plainBlock, plainLine } from './plain-text.js';
import { list, member, text } from './fhir-reading.js';
import { writers } from './fhir-summary-types.js';
import { fallback } from './fhir-summary-others.js';
import { t, typeWord } from './words.js';

const mostLines = 200;

/** Collects a summary. */
export class SummaryDraft {
  /** @param resolve takes a FHIR reference and gives words for what it points to, or undefined. */
  constructor(resolve) {
    this.resolve = resolve;
    this.title = undefined;
    this.lines = [];
  }

  /** A line, when there is a value. `kind` is the label's key behind `label.`. */
  add(kind, value) {
    if (typeof value === 'string' && value !== '') this.lines.push({ kind, label: t(`label.${kind}`), value });
  }

  /** A line whose label is the record's own word (a component's name). */
  addNamed(label, value) {
    if (typeof value === 'string' && value !== '')
      this.lines.push({ kind: 'named', label: plainLine(label, 80), value });
  }

  addDate(kind, value) {
    if (typeof value === 'string') this.add(kind, dateText(value));
  }

  addNotes(resource) {
    for (const note of list(resource, 'note')) this.add('note', text(note, 'text'));
  }
}

/**
 * Summarises a resource. Any JSON object gives a summary; nothing is refused, nothing throws.
 *
 * @returns {{type: string, title: string, lines: {kind: string, label: string, value: string}[]}}
 */
export function summarise(resource, { resolve } = {}) {
  const type = text(resource, 'resourceType') ?? 'Resource';
  const draft = new SummaryDraft(resolve);
  const writer = Object.hasOwn(writers, type) ? writers[type] : fallback;
  writer(resource, draft, type);
  if (member(member(resource, 'meta'), 'security') !== undefined && isRestricted(resource)) {
    draft.add('sensitivity', t('sensitivity.restricted'));
  }
  const lines = draft.lines
    .slice(0, mostLines)
    .map((line) => ({ ...line, value: line.kind === 'note' ? plainBlock(line.value) : plainLine(line.value, 2000) }))
    .filter((line) => line.value !== '');
  return { type, title: plainLine(draft.title ?? typeWord(type), 160) || typeWord(type), lines };
}
