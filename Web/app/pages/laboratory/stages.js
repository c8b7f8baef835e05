/** How far a result is, and by when a critical one must be confirmed. */
import { h } from '../../components/dom.js';
import { field } from '../../components/form.js';
import { duration } from '../../texts/index.js';

const MINUTE = 60_000;
/** The choices; the contract takes five minutes to seven days. */
const DEADLINES = [15, 30, 60, 240, 720, 1_440].map((minutes) => minutes * MINUTE);

/**
 * What a next version may be: the first preliminary or final, after a final one a correction. What was called off can
 * only be completed.
 */
export function nextStages({ results, status }) {
  const last = results.at(-1)?.stage;
  if (last !== undefined && last !== 'preliminary') return ['corrected'];
  return status === 'closed' ? ['final'] : ['final', 'preliminary'];
}

/** Whether an order takes a result: while it is open, and to complete or correct what stands in the record already. */
export const takesResults = ({ status, results }) => (
  ['accepted', 'fulfilled'].includes(status) || (status === 'closed' && results.length > 0));

/** By when a critical result is to be acknowledged, from when it stands on the ledger. */
export const deadlineField = (t) => field({
  name: 'within', label: t('result.within'), type: 'select', value: String(60 * MINUTE),
  options: DEADLINES.map((value) => ({ value: String(value), label: duration(value) })),
});

/** The controls that go with every result: `{element, stage, criticalWithin}`. */
export function stageControls(t, order) {
  const stage = field({
    name: 'stage', label: t('result.stage'), type: 'select',
    options: nextStages(order).map((value) => ({ value, label: t(`stage.${value}`) })),
  });
  const critical = field({ name: 'critical', label: t('result.critical'), type: 'checkbox', required: false });
  const within = deadlineField(t);
  within.element.hidden = true;
  critical.input.addEventListener('change', () => { within.element.hidden = !critical.value; });
  return {
    // Of a closed order nobody is waiting for a result.
    element: h('div', { class: 'form' }, stage.element,
      order.status !== 'closed' && [critical.element, within.element]),
    get stage() {
      return stage.value;
    },
    get criticalWithin() {
      return critical.value ? Number(within.value) : undefined;
    },
  };
}
