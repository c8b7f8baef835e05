/** The sign-in card: shown once, to print or to save. */
import { cardText, secretText } from '../../crypto/vault.js';
import { h, saveFile } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { qrImage } from '../../components/qr.js';

/** The sheet for `{network, userName, secret}`; `done()` when the person says that it is kept. */
export async function cardSheet({ t, card, displayName, done }) {
  const text = await cardText(card);
  const kept = h('input', { type: 'checkbox', id: 'card-kept' });
  const go = h('button', {
    type: 'button', class: 'button primary', text: t('card.done'), disabled: true, onclick: done,
  });
  kept.addEventListener('change', () => { go.disabled = !kept.checked; });
  return [
    h('p', { text: t('card.text') }),
    h('section', { class: 'sheet', 'aria-label': t('card.title') },
      h('h2', { text: t('card.heading') }),
      qrImage(text, t('card.qr')),
      h('dl', { class: 'facts' },
        displayName && [h('dt', { text: t('card.person') }), h('dd', { text: displayName })],
        h('dt', { text: t('card.user') }), h('dd', { text: card.userName }),
        h('dt', { text: t('card.code') }), h('dd', { class: 'secret', text: await secretText(card, true) }))),
    h('div', { class: 'actions no-print' },
      h('button', {
        type: 'button', class: 'button', onclick: () => saveFile(`${text}\n`, `${card.userName}.card`, 'text/plain'),
      }, icon('download'), t('card.save')),
      h('button', { type: 'button', class: 'button', onclick: () => print() }, icon('print'), t('card.print'))),
    h('div', { class: 'field-check field no-print' }, kept, h('label', { for: 'card-kept', text: t('card.kept') })),
    h('div', { class: 'form-actions' }, go),
  ];
}
