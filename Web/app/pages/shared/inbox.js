/** What concerned the person, newest first: what waits for them stands on their first page. */
import { fill, h } from '../../components/dom.js';
import { dataTable } from '../../components/table.js';
import { eventLink } from '../../session/event-links.js';
import { eventWords } from '../../session/event-words.js';
import { moment } from '../../texts/index.js';

export function render({ root, t, client, directory, signal, on, person }) {
  const table = dataTable({
    caption: t('inbox.caption'), none: t('inbox.none'), signal,
    load: (after) => client.page('/v1/me/events', { after, query: { order: 'newest' }, signal }),
    columns: [
      { label: t('inbox.what'), bare: true, cell: (item) => words(item, directory, person) },
      { label: t('inbox.when'), bare: true, cell: (item) => h('span', { class: 'muted', text: moment(item.time) }) },
    ],
  });
  root.append(h('h1', { text: t('inbox.title') }), table.element);
  on('ledger', table.reload);
  on('healed', table.reload);
}

/** What happened, which leads to where it is looked at or answered. */
function words({ event }, directory, person) {
  const element = h('span', {});
  const link = eventLink(event, person);
  eventWords(event, directory, person).then((text) => {
    fill(element, link ? h('a', { href: `#${link}`, text }) : text);
  }, () => undefined);
  return element;
}
