/** Single records of one's own to choose from: searched by what they say, on this device. */
import { fill, h, uniqueId, debounce } from './dom.js';
import { empty, show } from './states.js';
import { day, t } from '../texts/index.js';

const SHOWN = 12;

/**
 * A field of records. `load()` answers a promise of a chart's entries: called by `start()`, since opening a whole
 * record takes its time. `value` is the list of the chosen ids, undefined for none.
 */
export function recordPicker({ load, legend, chosen = [], signal }) {
  const searchId = uniqueId('search');
  const taken = new Set(chosen);
  const error = h('p', { class: 'field-error', hidden: true });
  const place = h('div', { class: 'checks' });
  const count = h('p', { class: 'hint', role: 'status' });
  const search = h('input', { type: 'search', id: searchId, autocomplete: 'off' });
  let offered = [];
  let started;

  function option(entry) {
    const id = uniqueId('record');
    const box = h('input', {
      type: 'checkbox', id, name: 'records', value: entry.id, checked: taken.has(entry.id), onchange: () => {
        if (box.checked) taken.add(entry.id);
        else taken.delete(entry.id);
        say();
        tell();
      },
    });
    return h('div', { class: 'check' }, box, h('label', { for: id }, h('span', { text: entry.title }),
      h('span', { class: 'hint', text: `${t(`category.${entry.category}`)}, ${day(entry.createdAt)}` })));
  }

  function draw() {
    const wanted = search.value.trim().toLocaleLowerCase();
    const found = offered.filter((entry) => taken.has(entry.id) || entry.title.toLocaleLowerCase().includes(wanted));
    found.sort((a, b) => taken.has(b.id) - taken.has(a.id));
    return found.slice(0, SHOWN + taken.size).map(option);
  }

  const tell = () => { count.textContent = t('records.chosen', { count: taken.size }); };

  function say(text) {
    error.textContent = text ?? '';
    error.hidden = !text;
  }

  const start = () => {
    started ??= show(place, async () => {
      offered = (await load()).filter((entry) => entry.status === 'current' && entry.isOpen)
        .sort((a, b) => b.createdAt - a.createdAt);
      return offered.length === 0 ? empty(t('records.noneToChoose')) : draw();
    }, signal);
  };
  search.addEventListener('input', debounce(() => offered.length > 0 && fill(place, draw()), 120));
  tell();
  return {
    element: h('fieldset', { class: 'group form' }, h('legend', { text: legend }),
      h('div', { class: 'field' }, h('label', { for: searchId, text: t('records.search') }), search), place,
      count, error),
    name: 'records', input: search, required: true, type: 'group', fail: say, start,
    get value() {
      return taken.size > 0 ? [...taken] : undefined;
    },
  };
}
