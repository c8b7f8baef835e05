/** How far a result is, and by when a critical one must be confirmed. */
import { h } from '../../components/dom.js';
import { field } from '../../components/form.js';
import { duration } from '../../texts/index.js';

const MINUTE = 60_000;
/** The choices; the contract takes five minutes to seven days. */
const DEADLINES = [15, 30, 60, 240, 720, 1_440].map((minutes) => minutes * MINUTE);

/** What a next version may be: the first preliminary or final, after a final one a correction. */
export function nextStages({ results }) {
  const last = results.at(-1)?.stage;
  return last === undefined || last === 'preliminary' ? ['final', 'preliminary'] : ['corrected'];
}

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
    element: h('div', { class: 'form' }, stage.element, critical.element, within.element),
    get stage() {
      return stage.value;
    },
    get criticalWithin() {
      return critical.value ? Number(within.value) : undefined;
    },
  };
}
