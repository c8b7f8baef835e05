/** Finds a patient by identity: typed, or scanned from the patient's code. Names are not in the network. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { canScan, scanCode } from '../../components/scanner.js';
import { typedIdentity } from '../../crypto/identity.js';

export function render({ root, t, go }) {
  const id = field({
    name: 'id', label: t('find.id'), hint: t('find.id.hint'), autocomplete: 'off', autocapitalize: 'characters',
    spellcheck: 'false', check: (text) => (typedIdentity(text) ? undefined : t('find.id.wrong')),
  });
  const made = form({
    before: h('p', { text: t('find.text') }), fields: [id], action: t('find.action'),
    submit: (values) => go(`/find/${typedIdentity(values.id)}`),
    secondary: canScan() && h('button', {
      type: 'button', class: 'button', onclick: async () => {
        const text = await scanCode();
        if (text) id.set(text);
      },
    }, icon('image'), t('signIn.scan')),
  });
  root.append(h('h1', { text: t('find.title') }), h('div', { class: 'card' }, made.element));
  id.input.focus();
}
