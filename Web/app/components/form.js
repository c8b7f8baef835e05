/** Forms: labels that stay, hints, errors beside the field and in a summary, nothing lost on the way. */
import { fill, h, uniqueId } from './dom.js';
import { errorText, t } from '../texts/index.js';

/**
 * One field. `type`: any of input's, `select` (`options: [{value, label}]`), `textarea`, `file`, `checkbox`. Answers
 * `{element, input, name, value, set, fail(text)}`; `check(value)` answers an error's text or undefined. `mark: false`:
 * one of several ways, so that "optional" would mislead.
 */
export function field(settings) {
  const { name, label, hint, type = 'text', required = true, mark = true, check, options, value, ...more } = settings;
  const id = uniqueId('field');
  const described = [];
  const hintElement = hint && h('p', { class: 'hint', id: `${id}-hint`, text: hint });
  if (hint) described.push(`${id}-hint`);
  const error = h('p', { class: 'field-error', id: `${id}-error`, hidden: true });
  described.push(`${id}-error`);
  const input = inputOf({ id, name, type, required, options, value, described: described.join(' '), ...more });
  const caption = h('label', { for: id }, label,
    !required && mark && type !== 'checkbox' && h('span', { class: 'optional', text: t('form.optional') }));
  const element = type === 'checkbox'
    ? h('div', { class: 'field field-check' }, input, caption, hintElement, error)
    : h('div', { class: 'field' }, caption, hintElement, withReveal(input, type), error);
  return {
    element, input, name, label, check, required, type,
    get value() {
      if (type === 'checkbox') return input.checked;
      return type === 'file' ? input.files[0] : input.value;
    },
    set(next) {
      if (type === 'checkbox') input.checked = next;
      else if (type !== 'file') input.value = next ?? '';
    },
    fail(text) {
      error.textContent = text ?? '';
      error.hidden = !text;
      if (text) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    },
  };
}

function inputOf({ id, name, type, required, options, value, described, ...more }) {
  const common = { id, name, 'aria-describedby': described, 'aria-required': required ? 'true' : undefined, ...more };
  if (type === 'select') {
    return h('select', common, options.map((option) => (
      h('option', { value: option.value, text: option.label, selected: option.value === value }))));
  }
  if (type === 'textarea') return h('textarea', { rows: 3, ...common, value: value ?? '' });
  if (type === 'checkbox') return h('input', { ...common, type, checked: value ?? false });
  return h('input', { ...common, type, value: type === 'file' ? undefined : value ?? '' });
}

/** A passphrase can be looked at while it is typed. */
function withReveal(input, type) {
  if (type !== 'password') return input;
  const button = h('button', { type: 'button', class: 'button reveal', text: t('form.show'), 'aria-pressed': 'false' });
  button.addEventListener('click', () => {
    const hidden = input.type === 'password';
    input.type = hidden ? 'text' : 'password';
    button.textContent = t(hidden ? 'form.hide' : 'form.show');
    button.setAttribute('aria-pressed', String(hidden));
  });
  return h('div', { class: 'with-button' }, input, button);
}

/**
 * A form of fields. `submit(values)` may throw: a CodedError with `field` lands at that field, others in the summary.
 * `before`/`after`: nodes around the fields.
 */
export function form({ fields, submit, action, before, after, kind = 'primary', secondary }) {
  const summary = h('div', { class: 'summary', role: 'alert', tabindex: '-1', hidden: true });
  const button = h('button', { type: 'submit', class: `button ${kind}`, text: action });
  const element = h('form', { class: 'form', novalidate: true, autocomplete: 'on' }, summary, before,
    fields.map((one) => one.element ?? one), after, h('div', { class: 'form-actions' }, button, secondary));
  const named = fields.filter((one) => one.name);
  const values = () => Object.fromEntries(named.map((one) => [one.name, one.value]));
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearSummary(summary);
    const wrong = named.filter((one) => !valid(one, values()));
    if (wrong.length > 0) {
      wrong[0].input.focus();
      return;
    }
    button.disabled = true;
    element.setAttribute('aria-busy', 'true');
    try {
      await submit(values());
    } catch (error) {
      fail(error);
    } finally {
      button.disabled = false;
      element.removeAttribute('aria-busy');
    }
  });
  function fail(error) {
    if (error?.code === 'signature.rejected') return;
    const at = named.find((one) => one.name === error?.field);
    if (at) {
      at.fail(errorText(error));
      at.input.focus();
      return;
    }
    fill(summary, h('p', { text: errorText(error) }));
    summary.hidden = false;
    summary.focus();
  }
  return { element, button, fail, values };
}

function clearSummary(summary) {
  summary.hidden = true;
  summary.replaceChildren();
}

function valid(one, values) {
  const given = typeof one.value === 'string' ? one.value.trim() : one.value;
  const missing = one.required && (given === '' || given === undefined || (one.type === 'checkbox' && !given));
  const text = missing ? t('form.required') : given && one.check?.(one.value, values);
  one.fail(text || undefined);
  return !text;
}
