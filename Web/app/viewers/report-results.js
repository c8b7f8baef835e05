// The values of a report, whether they stand inside it or are records of their own.

import { el, freshId } from './dom.js';
import { valueCell } from './results-view.js';
import { resultPoints } from '../models/laboratory.js';
import { list, text } from '../models/fhir-reading.js';
import { t } from '../models/words.js';

/** A table of a DiagnosticReport's results; undefined for anything else or when none are at hand. */
export function resultTableOf(entry, chart, onOpen) {
  if (entry.type !== 'DiagnosticReport') return undefined;
  const records = list(entry.resource, 'result')
    .map((one) => chart?.byReference.get(text(one, 'reference')))
    .filter(Boolean);
  const rows = [...resultPoints(entry), ...records.flatMap((one) => resultPoints(one))];
  if (!rows.length) return undefined;
  const caption = freshId('caption');
  return el(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-labelledby': caption },
    el(
      'table',
      { class: 'result-table' },
      el('caption', { id: caption }, t('results.inReport')),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          [t('results.test'), t('results.value'), t('results.range')].map((one) => el('th', { scope: 'col' }, one)),
        ),
      ),
      el(
        'tbody',
        {},
        rows.map(({ name, point }) =>
          el(
            'tr',
            {},
            el(
              'th',
              { scope: 'row' },
              onOpen && point.entry !== entry
                ? el('button', { type: 'button', class: 'link', on: { click: () => onOpen(point.entry) } }, name)
                : name,
            ),
            el('td', {}, valueCell(point)),
            el('td', {}, point.ranges.join('; ') || el('span', { class: 'quiet' }, t('results.noRange'))),
          ),
        ),
      ),
    ),
  );
}
