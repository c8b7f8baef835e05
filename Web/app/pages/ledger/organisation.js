/** One organisation, with the people whom the authority verified. */
import { h } from '../../components/dom.js';
import { dataTable } from '../../components/table.js';
import { fail } from '../../crypto/errors.js';
import { readableIdentity } from '../../crypto/identity.js';
import { ledgerTabs } from './tabs.js';

export async function render(context) {
  const { root, t, client, params, signal, on, title } = context;
  const organisation = await client.find(`/v1/organisations/${params.organisation}`, { signal })
    ?? fail('organisation.unknown');
  title(organisation.name);
  const rows = [
    [t('organisation.kind'), t(`organisations.one.${organisation.kind}`)],
    [t('standing.id'), h('span', { class: 'id', text: readableIdentity(organisation.id) })],
    [t('organisation.status'), t(`organisations.status.${organisation.status}`)],
    [t('organisation.node'), organisation.node ? h('span', { class: 'id', text: readableIdentity(organisation.node) })
      : t('organisation.noNode')],
  ];
  const table = dataTable({
    caption: t('organisation.staff'), none: t('organisation.staff.none'), signal,
    load: (after) => client.page(`/v1/organisations/${organisation.id}/staff`, { after, signal }),
    columns: [
      { label: t('organisation.name'), cell: (one) => h('strong', { text: one.profile?.name ?? '' }) },
      { label: t('standing.role'), cell: (one) => t(`role.${one.role}`) },
      { label: t('signUp.specialty'), cell: (one) => one.profile?.specialty ?? '' },
      { label: t('standing.id'), cell: (one) => h('span', { class: 'id', text: readableIdentity(one.id) }) },
    ],
  });
  root.append(h('h1', { text: organisation.name }), ledgerTabs(context, 'organisations'),
    h('dl', { class: 'facts card' }, rows.flatMap(([label, value]) => (
      [h('dt', { text: label }), h('dd', {}, value)]))), table.element);
  on('healed', table.reload);
}
