/** A guardian hands the child's key on to the keys that the young adult has made. */
import { h } from '../../components/dom.js';
import { form } from '../../components/form.js';
import { toast } from '../../components/toast.js';
import { passKey } from '../../wallet/dependants.js';
import { takeOverFile } from './parts.js';

export function render(context) {
  const { root, t, person, desk, go } = context;
  // It is the guardian's own, whoever they act for at the moment.
  if (person.actor) {
    go('/representatives', { replace: true });
    return;
  }
  const file = takeOverFile(context, { lapses: false });
  const made = form({
    before: h('p', { text: t('guardians.passKey.text') }), fields: [file.field],
    after: [file.scan, file.about],
    action: t('guardians.passKey'),
    submit: async () => {
      await passKey(person, desk, await file.read());
      toast(t('guardians.keyPassed'));
      go('/representatives');
    },
  });
  made.element.classList.add('card');
  root.append(h('h1', { text: t('guardians.passKey') }), made.element);
}
