/** What this is, for somebody who has never seen it. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';

const PROMISES = ['lock', 'log', 'access', 'check'];

export function render({ root, t }) {
  root.append(
    h('section', { class: 'hero' },
      h('h1', { text: t('landing.heading') }),
      h('p', { class: 'lead', text: t('landing.lead') }),
      h('div', { class: 'actions' },
        h('a', { class: 'button primary', href: '#/sign-in', text: t('landing.signIn') }),
        h('a', { class: 'button', href: '#/sign-up', text: t('landing.signUp') }),
        h('a', { class: 'button', href: '#/sign-up/staff', text: t('landing.signUpStaff') }))),
    h('div', { class: 'cards' }, PROMISES.map((name) => h('section', { class: 'card promise' },
      icon(name), h('h2', { text: t(`landing.${name}`) }), h('p', { text: t(`landing.${name}.text`) })))),
    h('section', { class: 'card' },
      h('h2', { text: t('landing.trust') }), h('p', { text: t('landing.trust.text') }),
      h('p', { class: 'actions' }, h('a', { href: '#/ledger/receipt', text: t('landing.receipt') }),
        h('a', { href: '#/ledger/organisations', text: t('landing.organisations') })), source(t)));
}

/** Where the code in this browser came from: its hash can be compared with the published one. */
function source(t) {
  const hash = h('code', { class: 'id' });
  fetch('/app/bundle.json', { credentials: 'omit' }).then((answer) => answer.json()).then((bundle) => {
    hash.textContent = bundle.hash;
  }, () => undefined);
  return h('details', { class: 'exact' }, h('summary', { text: t('landing.source') }),
    h('p', { class: 'small', text: t('landing.source.text') }), h('p', {}, hash),
    h('p', {}, h('a', { href: '/tour', text: t('landing.tour') })));
}
