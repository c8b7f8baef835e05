/** Documents and images; adding some by dropping them. */
import { h } from '../../components/dom.js';
import { newestFirst } from '../../models/chart.js';
import { sizeText } from '../../models/locale.js';
import { entryRow } from '../../viewers/timeline-view.js';
import { uploadPanel } from './upload.js';

const KINDS = ['Document', 'DocumentReference', 'Composition', 'ImagingStudy', 'Media'];

/** What is shown as a document: files, notes, studies, and what is too large to have been opened by itself. */
function documentsOf(chart) {
  return newestFirst(chart.entries).filter(
    (entry) => KINDS.includes(entry.type) || (entry.type === 'Sealed' && entry.document.size > 0),
  );
}

export function draw(page, chart) {
  const { body, t, open } = page;
  const found = documentsOf(chart);
  const items = found.map((entry) =>
    h(
      'li',
      {},
      entryRow(entry, chart, open),
      !entry.isOpen && entry.document.size && h('span', { class: 'quiet', text: sizeText(entry.document.size) }),
    ),
  );
  const section = h(
    'section',
    { class: 'card' },
    h('h2', { text: t('records.documents') }),
    found.length > 0
      ? h('ul', { class: 'timeline-entries' }, items)
      : h('p', { class: 'empty', text: t('records.documents.none') }),
  );
  const panel = body.querySelector('[data-panel=upload]') ?? uploadPanel(page);
  body.replaceChildren(...[panel, section].filter(Boolean));
}
