/** Patients whose details a physician of this house has shared with its management. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { livePart } from '../../components/live-list.js';
import { empty } from '../../components/states.js';
import { readableIdentity } from '../../crypto/identity.js';
import { dayText } from '../../models/locale.js';
import { errorText, moment } from '../../texts/index.js';
import { namesOf } from './shared.js';

const SHOWN = ['birthDate', 'sex', 'address', 'phone', 'bloodGroup'];

export function render(context) {
  const { root, t, client, on, signal } = context;
  const part = livePart({
    on, signal, load: () => client.all('/v1/me/shared-patients', { signal }),
    draw: async (items) => {
      const names = await namesOf(context, items);
      return items.length === 0 ? empty(t('shared.none'), { hint: t('shared.none.hint') })
        : h('div', { class: 'cards' }, items.map((one, index) => card(context, one, names[index])));
    },
  });
  root.append(h('h1', { text: t('shared.title') }), h('p', { class: 'muted', text: t('shared.text') }), part.element);
  return part.ready;
}

function card({ t, directory }, one, details) {
  const rows = [
    ...SHOWN.filter((name) => details[name]).map((name) => [
      t(`shared.${name}`), name === 'birthDate' ? dayText(details[name]) || details[name] : details[name],
    ]),
    [t('shared.by'), personBadge(directory, one.sharedBy)], [t('shared.since'), moment(one.sharedAt)],
  ];
  return h('section', { class: 'card', 'data-patient': one.patient },
    h('h2', { text: details.name ?? t('shared.unnamed') }),
    h('p', { class: 'id', text: readableIdentity(one.patient) }),
    details.failure && h('p', { class: 'notice notice-warning', text: errorText({ code: details.failure }) }),
    h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)])),
    h('div', { class: 'actions' },
      h('a', { class: 'button', href: `#/pharmacy/patient/${one.patient}`, text: t('shared.prescriptions') }),
      h('a', { class: 'button', href: `#/insurance/submit?patient=${one.patient}`, text: t('shared.claim') })));
}
