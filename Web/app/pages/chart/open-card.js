/** Asks a reader to open what a grant allows: what it is, for what purpose, and that the patient sees it. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { toast } from '../../components/toast.js';
import { errorText, list, moment } from '../../texts/index.js';
import { scopeWords } from '../../wallet/wording.js';

export function openCard({ t, store }, closed, open) {
  const grants = [...new Set(closed.map((document) => store.grantFor(document)))];
  const categories = [...new Set(closed.map((document) => document.category))];
  const limited = grants.some((grant) => grant.reads !== undefined);
  const button = h(
    'button',
    { type: 'button', class: 'button primary', 'data-action': 'open-chart' },
    icon('lock'),
    t('records.open.action', { count: closed.length }),
  );
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await open();
    } catch (error) {
      if (!['signature.rejected', 'client.cancelled'].includes(error.code)) toast(errorText(error), 'problem');
      button.disabled = false;
      if (!card.isConnected) place?.replaceChildren(card);
    }
  });
  const card = h(
    'section',
    { class: 'card' },
    h('h2', { text: t('records.open.title') }),
    h('p', { text: t('records.open.text', { categories: list(categories.map((one) => t(`category.${one}`))) }) }),
    h(
      'ul',
      {},
      grants.map((grant) => h('li', { text: grantWords(t, grant) })),
    ),
    limited && h('p', { class: 'notice notice-warning', text: t('records.open.limited') }),
    button,
  );
  let place;
  queueMicrotask(() => {
    place = card.parentElement;
  });
  return card;
}

/** What a grant covers, what for and until when; where it is limited, how often it was used. */
function grantWords(t, { scope, purpose, until, reads, readsUsed = 0 }) {
  const terms = { scope: scopeWords(scope), purpose: t(`purpose.for.${purpose}`), until: moment(until) };
  const used = reads === undefined ? '' : `; ${t('records.open.used', { used: readsUsed, of: reads })}`;
  return t('records.patients.grant', terms) + used;
}
