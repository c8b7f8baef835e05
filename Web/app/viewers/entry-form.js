// One renderer for every definition of models/entry-forms.js. What is wrong stands beside its field and, after a try
// to go on, in a summary that takes the focus.

import { button, el, freshId, icon, replace } from './dom.js';
import { Combobox } from './combobox.js';
import { initialValue, initialValues, maximumText, validate } from '../models/entry-values.js';
import { loadPickList } from '../models/pick-lists.js';
import { t, tn } from '../models/words.js';

export class EntryForm {
  /**
   * @param form a definition
   * @param {object} options
   * @param options.values what it starts with (a kept draft)
   * @param options.onSubmit called with the values once they are right
   * @param options.onChange called with the values after each change (to keep a draft)
   * @param options.onCancel
   * @param options.submitLabel
   */
  constructor(form, { values, onSubmit, onChange, onCancel, submitLabel = t('entry.review') } = {}) {
    Object.assign(this, { form, onSubmit, onChange, values: { ...initialValues(form), ...values } });
    this.controls = new Map();
    this.tried = false;
    this.summary = el('div', { class: 'form-summary', tabindex: '-1', hidden: true });
    this.notices = el('div', { class: 'form-notices' });
    const advanced = form.fields.filter((one) => one.advanced);
    this.element = el(
      'form',
      { class: 'entry-form', novalidate: true, on: { submit: (event) => this.submit(event) } },
      this.summary,
      hint(`form.hint.${form.id}`),
      el(
        'div',
        { class: 'form-grid' },
        form.fields.filter((one) => !one.advanced).map((one) => this.field(one, this.values, '')),
      ),
      advanced.length > 0 &&
        el(
          'details',
          {},
          el('summary', {}, t('entry.more')),
          el(
            'div',
            { class: 'form-grid' },
            advanced.map((one) => this.field(one, this.values, '')),
          ),
        ),
      this.notices,
      el(
        'div',
        { class: 'actions' },
        el('button', { type: 'submit', class: 'button button-primary' }, submitLabel),
        onCancel && button(t('entry.cancel'), onCancel),
      ),
    );
  }

  changed() {
    this.onChange?.(this.values);
    if (this.tried) this.showProblems(validate(this.form, this.values));
  }

  submit(event) {
    event.preventDefault();
    this.tried = true;
    const problems = validate(this.form, this.values);
    this.showProblems(problems);
    if (problems.size) {
      this.summary.focus();
      return;
    }
    this.onSubmit?.(this.values);
  }

  showProblems(problems) {
    for (const [path, control] of this.controls) control.setProblem(problems.get(path));
    this.summary.hidden = problems.size === 0;
    replace(
      this.summary,
      el('p', {}, icon('alert'), tn('problem.summary', problems.size)),
      el(
        'ul',
        {},
        [...problems].map(([path, problem]) => {
          const control = this.controls.get(path);
          return el(
            'li',
            {},
            el(
              'a',
              {
                href: `#${control?.id}`,
                on: {
                  click: (event) => {
                    event.preventDefault();
                    control?.focus();
                  },
                },
              },
              `${control?.label ?? path}: ${t(problem.key, problem.values)}`,
            ),
          );
        }),
      ),
    );
  }

  field(field, values, prefix) {
    const path = prefix + field.name;
    if (field.kind === 'group') return this.group(field, values, path);
    const id = freshId(field.name);
    const label = t(`field.${field.name}`);
    const problem = el('p', { class: 'field-problem', id: `${id}-problem`, hidden: true });
    const help = field.help ? el('p', { class: 'field-help', id: `${id}-help` }, t(`help.${field.name}`)) : undefined;
    const set = (value) => {
      values[field.name] = value;
      this.changed();
    };
    const { element, input } = this.control(field, values[field.name], id, set, values, prefix);
    const described = [help && help.id, problem.id].filter(Boolean).join(' ');
    input.setAttribute('aria-describedby', described);
    this.controls.set(path, {
      id,
      label,
      input,
      focus: () => input.focus(),
      setProblem: (found) => {
        problem.hidden = !found;
        problem.textContent = found ? t(found.key, found.values) : '';
        if (found) input.setAttribute('aria-invalid', 'true');
        else input.removeAttribute('aria-invalid');
      },
    });
    if (field.kind === 'flag')
      return el(
        'div',
        { class: 'field field-flag' },
        el('label', { class: 'check', for: id }, element, label),
        problem,
      );
    const mark = field.required ? undefined : el('span', { class: 'optional' }, ` (${t('entry.optional')})`);
    const wide =
      ['longText', 'lines'].includes(field.kind) || (field.kind === 'coded' && !field.short && prefix === '');
    const unit = field.unit
      ? el('div', { class: 'with-unit' }, element, el('span', { class: 'unit' }, field.unit))
      : element;
    return el(
      'div',
      { class: `field${wide ? ' field-wide' : ''}` },
      el('label', { for: id }, label, mark),
      help,
      unit,
      problem,
    );
  }

  control(field, value, id, set, values, prefix) {
    const common = { id, 'aria-required': field.required ? 'true' : undefined };
    switch (field.kind) {
      case 'coded':
        return this.coded(field, value, id, set, values, prefix);
      case 'choice':
        return single(
          el(
            'select',
            { ...common, on: { change: (event) => set(event.target.value) } },
            (!field.default || !field.required) && el('option', { value: '' }, t('entry.choose')),
            field.options.map((one) =>
              el('option', { value: one, selected: value === one }, t(`option.${field.name}.${one}`)),
            ),
          ),
        );
      case 'flag': {
        const on = { change: (event) => set(event.target.checked) };
        return single(el('input', { ...common, type: 'checkbox', checked: Boolean(value), on }));
      }
      default:
        return single(textControl(field, value, common, set));
    }
  }

  coded(field, value, id, set, values, prefix) {
    const combobox = new Combobox({
      id,
      value,
      exclude: field.exclude,
      required: field.required,
      pickList: field.list ? loadPickList(field.list) : undefined,
      onChange: (chosen) => {
        set(chosen);
        for (const [from, to] of Object.entries(field.fills ?? {})) {
          if (!chosen?.[from] || values[to]) continue;
          const target = this.controls.get(prefix + to)?.input;
          if (target) target.value = chosen[from];
          values[to] = chosen[from];
          this.changed();
        }
      },
    });
    return { element: combobox.element, input: combobox.input };
  }

  group(field, values, path) {
    const rows = values[field.name];
    const body = el('div', { class: 'group-rows' });
    const draw = () => {
      for (const key of [...this.controls.keys()]) if (key.startsWith(`${path}.`)) this.controls.delete(key);
      replace(
        body,
        rows.map((row, index) =>
          el(
            'fieldset',
            { class: 'group-row' },
            el('legend', {}, t('entry.row', { n: index + 1 })),
            el(
              'div',
              { class: 'form-grid form-grid-tight' },
              field.fields.map((one) => this.field(one, row, `${path}.${index}.`)),
            ),
            rows.length > 1 &&
              button(
                [icon('close'), t('entry.removeRow', { n: index + 1 })],
                () => {
                  rows.splice(index, 1);
                  draw();
                  this.changed();
                  add.focus();
                },
                { class: 'button button-quiet' },
              ),
          ),
        ),
      );
    };
    const add = button([icon('plus'), t('entry.addRow')], () => {
      rows.push(initialValue(field)[0]);
      draw();
      this.changed();
      body.lastElementChild.querySelector('input')?.focus();
    });
    this.controls.set(path, { id: '', label: t(`field.${field.name}`), focus: () => add.focus(), setProblem() {} });
    draw();
    return el('fieldset', { class: 'group field-wide' }, el('legend', {}, t(`field.${field.name}`)), body, add);
  }
}

/** What is typed, by kind of field. */
function textControl(field, value, common, set) {
  const typed = { ...common, value: value ?? '', on: { input: (event) => set(event.target.value) } };
  switch (field.kind) {
    case 'longText':
    case 'lines':
      return el('textarea', { ...typed, rows: field.tall ? 10 : 3, maxlength: maximumText[field.kind] });
    case 'date':
      return el('input', { ...typed, type: 'date' });
    case 'moment':
      return el('input', { ...typed, type: 'datetime-local' });
    case 'number':
      return el('input', {
        ...typed,
        type: 'text',
        inputmode: field.integer ? 'numeric' : 'decimal',
        autocomplete: 'off',
        maxlength: 20,
      });
    default:
      return el('input', { ...typed, type: 'text', maxlength: maximumText.text, autocomplete: 'off' });
  }
}

function single(element) {
  return { element, input: element };
}

function hint(key) {
  const words = t(key);
  return words === key ? undefined : el('p', { class: 'quiet' }, words);
}
