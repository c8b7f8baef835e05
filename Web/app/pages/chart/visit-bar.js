/** Says that a visit is under way, so that nobody wonders where what is written now belongs. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { clockTime } from '../../models/clock.js';

/** `visit`: of pages/practice/visit.js, or undefined; the answer is then empty. */
export function visitBar({ t }, visit) {
  if (!visit) return '';
  return h(
    'div',
    { class: 'notice visit-bar', 'data-part': 'visit' },
    icon('clock'),
    h('p', { text: t('records.visit', { time: clockTime(visit.startedAt) }) }),
    h('a', { class: 'button small', href: `#/calendar/${visit.appointment}`, text: t('records.visit.finish') }),
  );
}
