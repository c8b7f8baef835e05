// The findings of the check at prescribing, the gravest first, and always what it cannot know.

import { el, icon } from './dom.js';
import { t } from '../models/words.js';

/** @param report of models/prescribing-check.js */
export function safetyCheckView(report) {
  return el(
    'section',
    { class: 'safety-check', 'aria-label': t('check.title') },
    el('h3', {}, t('check.title')),
    report.findings.length
      ? el(
          'ul',
          { class: 'findings' },
          report.findings.map((one) =>
            el(
              'li',
              { class: `finding finding-${one.severity}` },
              icon('alert'),
              el(
                'div',
                {},
                el('strong', {}, t(`severity.${one.severity}`)),
                el('p', {}, one.message),
                el('p', { class: 'quiet' }, `${t('check.sourceLabel')}: ${one.source}`),
              ),
            ),
          ),
        )
      : el('p', { class: 'finding finding-none' }, icon('check'), t('check.nothingFound')),
    el(
      'details',
      {},
      el('summary', {}, t('check.limits')),
      el(
        'ul',
        {},
        report.limits.map((one) => el('li', {}, one)),
      ),
    ),
  );
}
