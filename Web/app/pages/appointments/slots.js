/** Free times to choose from, day by day. */
import { fill, h, uniqueId } from '../../components/dom.js';
import { empty, show } from '../../components/states.js';
import { language, moment, t } from '../../texts/index.js';

const DAYS = 7;

const clock = (time) => new Intl.DateTimeFormat(language(), { timeStyle: 'short' }).format(time);
const dayOf = (time) => new Intl.DateTimeFormat(language(), { dateStyle: 'full' }).format(time);

/** When an appointment is: "21 Nov 2026, 09:30 – 10:00". */
export const span = ({ from, until }) => `${moment(from)} – ${clock(until)}`;

/**
 * A field of a physician's free slots; `value` is `{from, until}`. `reload()` asks anew, keeping what is chosen if it
 * is still free.
 */
export function slotPicker({ client, physician, signal, not }) {
  const name = uniqueId('slot');
  const error = h('p', { class: 'field-error', role: 'alert', hidden: true });
  const place = h('div', { class: 'slot-days' });
  const element = h('fieldset', { class: 'group slots' }, h('legend', { text: t('appointments.slots') }), place, error);
  let chosen;
  let shownDays = DAYS;

  function option(slot) {
    const input = h('input', {
      type: 'radio', name, value: String(slot.from), checked: slot.from === chosen?.from,
      onchange: () => {
        chosen = { from: slot.from, until: slot.until };
        fail();
      },
    });
    return h('label', { class: 'slot' }, input, h('span', { text: clock(slot.from) }));
  }

  function day([title, slots]) {
    const id = uniqueId('day');
    return h('div', { class: 'slot-day', role: 'group', 'aria-labelledby': id }, h('h2', { id, text: title }),
      h('div', { class: 'slot-times' }, slots.map(option)));
  }

  async function days() {
    const { slots } = await client.get(`/v1/staff/${physician}/slots`, { signal });
    const free = slots.filter((slot) => slot.from !== not);
    if (!free.some((slot) => slot.from === chosen?.from)) chosen = undefined;
    if (free.length === 0) return empty(t('appointments.slots.none'), { hint: t('appointments.slots.none.hint') });
    const grouped = [...Map.groupBy(free, (slot) => dayOf(slot.from))];
    const more = h('button', {
      type: 'button', class: 'button', text: t('appointments.slots.more'), onclick: () => {
        shownDays += DAYS;
        const next = grouped.slice(shownDays - DAYS, shownDays).map(day);
        more.before(...next);
        more.hidden = shownDays >= grouped.length;
        next[0].querySelector('input').focus();
      },
    });
    more.hidden = shownDays >= grouped.length;
    return [...grouped.slice(0, shownDays).map(day), more];
  }

  function fail(text) {
    error.textContent = text ?? '';
    error.hidden = !text;
  }

  const reload = () => show(place, days, signal);
  reload();
  return {
    element, name: 'slot', required: true, type: 'group', fail, reload,
    input: { focus: () => (element.querySelector('input:checked, input') ?? element).focus() },
    get value() {
      return chosen;
    },
    clear: () => fill(place),
  };
}
