// Values over time: observations of the same code and unit make one series. A value is judged only by what its own
// record says: its interpretation, else its own reference range. No typical range is ever put in its place.

import { codings, concept, list, member, shortQuantity, text } from './fhir-reading.js';
import { numberOf } from './fhir-json.js';
import { currentOf, newestFirst } from './chart.js';
import { interpretationText, observationValue, ownRanges, resultFlag } from './fhir-summary-results.js';
import { administrativeStatus } from './observation-status.js';

/**
 * Groups observations into series, those with the newest value first.
 *
 * @param only which entries: 'laboratory', 'vital-signs' or undefined for all
 * @returns {{key: string, name: string, unit?: string, points: object[], latest: object, trend?: string}[]}
 */
export function resultSeries(entries, { only } = {}) {
  const series = new Map();
  for (const entry of newestFirst(currentOf(entries, 'Observation', 'DiagnosticReport'))) {
    if (only && observationKind(entry) !== only) continue;
    for (const part of resultPoints(entry)) {
      const known = series.get(part.key);
      if (known) known.points.push(part.point);
      else series.set(part.key, { key: part.key, name: part.name, unit: part.unit, points: [part.point] });
    }
  }
  return [...series.values()].map(finish).sort((a, b) => b.latest.time - a.latest.time || a.name.localeCompare(b.name));
}

/** 'laboratory', 'vital-signs' or the category's own code. */
export function observationKind(entry) {
  if (entry.category === 'laboratory' || entry.clinicalCategory === 'laboratory') return 'laboratory';
  const codes = list(entry.resource, 'category')
    .flatMap((one) => list(one, 'coding'))
    .map((one) => text(one, 'code'));
  return (
    codes.find((code) => ['vital-signs', 'survey', 'social-history', 'exam', 'imaging'].includes(code)) ?? codes[0]
  );
}

/** The values of an Observation, or of the observations that stand inside a report: `{key, name, unit, point}`. */
export function resultPoints(entry) {
  if (entry.type === 'Observation') return parts(entry, entry.resource);
  return list(entry.resource, 'contained')
    .filter((one) => text(one, 'resourceType') === 'Observation')
    .flatMap((one) => parts(entry, one));
}

function parts(entry, resource) {
  const components = list(resource, 'component').filter(
    (one) => numberOf(member(member(one, 'valueQuantity'), 'value')) !== undefined,
  );
  const whole = part(entry, resource, observationValue(resource));
  if (!components.length) return whole ? [whole] : [];
  const each = components.map((one) => part(entry, one, shortQuantity(member(one, 'valueQuantity')))).filter(Boolean);
  return numberOf(member(member(resource, 'valueQuantity'), 'value')) === undefined ? each : [whole, ...each];
}

function part(entry, source, value) {
  if (value === undefined) return undefined;
  const found = member(source, 'valueQuantity');
  const unit = text(found, 'unit') ?? text(found, 'code');
  const code = codings(member(source, 'code'))[0];
  const name = concept(member(source, 'code')) ?? entry.title;
  const number = numberOf(member(found, 'value'));
  return {
    key: `${code ? `${code.system}|${code.code}` : name}|${number === undefined ? '' : (unit ?? '')}`,
    name,
    unit,
    point: {
      entry,
      number,
      value,
      unit,
      time: entry.time,
      date: entry.effective,
      comparator: text(found, 'comparator'),
      ranges: ownRanges(source),
      limits: limits(source, unit),
      interpretation: interpretationText(source),
      flag: resultFlag(source) ?? flagByOwnRange(number, limits(source, unit), text(found, 'comparator')),
      isFlaggedByRecord: resultFlag(source) !== undefined,
      status: administrativeStatus(entry.resource),
    },
  };
}

/** The record's own normal range as numbers, when it has exactly one in the value's unit. */
function limits(source, unit) {
  const ranges = list(source, 'referenceRange')
    .map((range) => ({
      low: numberOf(member(member(range, 'low'), 'value')),
      high: numberOf(member(member(range, 'high'), 'value')),
      unit: text(range, 'low', 'unit') ?? text(range, 'high', 'unit') ?? text(range, 'low', 'code') ?? unit,
    }))
    .filter((range) => range.low !== undefined || range.high !== undefined);
  if (ranges.length !== 1 || (unit && ranges[0].unit && ranges[0].unit !== unit)) return undefined;
  const { low, high } = ranges[0];
  return low !== undefined && high !== undefined && low > high ? undefined : { low, high };
}

function flagByOwnRange(number, range, comparator) {
  if (number === undefined || !range) return undefined;
  if (range.low !== undefined && number < range.low && !['>', '>='].includes(comparator)) return 'low';
  if (range.high !== undefined && number > range.high && !['<', '<='].includes(comparator)) return 'high';
  return comparator ? undefined : 'normal';
}

function finish(series) {
  const latest = series.points[0];
  const numeric = series.points.filter((point) => point.number !== undefined && !point.comparator);
  return { ...series, latest, numeric: [...numeric].reverse(), trend: trend(numeric) };
}

/** "up", "down", "same" between the last two numbers; undefined with fewer. */
function trend([last, previous]) {
  if (!last || !previous) return undefined;
  const change = last.number - previous.number;
  const scale = Math.max(Math.abs(last.number), Math.abs(previous.number), Number.MIN_VALUE);
  if (Math.abs(change) / scale < 0.005) return 'same';
  return change > 0 ? 'up' : 'down';
}

/** Reports with the results that they name, as far as those are at hand. */
export function reportsOf(chart, entries = chart.entries) {
  return newestFirst(currentOf(entries, 'DiagnosticReport')).map((entry) => ({
    entry,
    results: list(entry.resource, 'result')
      .map((one) => chart.byReference.get(text(one, 'reference')))
      .filter(Boolean),
  }));
}
