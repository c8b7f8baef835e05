/** The whole history with filters and search; what a person filtered stays while they look at a record. */
import { h } from '../../components/dom.js';
import { timelineView } from '../../viewers/timeline-view.js';

const filters = new WeakMap();

export function draw({ body, open, store, t }, chart) {
  // A search that somebody is typing is not taken away.
  if (body.contains(document.activeElement) && document.activeElement.matches('input, select')) return;
  const filter = filters.get(store) ?? {};
  filters.set(store, filter);
  body.replaceChildren(
    h('h2', { class: 'visually-hidden', text: t('records.tab.timeline') }),
    timelineView(chart, {
      onOpen: open,
      filter,
      onFilter: (next) => Object.assign(filter, next),
    }),
  );
}
