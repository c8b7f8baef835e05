/** The dialog of the signing desk: what is signed, in words; exactly what is signed, one click deeper. */
import { h } from '../components/dom.js';
import { icon } from '../components/icons.js';
import { openDialog } from '../components/dialog.js';
import { readableIdentity } from '../crypto/identity.js';
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

/** Whose record it concerns: name, date of birth, identity, as far as they are known here. */
const whose = ({ id, name, birthDate }) => h('p', { class: 'confirm-patient', 'data-part': 'patient' },
  h('strong', { text: name ?? t('banner.nameUnknown') }), ' ',
  h('span', { text: birthDate ? t('banner.born', { date: birthDate }) : t('banner.bornUnknown') }), ' ',
  h('span', { class: 'id', text: readableIdentity(id) }));

/**
 * Shows items `[{words, exact}]` and answers whether the person confirmed them. `patient`: `{id, name?, birthDate?}`,
 * whose record it concerns, where that is somebody else.
 */
export async function confirmSigning(items, { patient } = {}) {
  const answer = await openDialog({
    title: t('confirm.title', { count: items.length }),
    body: [
      patient && whose(patient),
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
