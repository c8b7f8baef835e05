/** What this pharmacy may see of one patient's prescriptions, and asking for more. */
import { h } from '../../components/dom.js';
import { livePart } from '../../components/live-list.js';
import { empty } from '../../components/states.js';
import { typedIdentity } from '../../crypto/identity.js';
import { fail } from '../../crypto/errors.js';
import { list } from './parts.js';

export function render(context) {
  const { root, t, client, params, patient, on, signal } = context;
  const id = typedIdentity(params.patient) ?? fail('identity.unknown');
  patient(id);
  const ask = h('a', { class: 'button primary', href: `#/find/${id}`, text: t('pharmacy.ask') });
  const part = livePart({
    on, signal, load: () => client.all(`/v1/patients/${id}/prescriptions`, { signal }),
    draw: (items) => (items.length === 0
      ? empty(t('pharmacy.of.none'), { hint: t('pharmacy.of.hint'), action: ask })
      : list(context, items, '', { named: false })),
  });
  root.append(h('h1', { text: t('pharmacy.of') }), h('section', { class: 'card' }, part.element));
  return part.ready;
}
