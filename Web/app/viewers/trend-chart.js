// A series of values as a line, drawn inline. What it shows also stands in a table and in words; nothing is told by
// colour alone. Each point stands on the reference range of its own record, and on no other.

import { svg } from './dom.js';
import { dateText, dayText, shortNumberText } from '../models/locale.js';
import { freshId } from './dom.js';
import { t } from '../models/words.js';

const size = { width: 640, height: 240, left: 56, right: 16, top: 16, bottom: 34 };

/** "Nice" steps of an axis that cover a span. */
export function axisTicks(low, high, wanted = 4) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const first = Math.ceil(low / step - 1e-9) * step;
  const ticks = [];
  for (let value = first; value <= high + step * 1e-9 && ticks.length < 12; value += step)
    ticks.push(Number(value.toPrecision(12)));
  return ticks;
}

function scales(points) {
  const values = points.flatMap((one) => [one.number, one.limits?.low, one.limits?.high]).filter(Number.isFinite);
  let [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = (high - low || Math.abs(high) * 0.1 || 1) * 0.1;
  [low, high] = [low - margin, high + margin];
  const first = points[0].time;
  const last = points.at(-1).time;
  const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom };
  return {
    low,
    high,
    x: (time) => size.left + (last === first ? 0.5 : (time - first) / (last - first)) * inner.width,
    y: (value) => size.top + (1 - (value - low) / (high - low)) * inner.height,
  };
}

/** The words that say what the line shows. */
export function trendDescription(series) {
  const points = series.numeric;
  const numbers = points.map((one) => one.number);
  const unit = series.unit ? ` ${series.unit}` : '';
  return t('trend.description', {
    n: points.length,
    from: dayText(points[0].date),
    until: dayText(points.at(-1).date),
    low: shortNumberText(Math.min(...numbers)) + unit,
    high: shortNumberText(Math.max(...numbers)) + unit,
    last: points.at(-1).value,
  });
}

/** A drawing of a series with at least two numbers; undefined otherwise. */
export function trendChart(series) {
  const points = series.numeric;
  if (points.length < 2) return undefined;
  const scale = scales(points);
  const [titleId, descriptionId] = [freshId('trend'), freshId('trend')];
  const chart = svg(
    'svg',
    {
      class: 'trend',
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      'aria-labelledby': `${titleId} ${descriptionId}`,
    },
    svg('title', { id: titleId }, t('trend.title', { name: series.name })),
    svg('desc', { id: descriptionId }, trendDescription(series)),
  );
  chart.append(
    ...ranges(points, scale),
    ...grid(scale, series),
    ...dates(points, scale),
    line(points, scale),
    ...points.map((point) => mark(point, scale)),
  );
  return chart;
}

function ranges(points, scale) {
  const bottom = size.height - size.bottom;
  return points
    .map((point, index) => {
      if (!point.limits) return undefined;
      const before = points[index - 1];
      const after = points[index + 1];
      const from = before ? (scale.x(before.time) + scale.x(point.time)) / 2 : size.left;
      const until = after ? (scale.x(after.time) + scale.x(point.time)) / 2 : size.width - size.right;
      const top = point.limits.high === undefined ? size.top : scale.y(point.limits.high);
      const low = point.limits.low === undefined ? bottom : scale.y(point.limits.low);
      return svg('rect', {
        class: 'trend-range',
        x: from,
        y: top,
        width: Math.max(0.5, until - from),
        height: Math.max(0, low - top),
      });
    })
    .filter(Boolean);
}

function grid(scale, series) {
  return axisTicks(scale.low, scale.high)
    .flatMap((value) => [
      svg('line', {
        class: 'trend-grid',
        x1: size.left,
        x2: size.width - size.right,
        y1: scale.y(value),
        y2: scale.y(value),
      }),
      svg(
        'text',
        { class: 'trend-label', x: size.left - 8, y: scale.y(value) + 4, 'text-anchor': 'end' },
        shortNumberText(value),
      ),
    ])
    .concat(
      series.unit ? svg('text', { class: 'trend-label trend-unit', x: size.left, y: size.top - 4 }, series.unit) : [],
    );
}

function dates(points, scale) {
  const y = size.height - 10;
  const day = (point) => dayText(point.date, { short: true });
  const first = points[0];
  const last = points.at(-1);
  return [
    svg(
      'text',
      { class: 'trend-label', x: scale.x(first.time), y, 'text-anchor': first.time === last.time ? 'middle' : 'start' },
      day(first),
    ),
    first.time !== last.time &&
      svg('text', { class: 'trend-label', x: scale.x(last.time), y, 'text-anchor': 'end' }, day(last)),
  ].filter(Boolean);
}

function line(points, scale) {
  const path = points.map(
    (point, index) => `${index ? 'L' : 'M'}${scale.x(point.time).toFixed(1)} ${scale.y(point.number).toFixed(1)}`,
  );
  return svg('path', { class: 'trend-line', d: path.join(''), fill: 'none' });
}

// A value outside its own record's range is a diamond, not only another colour.
function mark(point, scale) {
  const [x, y] = [scale.x(point.time), scale.y(point.number)];
  const words = svg(
    'title',
    {},
    `${dateText(point.date)}: ${point.value}${point.interpretation ? ` (${point.interpretation})` : ''}`,
  );
  if (point.flag && point.flag !== 'normal') {
    return svg('path', { class: `trend-point trend-${point.flag}`, d: `M${x} ${y - 7}l7 7-7 7-7-7z` }, words);
  }
  return svg('circle', { class: 'trend-point', cx: x, cy: y, r: 4.5 }, words);
}

/** A small line without axes for a table's cell; decorative, since the row has the words. */
export function sparkline(series) {
  const points = series.numeric.slice(-12);
  if (points.length < 2) return undefined;
  const numbers = points.map((one) => one.number);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const [first, last] = [points[0].time, points.at(-1).time];
  const at = (point) => {
    const x = 3 + (last === first ? 0.5 : (point.time - first) / (last - first)) * 90;
    const y = 25 - (high === low ? 0.5 : (point.number - low) / (high - low)) * 22;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  return svg(
    'svg',
    { class: 'sparkline', viewBox: '0 0 96 28', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: points.map((point, index) => (index ? 'L' : 'M') + at(point)).join(''), fill: 'none' }),
  );
}
