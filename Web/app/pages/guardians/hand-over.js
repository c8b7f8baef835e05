/** Staff hand a record over to who has come of age, with the file that the young adult brings. */
import { h } from '../../components/dom.js';
import { form } from '../../components/form.js';
import { toast } from '../../components/toast.js';
import { handOver } from '../../wallet/dependants.js';
import { takeOverFile } from './parts.js';

export function render(context) {
  const { root, t, person, desk, go } = context;
  const file = takeOverFile(context, { lapses: true });
  const made = form({
    before: h('p', { text: t('guardians.handOver.text') }), fields: [file.field],
    after: [file.scan, file.about],
    action: t('guardians.handOver'),
    submit: async () => {
      await handOver(person, desk, await file.read());
      toast(t('guardians.handedOver'));
      go('/guardians');
    },
  });
  made.element.classList.add('card');
  root.append(h('h1', { text: t('guardians.handOver') }), made.element);
}
