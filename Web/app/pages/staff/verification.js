/** The authority's queue: who waits for verification, oldest first. */
import { h } from '../../components/dom.js';
import { organisationBadge } from '../../components/badges.js';
import { dataTable } from '../../components/table.js';
import { moment, relative } from '../../texts/index.js';

export function render({ root, t, client, directory, signal, on }) {
  const table = dataTable({
    caption: t('verification.caption'), none: t('verification.none'), signal,
    load: (after) => client.page('/v1/identities', { after, query: { status: 'pending' }, signal }),
    columns: [
      { label: t('verification.who'), cell: (one) => h('strong', { text: one.profile?.name ?? one.id }) },
      { label: t('standing.role'), cell: (one) => t(`role.${one.role}`) },
      { label: t('standing.organisation'), cell: (one) => organisationBadge(directory, one.organisation) },
      { label: t('waiting.since'), cell: (one) => (
        one.registeredAt ? `${moment(one.registeredAt)} (${relative(one.registeredAt)})` : '') },
      {
        label: t('verification.decide'), kind: 'actions', cell: (one) => h('a', {
          class: 'button small primary', href: `#/verification/${one.id}`, text: t('verification.decide'),
        }),
      },
    ],
  });
  root.append(h('h1', { text: t('verification.title') }), h('p', { text: t('verification.text') }), table.element);
  on('healed', table.reload);
  // Applications reach the authority by question, not by audience: the queue is read anew with each block.
  on('block', table.reload);
}
