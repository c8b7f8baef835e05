/** What concerned the person, newest first: what waits for them stands on their first page. */
import { h } from '../../components/dom.js';
import { dataTable } from '../../components/table.js';
import { eventWords } from '../../session/event-words.js';
import { moment } from '../../texts/index.js';

export function render({ root, t, client, directory, signal, on, person }) {
  const table = dataTable({
    caption: t('inbox.caption'), none: t('inbox.none'), signal,
    load: (after) => client.page('/v1/me/events', { after, query: { order: 'newest' }, signal }),
    columns: [
      { label: t('inbox.when'), cell: (item) => moment(item.time) },
      { label: t('inbox.what'), cell: (item) => words(item, directory, person) },
      { label: t('inbox.block'), kind: 'number', cell: (item) => String(item.height) },
    ],
  });
  root.append(h('h1', { text: t('inbox.title') }), table.element);
  on('ledger', table.reload);
  on('healed', table.reload);
}

function words(item, directory, person) {
  const element = h('span', {});
  eventWords(item.event, directory, person).then((text) => { element.textContent = text; }, () => undefined);
  return element;
}
