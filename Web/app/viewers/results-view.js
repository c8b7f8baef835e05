// Results: one line a test with its newest value, and the whole series one click away as a drawing and a table.

import { el, freshId, icon, replace } from './dom.js';
import { sparkline, trendChart } from './trend-chart.js';
import { dateText, dayText } from '../models/locale.js';
import { codeWord, t, tn } from '../models/words.js';

/** A value with its flag in words. */
export function valueCell(point) {
  const isFlagged = point.flag && point.flag !== 'normal';
  const words = point.interpretation ?? (isFlagged ? t(`flag.${point.flag}`) : undefined);
  return el(
    'span',
    { class: isFlagged ? `value value-${point.flag}` : 'value' },
    el('span', { class: 'value-number' }, point.value),
    isFlagged &&
      el('span', { class: `badge badge-${point.flag === 'critical' ? 'danger' : 'warning'}` }, icon('alert'), words),
    !isFlagged && point.interpretation && el('span', { class: 'badge' }, point.interpretation),
    point.status && el('span', { class: 'badge' }, codeWord(point.status)),
  );
}

/** The range that the record itself gives. */
function rangeCell(point) {
  if (!point.ranges.length) return el('span', { class: 'quiet' }, t('results.noRange'));
  return point.ranges.join('; ');
}

/**
 * @param series of models/laboratory.js
 */
export function resultsView(series, { onOpen, title = t('results.title'), empty = t('results.none') } = {}) {
  if (!series.length) return el('section', { class: 'card' }, el('h2', {}, title), el('p', { class: 'empty' }, empty));
  return el(
    'section',
    { class: 'card' },
    el('h2', {}, title),
    el(
      'div',
      { class: 'results' },
      series.map((one) => seriesView(one, onOpen)),
    ),
  );
}

/** LOINC's long names tell the analyte first and then how it is measured: the latter is quieter. */
function nameParts(name) {
  const at = name.indexOf(' [');
  return at < 0 ? name : [name.slice(0, at), el('span', { class: 'series-method' }, name.slice(at))];
}

function seriesView(series, onOpen) {
  const { latest } = series;
  const body = el('div', { class: 'series-body' });
  const details = el(
    'details',
    {
      class: 'series',
      on: {
        toggle: () => {
          if (details.open && !body.hasChildNodes()) replace(body, seriesBody(series, onOpen));
        },
      },
    },
    el(
      'summary',
      {},
      el('span', { class: 'series-name' }, nameParts(series.name)),
      valueCell(latest),
      el(
        'span',
        { class: 'series-trend' },
        sparkline(series),
        series.trend &&
          el(
            'span',
            { class: 'trend-word' },
            icon(series.trend),
            el('span', { class: 'visually-hidden' }, t(`trend.${series.trend}`)),
          ),
      ),
      el('span', { class: 'series-date' }, dayText(latest.date, { short: true })),
    ),
    body,
  );
  return details;
}

function seriesBody(series, onOpen) {
  return [
    trendChart(series),
    series.numeric.length > 1 &&
      el(
        'p',
        { class: 'quiet' },
        series.points.some((one) => one.limits) ? t('results.rangeNote') : t('results.noRangeNote'),
      ),
    resultTable(series, onOpen),
  ];
}

/** The table that says everything the drawing shows. */
export function resultTable(series, onOpen) {
  const caption = freshId('caption');
  return el(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-labelledby': caption },
    el(
      'table',
      { class: 'result-table' },
      el('caption', { id: caption }, `${series.name}, ${tn('results.values', series.points.length)}`),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          [t('results.when'), t('results.value'), t('results.range'), t('results.by')].map((one) =>
            el('th', { scope: 'col' }, one),
          ),
        ),
      ),
      el(
        'tbody',
        {},
        series.points
          .slice(0, 500)
          .map((point) =>
            el(
              'tr',
              {},
              el(
                'th',
                { scope: 'row' },
                onOpen
                  ? el(
                      'button',
                      { type: 'button', class: 'link', on: { click: () => onOpen(point.entry) } },
                      dateText(point.date) || t('timeline.noDate'),
                    )
                  : dateText(point.date),
              ),
              el('td', {}, valueCell(point)),
              el('td', {}, rangeCell(point)),
              el(
                'td',
                {},
                point.entry.selfReported ? t('provenance.selfReportedShort') : (point.entry.author?.name ?? ''),
              ),
            ),
          ),
      ),
    ),
  );
}
