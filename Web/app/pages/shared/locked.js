/** The device is locked: nothing of the person is on the screen, and the passphrase brings everything back. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';

export function render({ root, t, session }) {
  const passphrase = field({
    name: 'passphrase', label: t('signIn.passphrase'), type: 'password', autocomplete: 'current-password',
  });
  const made = form({
    fields: [passphrase], action: t('locked.unlock'),
    // Unlocked, the router shows the page that was left.
    submit: ({ passphrase: text }) => session.unlock(text),
    secondary: h('button', {
      type: 'button', class: 'link-button', text: t('locked.other'), onclick: () => session.signOut(),
    }),
  });
  root.append(h('h1', { text: t('locked.title') }),
    h('p', { text: t('locked.text', { name: session.account.displayName ?? session.account.userName }) }),
    made.element);
  passphrase.input.focus();
}
