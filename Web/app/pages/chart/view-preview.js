/** What a grantee would see: the same views over exactly the records that a grant would open, before it is given. */
import { fill, h } from '../../components/dom.js';
import { categoryPicker } from '../../components/pickers.js';
import { icon } from '../../components/icons.js';
import { allergyStatus } from '../../models/allergies.js';
import { allergyBanner } from '../../viewers/allergy-banner.js';
import { notEverything } from '../../viewers/lists-view.js';
import { timelineView } from '../../viewers/timeline-view.js';
import { consentCategory } from '../../wallet/records.js';
import { overview } from './view-overview.js';

/** Safety goes along with every right to read, as the contract has it. */
function coveredBy(chosen) {
  return (document) =>
    document.status !== 'erased' &&
    (chosen.includes(consentCategory(document)) || (chosen.length > 0 && consentCategory(document) === 'safety'));
}

export function draw(page) {
  const { body, t, query, store } = page;
  const wanted = query.get('categories')?.split(',') ?? ['clinical', 'medication', 'laboratory'];
  const records = query.get('records')?.split(',');
  const place = h('div', { class: 'stack', 'aria-live': 'polite' });
  const back = backLink(page);
  const picker = categoryPicker({ chosen: wanted, hint: t('records.preview.hint') });
  const show = () => {
    const covers = records ? (document) => records.includes(document.record) : coveredBy(picker.value ?? []);
    const chart = store.chart(covers);
    back?.point(records ? undefined : picker.value ?? []);
    fill(
      place,
      h(
        'p',
        { class: 'notice' },
        icon('eye'),
        t('records.preview.count', {
          count: chart.entries.length,
          of: store.documents.length,
        }),
      ),
      preview(page, chart),
    );
  };
  for (const input of picker.inputs) input.addEventListener('change', show);
  fill(
    body,
    h(
      'section',
      { class: 'card' },
      h('h2', { text: t('records.title.preview') }),
      h('p', { text: t('records.preview.text') }),
      !records && picker.element,
      back && h('p', { class: 'actions' }, back.element),
    ),
    place,
  );
  show();
}

/** Back to the decision that the preview was opened from, with the categories as they are chosen now. */
function backLink({ query, t }) {
  const [from] = /^\/(requests|access\/new)\/[\w-]+$/.exec(query.get('from') ?? '') ?? [];
  if (from === undefined) return undefined;
  const element = h('a', { class: 'button primary', text: t('records.preview.back') });
  const point = (categories) => {
    element.href = `#${from}${categories ? `?categories=${categories.join()}` : ''}`;
  };
  return { element, point };
}

function preview(page, chart) {
  const { t } = page;
  if (chart.entries.length === 0) return h('p', { class: 'empty', text: t('records.preview.nothing') });
  return h(
    'section',
    { class: 'preview-frame', 'aria-label': t('records.title.preview') },
    allergyBanner(allergyStatus(chart.entries), { onOpen: page.open }),
    notEverything(),
    overview(page, chart),
    h('h2', { text: t('timeline.title') }),
    timelineView(chart, { onOpen: page.open }),
  );
}
