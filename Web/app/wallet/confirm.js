/** The dialog of the signing desk: what is signed, in words; exactly what is signed, one click deeper. */
import { h } from '../components/dom.js';
import { icon } from '../components/icons.js';
import { openDialog } from '../components/dialog.js';
import { t } from '../texts/index.js';

function item({ words, exact }) {
  const details = h('details', { class: 'exact' }, h('summary', { text: t('confirm.exact') }),
    h('p', { class: 'hint', text: t('confirm.exact.hint') }),
    h('pre', { tabindex: '0', text: JSON.stringify(JSON.parse(exact), null, 2) }));
  const unknown = words === undefined;
  return h('li', { class: 'confirm-item' },
    h('p', { class: unknown ? 'confirm-words confirm-unknown' : 'confirm-words', text: words ?? t('confirm.unknown') }),
    details);
}

/** Shows items `[{words, exact}]` and answers whether the person confirmed them. */
export async function confirmSigning(items) {
  const answer = await openDialog({
    title: t('confirm.title', { count: items.length }),
    body: [
      h('ul', { class: 'confirm-list' }, items.map(item)),
      h('p', { class: 'hint' }, icon('key'), ' ', t('confirm.hint')),
    ],
    actions: [
      { label: t('confirm.reject'), value: false, name: 'reject' },
      { label: t('confirm.confirm'), value: true, kind: 'primary', name: 'confirm' },
    ],
  });
  return answer === true;
}
