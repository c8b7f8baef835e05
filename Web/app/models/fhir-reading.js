// Readings of FHIR's data types as people write them, as FHIRReading.swift has them. Nothing here judges; it only
// words what the record says. Every function takes whatever a file holds, also the wrong kind of thing, and never
// throws.

import { literalOf, numberOf, RecordedNumber } from './fhir-json.js';
import { dateText, recordedNumberText, shortNumberText, spanText } from './locale.js';
import { plainLine } from './plain-text.js';
import { t } from './words.js';

/** A member of an object, or undefined. Never something inherited. */
export function member(value, name) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A member of a member … */
export function at(value, ...names) {
  return names.reduce(member, value);
}

/** The text under a name, if it is one and not empty. */
export function text(value, ...names) {
  const found = at(value, ...names);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The list under a name, or the single value there as a list of one. At most 2,000 elements are looked at. */
export function list(value, name) {
  const found = member(value, name);
  if (found === undefined || found === null) return [];
  return Array.isArray(found) ? found.slice(0, 2000) : [found];
}

// SNOMED CT displays end in a tag of their kind; people need no "(disorder)" behind a disorder's name.
const semanticTag = / \((?:disorder|finding|procedure|situation|regime\/therapy|substance|product|event|person)\)$/;

/** A CodeableConcept or Coding in words: its text, else a display, else its code. */
export function concept(value) {
  const codings = list(value, 'coding');
  const words =
    text(value, 'text') ??
    firstText(codings, 'display') ??
    firstText(codings, 'code') ??
    text(value, 'display') ??
    text(value, 'code');
  return words && (plainLine(words).replace(semanticTag, '') || undefined);
}

function firstText(values, name) {
  for (const value of values) {
    const found = text(value, name);
    if (found) return found;
  }
  return undefined;
}

/** All concepts of a list in words, each once. */
export function concepts(value, name) {
  return [...new Set(list(value, name).map(concept).filter(Boolean))];
}

/** The first code of a CodeableConcept. */
export function firstCode(value) {
  return text(list(value, 'coding')[0], 'code');
}

/** All codings of a CodeableConcept as `{system, code, display}`. */
export function codings(value) {
  return list(value, 'coding')
    .map((one) => ({ system: text(one, 'system'), code: text(one, 'code'), display: text(one, 'display') }))
    .filter((one) => one.code !== undefined);
}

export function hasCode(value, system, codes) {
  return list(value, 'coding').some((one) => text(one, 'system') === system && codes.includes(text(one, 'code')));
}

/**
 * A Reference in words: its display, else what `resolve` finds for it, else its identifier's value, else nothing (an
 * id tells people nothing). `resolve` takes a reference and gives words or undefined.
 */
export function referenceText(value, resolve) {
  const reference = text(value, 'reference');
  const identifier = text(value, 'identifier', 'value');
  return (
    text(value, 'display') ??
    (reference && resolve ? resolve(reference) : undefined) ??
    (identifier && resolve ? resolve(identifier) : undefined) ??
    identifier
  );
}

/** All references of a list in words, each once. */
export function referenceTexts(value, name, resolve) {
  return [
    ...new Set(
      list(value, name)
        .map((one) => referenceText(one, resolve))
        .filter(Boolean),
    ),
  ];
}

function withUnit(number, value) {
  const unit = text(value, 'unit') ?? text(value, 'code');
  const words = unit === undefined || unit === '1' ? '' : unit === '%' ? ' %' : ` ${unit}`;
  return (text(value, 'comparator') ?? '') + number + words;
}

/** A Quantity: comparator, value exactly as recorded, unit. */
export function quantity(value) {
  const literal = literalOf(member(value, 'value'));
  return literal === undefined ? undefined : withUnit(recordedNumberText(literal), value);
}

/** A Quantity for a title: what is written to more than four places, as computed values are, is rounded. */
export function shortQuantity(value) {
  const literal = literalOf(member(value, 'value'));
  if (literal === undefined) return undefined;
  const isLong = /\.\d{5,}$/.test(literal);
  return isLong ? withUnit(shortNumberText(Number(literal)), value) : quantity(value);
}

/** A Range or Observation.referenceRange: "3.5 to 5.1 mmol/L", "5 % or less", "3 or more". */
export function rangeText(value) {
  const low = member(value, 'low');
  const high = member(value, 'high');
  const lowText = quantity(low);
  const highText = quantity(high);
  if (lowText && highText) {
    return t('range.both', { low: recordedNumberText(literalOf(member(low, 'value'))), high: highText });
  }
  if (lowText) return t('range.low', { low: lowText });
  if (highText) return t('range.high', { high: highText });
  return text(value, 'text');
}

/** A Period: "2020-01-01 to 2020-02-01", "since 2020-01-01". */
export function period(value) {
  const start = text(value, 'start');
  const end = text(value, 'end');
  return spanText(start && dateText(start), end && dateText(end));
}

/** A HumanName, the way it is spoken. */
export function humanName(value) {
  const whole = text(value, 'text');
  if (whole) return whole;
  const parts = [...list(value, 'prefix'), ...list(value, 'given'), member(value, 'family'), ...list(value, 'suffix')];
  return parts.filter((part) => typeof part === 'string' && part).join(' ') || undefined;
}

/** An Address on one line. */
export function address(value) {
  const whole = text(value, 'text');
  if (whole) return whole;
  const town = [text(value, 'postalCode'), text(value, 'city')].filter(Boolean).join(' ');
  const lines = list(value, 'line').filter((line) => typeof line === 'string');
  return [...lines, town, text(value, 'state'), text(value, 'country')].filter(Boolean).join(', ') || undefined;
}

/** The value of a choice element `name[x]` and its type, or undefined. */
export function choiceOf(value, name) {
  if (value === null || typeof value !== 'object') return undefined;
  for (const key of Object.keys(value)) {
    const type = key.slice(name.length);
    if (key.startsWith(name) && /^[A-Z]/.test(type)) return { type, value: value[key] };
  }
  return undefined;
}

/** A choice element `name[x]` in words. */
export function choice(value, name, resolve) {
  const found = choiceOf(value, name);
  return found && words(found.value, found.type, resolve);
}

/** A value in words, given its FHIR type. */
export function words(value, type, resolve) {
  switch (type) {
    case 'Quantity':
    case 'Age':
    case 'Duration':
    case 'Count':
    case 'Distance':
    case 'SimpleQuantity':
      return quantity(value);
    case 'CodeableConcept':
    case 'Coding':
      return concept(value);
    case 'Period':
      return period(value);
    case 'Range':
      return rangeText(value);
    case 'Reference':
      return referenceText(value, resolve);
    case 'DateTime':
    case 'Date':
    case 'Instant':
      return typeof value === 'string' ? dateText(value) : undefined;
    case 'Ratio': {
      const top = quantity(member(value, 'numerator'));
      const bottom = quantity(member(value, 'denominator'));
      return top && bottom ? t('ratio', { top, bottom }) : undefined;
    }
    case 'SampledData':
      return t('sampledData');
    case 'Timing':
      return timing(value);
    default:
      return plain(value);
  }
}

function plain(value) {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'string') return value || undefined;
  if (value instanceof RecordedNumber || typeof value === 'number') return recordedNumberText(literalOf(value));
  return undefined;
}

/** A Timing: its code, else its repeat ("2 times a day"). */
export function timing(value) {
  const code = member(value, 'code');
  if (code !== undefined) return timingCode(firstCode(code)) ?? concept(code);
  const repeat = member(value, 'repeat');
  if (repeat === undefined) {
    const event = list(value, 'event')[0];
    return typeof event === 'string' ? dateText(event) : undefined;
  }
  const unit = text(repeat, 'periodUnit');
  const every = numberOf(member(repeat, 'period'));
  if (every === undefined || !unit || !/^(s|min|h|d|wk|mo|a)$/.test(unit)) return undefined;
  const frequency = numberOf(member(repeat, 'frequency')) ?? 1;
  const often = frequency === 1 ? t('timing.once') : t('timing.times', { n: frequency });
  return every === 1
    ? t('timing.every', { often, unit: t(`timing.unit.${unit}`) })
    : t('timing.everySeveral', { often, n: every, unit: t(`timing.units.${unit}`) });
}

function timingCode(code) {
  return ['BID', 'TID', 'QID', 'QD', 'QOD', 'AM', 'PM', 'Q4H', 'Q6H', 'Q8H', 'BED', 'WK'].includes(code)
    ? t(`timing.code.${code}`)
    : undefined;
}

/** A Dosage in words. */
export function dosage(value) {
  const whole = text(value, 'text');
  if (whole) return whole;
  const parts = [choice(list(value, 'doseAndRate')[0], 'dose'), timing(member(value, 'timing'))];
  const reason = concept(member(value, 'asNeededCodeableConcept'));
  if (reason) parts.push(t('dosage.asNeededFor', { reason }));
  else if (member(value, 'asNeededBoolean') === true) parts.push(t('dosage.asNeeded'));
  parts.push(concept(member(value, 'route')));
  return parts.filter(Boolean).join(', ') || undefined;
}

const effectiveElements = [
  'effectiveDateTime',
  'effectivePeriod',
  'effectiveInstant',
  'performedDateTime',
  'performedPeriod',
  'occurrenceDateTime',
  'occurrencePeriod',
  'onsetDateTime',
  'onsetPeriod',
  'started',
  'whenHandedOver',
  'whenPrepared',
  'authoredOn',
  'billablePeriod',
  'servicedDate',
  'servicedPeriod',
  'startDate',
  'detected',
  'identifiedDateTime',
  'identifiedPeriod',
  'period',
  'start',
  'date',
  'recordedDate',
  'recorded',
  'dateAsserted',
  'created',
  'authored',
  'sent',
  'issued',
  'lastOccurrence',
];

/** When what a resource describes took place (a FHIR date as written), if it says so; as EffectiveDate in Swift. */
export function effectiveDate(resource) {
  for (const name of effectiveElements) {
    const value = member(resource, name);
    const found = typeof value === 'string' ? value : (text(value, 'start') ?? text(value, 'end'));
    if (found && isFHIRDate(found)) return found;
  }
  return undefined;
}

function isFHIRDate(value) {
  return /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/.test(value);
}
