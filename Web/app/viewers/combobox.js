// A coded entry with free text beside it: the ARIA combobox with a list (WAI-ARIA 1.2, "editable combobox with list
// autocomplete"). Arrow keys move, Enter takes, Escape closes then clears, leaving the field keeps the words typed.

import { el, freshId, icon, replace } from './dom.js';
import { matching } from '../models/pick-lists.js';
import { t, tn } from '../models/words.js';

const systemNames = {
  'http://snomed.info/sct': 'SNOMED CT',
  'http://loinc.org': 'LOINC',
  'http://hl7.org/fhir/sid/cvx': 'CVX',
  'http://www.nlm.nih.gov/research/umls/rxnorm': 'RxNorm',
};

export class Combobox {
  /**
   * @param {object} options
   * @param options.id the input's id, for its label
   * @param options.pickList a promise of a list, or undefined for free text alone
   * @param options.onChange called with `{text, system?, code?, display?, …}` or undefined
   */
  constructor({ id, pickList, value, onChange, exclude = [], required = false }) {
    Object.assign(this, { value, onChange, exclude, items: [], active: -1, listId: freshId('options') });
    this.input = el('input', {
      type: 'text',
      id,
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      maxlength: 300,
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': this.listId,
      'aria-required': required ? 'true' : undefined,
      value: value?.text ?? value?.display ?? '',
    });
    this.list = el('ul', {
      class: 'combobox-list',
      id: this.listId,
      role: 'listbox',
      hidden: true,
      'aria-label': t('entry.choose'),
    });
    this.code = el('span', { class: 'combobox-code' });
    this.status = el('span', { class: 'visually-hidden', role: 'status' });
    this.element = el(
      'div',
      { class: 'combobox' },
      el('div', { class: 'combobox-field' }, icon('search'), this.input),
      this.list,
      this.code,
      this.status,
    );
    this.listen();
    this.showCode();
    Promise.resolve(pickList).then(
      (found) => {
        this.pickList = found;
      },
      () => {
        this.status.textContent = t('entry.listUnavailable');
      },
    );
  }

  listen() {
    this.input.addEventListener('input', () => {
      const text = this.input.value.trim();
      this.set(text ? { text } : undefined);
      this.open();
    });
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('click', () => this.list.hidden && this.open());
    this.input.addEventListener('blur', () => this.close());
    // The list takes no focus: a press must not blur the field before it is a choice.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const option = event.target.closest('[role=option]');
      if (option) this.take(Number(option.dataset.index));
    });
  }

  key(event) {
    const isOpen = !this.list.hidden;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault();
        if (!isOpen) this.open();
        else this.highlight(this.active + (event.key === 'ArrowDown' ? 1 : -1));
        break;
      case 'Enter':
        if (isOpen && this.active >= 0) {
          event.preventDefault();
          this.take(this.active);
        }
        break;
      case 'Escape':
        if (isOpen) this.close();
        else if (this.input.value) this.clear();
        else return;
        event.preventDefault();
        event.stopPropagation();
        break;
      default:
    }
  }

  open() {
    if (!this.pickList) return;
    const typed = this.value?.code ? '' : this.input.value;
    this.items = matching(this.pickList, typed, 12).filter((one) => !this.exclude.includes(one.code));
    this.active = -1;
    const free = this.input.value.trim();
    replace(
      this.list,
      this.items.map((item, index) => this.option(item, index)),
      !this.items.length &&
        el(
          'li',
          { class: 'combobox-none', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' },
          t(free ? 'entry.noMatches' : 'entry.choose'),
        ),
    );
    this.status.textContent = this.items.length ? tn('entry.matches', this.items.length) : t('entry.noMatches');
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
  }

  option(item, index) {
    const also = item.also.length ? el('span', { class: 'combobox-also' }, item.also.join(', ')) : undefined;
    return el(
      'li',
      { id: `${this.listId}-${index}`, role: 'option', 'aria-selected': 'false', data: { index: String(index) } },
      el('span', {}, item.display),
      also,
      el('span', { class: 'combobox-system' }, `${systemNames[item.system] ?? ''} ${item.code}`),
    );
  }

  highlight(index) {
    if (!this.items.length) return;
    this.active = (index + this.items.length) % this.items.length;
    [...this.list.children].forEach((option, at) => option.setAttribute('aria-selected', String(at === this.active)));
    const chosen = this.list.children[this.active];
    chosen.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', chosen.id);
  }

  take(index) {
    const item = this.items[index];
    if (!item) return;
    this.input.value = item.display;
    this.set({
      system: item.system,
      code: item.code,
      display: item.display,
      text: item.display,
      category: item.category,
      unit: item.unit,
    });
    this.close();
  }

  clear() {
    this.input.value = '';
    this.set(undefined);
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  set(value) {
    this.value = value;
    this.showCode();
    this.onChange?.(value);
  }

  showCode() {
    this.code.textContent = !this.value
      ? ''
      : this.value.code
        ? t('entry.codeChosen', { system: systemNames[this.value.system] ?? '', code: this.value.code })
        : t('entry.freeTextChosen');
  }
}
