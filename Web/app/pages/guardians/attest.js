/** Staff confirm that they saw the proof that somebody is a child's parent or guardian. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { canScan, scanCode } from '../../components/scanner.js';
import { toast } from '../../components/toast.js';
import { typedIdentity } from '../../crypto/identity.js';
import { attest } from '../../wallet/dependants.js';

/** How far ahead the year may lie (contract-people-v1 section 6). */
const FURTHEST = 26;

export function render(context) {
  const { root, t } = context;
  const id = field({
    name: 'guardian', label: t('guardians.guardian'), hint: t('guardians.guardian.hint'), autocomplete: 'off',
    autocapitalize: 'characters', spellcheck: 'false',
    check: (text) => (typedIdentity(text) ? undefined : t('guardians.guardian.wrong')),
  });
  const from = new Date().getUTCFullYear();
  const until = from + FURTHEST;
  const year = field({
    name: 'comesOfAge', label: t('guardians.comesOfAge'), hint: t('guardians.comesOfAge.hint'), type: 'number',
    min: from, max: until, step: 1, inputmode: 'numeric', autocomplete: 'off',
    check: (text) => (/^\d{4}$/.test(text) && Number(text) >= from && Number(text) <= until
      ? undefined : t('guardians.comesOfAge.wrong', { from: String(from), until: String(until) })),
  });
  const made = form({
    before: h('p', { text: t('guardians.attest.text') }), fields: [id, year], action: t('guardians.attest'),
    submit: (values) => send(context, values),
    secondary: canScan() && h('button', {
      type: 'button', class: 'button', onclick: async () => {
        const text = await scanCode();
        if (text) id.set(text);
      },
    }, icon('image'), t('guardians.scan')),
  });
  made.element.classList.add('card');
  root.append(h('h1', { text: t('guardians.attest') }), made.element);
}

async function send({ t, person, desk, go }, { guardian, comesOfAge }) {
  await attest(person, desk, { guardian: typedIdentity(guardian), comesOfAge: Number(comesOfAge) });
  toast(t('guardians.attested'));
  go('/guardians');
}
