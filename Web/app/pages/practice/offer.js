/** Offers appointments: a day, from when to when, how long each takes; on several weeks if wanted. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { toast } from '../../components/toast.js';
import { CodedError } from '../../crypto/errors.js';
import { dayCode, momentOf, startOfDay } from '../../models/clock.js';
import { newId } from '../../wallet/access.js';

const MINUTE = 60_000;
const LENGTHS = [10, 15, 20, 30, 45, 60];

export function render(context) {
  const { root, t } = context;
  const lengths = LENGTHS.map((minutes) => ({
    value: String(minutes), label: t('offer.minutes', { count: minutes }) }));
  const weeks = [1, 2, 4, 8, 12].map((count) => ({ value: String(count), label: t('offer.weeks', { count }) }));
  const made = form({
    before: h('p', { text: t('offer.text') }),
    fields: [
      field({
        name: 'day', type: 'date', label: t('offer.day'), value: dayCode(startOfDay(Date.now(), 1)),
        min: dayCode(Date.now()),
      }),
      field({ name: 'from', type: 'time', label: t('offer.from'), value: '09:00', step: 300 }),
      field({
        name: 'until', type: 'time', label: t('offer.until'), value: '12:00', step: 300,
        check: (value, values) => (value > values.from ? undefined : t('offer.untilWrong')),
      }),
      field({ name: 'slot', type: 'select', label: t('offer.slot'), options: lengths, value: '30' }),
      field({ name: 'weeks', type: 'select', label: t('offer.repeat'), options: weeks, value: '1' }),
    ],
    action: t('offer.action'), submit: (values) => offer(context, values),
    secondary: h('a', { class: 'button', href: '#/calendar', text: t('action.cancel') }),
  });
  made.element.classList.add('card');
  root.append(h('h1', { text: t('offer.title') }), made.element);
}

/** The windows that the form describes: the same clock times in each week. What does not fit a slot is left out. */
function windows({ day, from, until, slot, weeks }) {
  const length = Number(slot) * MINUTE;
  return Array.from({ length: Number(weeks) }, (_, week) => {
    const on = dayCode(startOfDay(momentOf(day, '12:00'), 7 * week));
    const [begin, end] = [momentOf(on, from), momentOf(on, until)];
    return { from: begin, until: begin + Math.floor((end - begin) / length) * length, slot: length };
  }).filter((one) => one.until > one.from);
}

/** All are shown and confirmed together. */
async function offer({ t, person, desk, go }, values) {
  const commands = windows(values).map((one) => ({ type: 'availability.publish', availability: newId(), ...one }));
  if (commands.length === 0) throw new CodedError('availability.period', { field: 'until' });
  const items = await Promise.all(commands.map((command) => desk.show(command)));
  if (!await desk.confirm(items)) throw new CodedError('signature.rejected');
  const confirmed = desk.approving('availability.publish');
  for (const command of commands) await confirmed.submit(person, command);
  toast(t('offer.done', { count: commands.length }));
  go(`/calendar?week=${values.day}`);
}
