// Observations and reports in words: "Glucose: 5.4 mmol/L (high)"; blood pressure as systolic over diastolic.

import {
  choice,
  concept,
  concepts,
  effectiveDate,
  firstCode,
  hasCode,
  list,
  member,
  rangeText,
  referenceText,
  shortQuantity,
  text,
} from './fhir-reading.js';
import { codeWord, t } from './words.js';

const interpretationCodes = {
  H: 'high',
  HH: 'criticallyHigh',
  HU: 'significantlyHigh',
  L: 'low',
  LL: 'criticallyLow',
  LU: 'significantlyLow',
  N: 'normal',
  A: 'abnormal',
  AA: 'criticallyAbnormal',
  POS: 'positive',
  NEG: 'negative',
  R: 'resistant',
  S: 'susceptible',
  I: 'intermediate',
  DET: 'detected',
  ND: 'notDetected',
  IND: 'indeterminate',
};
const critical = new Set(['HH', 'LL', 'AA']);
const abnormal = new Set(['H', 'HU', 'L', 'LU', 'A']);

/** The record's own interpretation in words, or undefined. */
export function interpretationText(resource) {
  const words = list(resource, 'interpretation')
    .map((one) => {
      const code = firstCode(one);
      return code && Object.hasOwn(interpretationCodes, code)
        ? t(`interpretation.${interpretationCodes[code]}`)
        : concept(one);
    })
    .filter(Boolean);
  return words.length ? words.join(', ') : undefined;
}

/** How the record itself flags a result: "critical", "high", "low", "abnormal", "normal", or undefined. */
export function resultFlag(resource) {
  const codes = list(resource, 'interpretation').map(firstCode);
  if (codes.some((code) => critical.has(code))) return 'critical';
  if (codes.some((code) => code === 'H' || code === 'HU')) return 'high';
  if (codes.some((code) => code === 'L' || code === 'LU')) return 'low';
  if (codes.some((code) => abnormal.has(code))) return 'abnormal';
  return codes.includes('N') ? 'normal' : undefined;
}

/** The value of an Observation in words, short enough for a title, or undefined. */
export function observationValue(resource) {
  const value =
    shortQuantity(member(resource, 'valueQuantity')) ??
    choice(resource, 'value') ??
    bloodPressure(list(resource, 'component'));
  if (value) return value;
  const reason = concept(member(resource, 'dataAbsentReason'));
  return reason ? t('observation.noValue', { reason }) : undefined;
}

export function observation(resource, draft) {
  const interpretation = interpretationText(resource);
  const value = observationValue(resource);
  const name = concept(member(resource, 'code')) ?? t('title.observationWithoutCode');
  let title = value ? t('title.observation', { name, value }) : name;
  if (interpretation) title = t('title.qualified', { title, qualifier: interpretation });
  const status = text(resource, 'status');
  if (['preliminary', 'entered-in-error', 'cancelled', 'corrected'].includes(status)) {
    title = t('title.marked', { title, mark: codeWord(status) });
  }
  draft.title = title;
  draft.add('value', choice(resource, 'value'));
  addRanges(resource, draft);
  draft.add('interpretation', interpretation);
  for (const component of list(resource, 'component')) addComponent(component, draft);
  draft.addDate('taken', effectiveDate(resource));
  draft.add('method', concept(member(resource, 'method')));
  draft.add('bodySite', concept(member(resource, 'bodySite')));
  draft.add('status', codeWord(status));
  for (const performer of list(resource, 'performer')) draft.add('by', referenceText(performer, draft.resolve));
  draft.addNotes(resource);
}

function addComponent(component, draft) {
  const reason = concept(member(component, 'dataAbsentReason'));
  const value = choice(component, 'value') ?? (reason ? t('observation.noValue', { reason }) : undefined);
  const flag = interpretationText(component);
  const name = concept(member(component, 'code')) ?? t('label.component');
  draft.addNamed(name, value && (flag ? t('title.qualified', { title: value, qualifier: flag }) : value));
  addRanges(component, draft);
}

/** The record's own ranges, named for whom they hold; no typical range is ever put in their place. */
function addRanges(resource, draft) {
  for (const words of ownRanges(resource)) draft.add('referenceRange', words);
}

/** The record's own reference ranges in words. */
export function ownRanges(resource) {
  return list(resource, 'referenceRange')
    .map((range) => {
      const words = rangeText(range);
      const who = [...concepts(range, 'appliesTo'), concept(member(range, 'type'))].filter(Boolean).join(', ');
      return words && who ? t('title.qualified', { title: words, qualifier: who }) : words;
    })
    .filter(Boolean);
}

/** LOINC 8480-6 over 8462-4. */
function bloodPressure(components) {
  const part = (code) =>
    member(
      components.find((one) => hasCode(member(one, 'code'), 'http://loinc.org', [code])),
      'valueQuantity',
    );
  const top = shortQuantity(part('8480-6'));
  const bottom = shortQuantity(part('8462-4'));
  return top && bottom ? `${top.split(' ')[0]}/${bottom}` : undefined;
}

export function report(resource, draft) {
  const status = text(resource, 'status');
  const name = concept(member(resource, 'code')) ?? t('title.withoutCode');
  const title = t('title.report', { name });
  draft.title =
    !status || ['final', 'amended', 'corrected'].includes(status)
      ? title
      : t('title.qualified', { title, qualifier: codeWord(status) });
  draft.add('conclusion', text(resource, 'conclusion'));
  for (const code of list(resource, 'conclusionCode')) draft.add('conclusion', concept(code));
  for (const result of list(resource, 'result')) draft.add('result', referenceText(result, draft.resolve));
  for (const form of list(resource, 'presentedForm')) {
    draft.add('document', text(form, 'title') ?? text(form, 'contentType'));
  }
  draft.addDate('date', effectiveDate(resource));
  draft.addDate('issued', text(resource, 'issued'));
  draft.add('status', codeWord(status));
  for (const performer of list(resource, 'performer')) draft.add('by', referenceText(performer, draft.resolve));
}
