/** What may be read, for how long, how often, what for: the choices of a grant and of a request. */
import { h, uniqueId } from './dom.js';
import { t } from '../texts/index.js';

export const CATEGORIES = [
  'demographics', 'safety', 'clinical', 'medication', 'laboratory', 'imaging', 'restricted',
];
const MINUTE = 60_000;
const UNITS = { minutes: MINUTE, hours: 60 * MINUTE, days: 1_440 * MINUTE };

function group(legend, hint, ...children) {
  const id = uniqueId('group');
  return h('fieldset', { class: 'group', 'aria-describedby': hint ? id : undefined },
    h('legend', { text: legend }), hint && h('p', { class: 'hint', id, text: hint }), children);
}

/** A group of check boxes; `value` is the list of the chosen, in the order given. */
export function checkGroup({ name, legend, hint, options, chosen = [] }) {
  const inputs = options.map((option) => h('input', {
    type: 'checkbox', id: uniqueId(name), value: option.value, checked: chosen.includes(option.value), name,
  }));
  const error = h('p', { class: 'field-error', hidden: true });
  const element = group(legend, hint, h('div', { class: 'checks' }, inputs.map((input, index) => (
    h('div', { class: 'check' }, input, h('label', { for: input.id },
      h('span', { text: options[index].label }),
      options[index].hint && h('span', { class: 'hint', text: options[index].hint })))))), error);
  return {
    element, name, inputs, required: true, type: 'group', input: inputs[0],
    get value() {
      const values = inputs.filter((input) => input.checked).map((input) => input.value);
      return values.length > 0 ? values : undefined;
    },
    set(values) {
      inputs.forEach((input) => { input.checked = values.includes(input.value); });
    },
    fail(text) {
      error.textContent = text ?? '';
      error.hidden = !text;
    },
  };
}

/** The categories of a record, each with what belongs to it. */
export const categoryPicker = ({ chosen = [], name = 'categories', legend = t('picker.categories'), hint } = {}) => (
  checkGroup({
    name, legend, hint, chosen,
    options: CATEGORIES.map((value) => ({ value, label: t(`category.${value}`), hint: t(`category.${value}.hint`) })),
  }));

/** The rights, in words. */
export const rightsPicker = ({ chosen = ['read'], options = ['list', 'read', 'contribute', 'dispense'] } = {}) => (
  checkGroup({
    name: 'rights', legend: t('picker.rights'), chosen,
    options: options.map((value) => ({ value, label: t(`right.${value}.label`), hint: t(`right.${value}.hint`) })),
  }));

/** The purpose: one of HL7's, in words. */
export function purposePicker({ value = 'TREAT', name = 'purpose' } = {}) {
  const id = uniqueId('purpose');
  const input = h('select', { id, name }, ['TREAT', 'HPAYMT', 'HOPERAT', 'HRESCH', 'PATRQT', 'FAMRQT'].map((one) => (
    h('option', { value: one, text: t(`purpose.${one}`), selected: one === value }))));
  return {
    element: h('div', { class: 'field' }, h('label', { for: id, text: t('picker.purpose') }), input), name, input,
    get value() {
      return input.value;
    },
    set(next) {
      input.value = next;
    },
    fail() {},
  };
}

/** A length of time: a number and a unit. `value` in milliseconds. */
export function durationPicker({ milliseconds = 7 * UNITS.days, name = 'duration', legend } = {}) {
  const numberId = uniqueId('duration');
  const unitId = uniqueId('unit');
  const [unit] = Object.entries(UNITS).reverse().find(([, size]) => milliseconds % size === 0) ?? ['minutes'];
  const input = h('input', {
    type: 'number', id: numberId, min: 1, max: 36_500, step: 1, inputmode: 'numeric', value: milliseconds / UNITS[unit],
  });
  const units = h('select', { id: unitId }, Object.keys(UNITS).map((one) => (
    h('option', { value: one, text: t(`unit.${one}`), selected: one === unit }))));
  const error = h('p', { class: 'field-error', hidden: true });
  const element = group(legend ?? t('picker.duration'), undefined, h('div', { class: 'inline' },
    h('label', { for: numberId, class: 'visually-hidden', text: t('picker.amount') }), input,
    h('label', { for: unitId, class: 'visually-hidden', text: t('picker.unit') }), units), error);
  return {
    element, name, input, required: true, type: 'group',
    get value() {
      const count = Number(input.value);
      return Number.isInteger(count) && count >= 1 ? count * UNITS[units.value] : undefined;
    },
    fail(text) {
      error.textContent = text ?? '';
      error.hidden = !text;
    },
  };
}

/** How often: any number of times, or at most so many (1: a one-time view). `value` undefined for any number. */
export function readsPicker({ reads, name = 'reads' } = {}) {
  const id = uniqueId('reads');
  const input = h('input', {
    type: 'number', id, min: 1, max: 1_000_000, step: 1, inputmode: 'numeric', value: reads ?? '',
  });
  const error = h('p', { class: 'field-error', hidden: true });
  const element = h('div', { class: 'field' }, h('label', { for: id, text: t('picker.reads') }),
    h('p', { class: 'hint', text: t('picker.reads.hint') }), input, error);
  return {
    element, name, input, required: false, type: 'group',
    check: (value) => (Number.isInteger(value) && value >= 1 && value <= 1_000_000 ? undefined : t('form.number')),
    get value() {
      return input.value === '' ? undefined : Number(input.value);
    },
    fail(text) {
      error.textContent = text ?? '';
      error.hidden = !text;
    },
  };
}
