/** Every request for access to my record, newest first. */
import { h } from '../../components/dom.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { dataTable } from '../../components/table.js';
import { scopeSentence } from '../../wallet/wording.js';
import { moment } from '../../texts/index.js';

export function render({ root, t, client, person, directory, signal, on }) {
  const table = dataTable({
    caption: t('requests.caption'), none: t('requests.none'), hint: t('requests.none.hint'), signal,
    load: (after) => client.page(`/v1/patients/${person.id}/requests`, { after, signal }),
    columns: [
      { label: t('requests.who'), bare: true, cell: (request) => personBadge(directory, request.requester) },
      { label: t('requests.what'), cell: (request) => scopeSentence(request.scope) },
      { label: t('picker.purpose'), cell: (request) => t(`purpose.${request.purpose}`) },
      { label: t('requests.when'), cell: (request) => moment(request.requestedAt) },
      { label: t('requests.status'), cell: (request) => statusChip(request.status) },
      {
        label: t('requests.decide'), kind: 'actions',
        cell: (request) => h('a', {
          class: request.status === 'open' ? 'button small primary' : 'button small',
          href: `#/requests/${request.request}`,
          text: t(request.status === 'open' ? 'requests.decide' : 'requests.look'),
        }),
      },
    ],
  });
  root.append(h('h1', { text: t('requests.title') }), table.element);
  on('ledger', table.reload);
  on('healed', table.reload);
}
