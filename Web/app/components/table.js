/** Tables of what the node lists: paged as the node pages, on a phone each row a card. */
import { fill, h } from './dom.js';
import { empty, loading, problem } from './states.js';
import { t } from '../texts/index.js';

/**
 * A table. `columns`: `[{label, cell(row) -> node or text, kind?: 'number'|'actions', bare?}]`; what is `bare` says
 * on a phone, too, what it is without a label. `load(after)` answers
 * `{items, next?}`; `none`: text when there is nothing. `caption` says what it is. Answers `{element, reload}`.
 */
export function dataTable({ caption, columns, load, none, hint, signal, rowLabel }) {
  const body = h('tbody');
  const more = h('button', { type: 'button', class: 'button', text: t('action.more'), hidden: true });
  const state = h('div');
  const table = h('table', { class: 'table', hidden: true }, h('caption', { text: caption }),
    h('thead', {}, h('tr', {}, columns.map((column) => (
      h('th', { scope: 'col', class: column.kind, text: column.label }))))), body);
  const element = h('div', { class: 'table-frame' }, table, state, more);
  let next;

  const append = (items) => body.append(...items.map((item) => h('tr', { 'aria-label': rowLabel?.(item) },
    columns.map(({ kind, label, bare, cell }) => (
      h('td', { class: kind, 'data-label': bare ? undefined : label }, cell(item)))))));

  async function page(after) {
    more.hidden = true;
    fill(state, loading());
    try {
      const answer = await load(after);
      if (signal?.aborted) return;
      if (after === undefined) body.replaceChildren();
      append(answer.items);
      next = answer.next;
      more.hidden = next === undefined;
      table.hidden = body.childElementCount === 0;
      fill(state, table.hidden && empty(none, { hint }));
    } catch (error) {
      if (!signal?.aborted) fill(state, problem(error, () => page(after)));
    }
  }
  more.addEventListener('click', () => page(next));
  page();
  return { element, reload: () => page() };
}
