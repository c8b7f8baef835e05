/** Who read what, when, why: every read, and all of them. */
import { h } from '../../components/dom.js';
import { organisationBadge, personBadge } from '../../components/badges.js';
import { dataTable } from '../../components/table.js';
import { moment } from '../../texts/index.js';

export function render({ root, t, client, person, directory, signal, on }) {
  const table = dataTable({
    caption: t('log.caption'), none: t('log.none'), hint: t('log.none.hint'), signal,
    load: (after) => client.page(`/v1/patients/${person.id}/reads`, { after, signal }),
    columns: [
      { label: t('log.who'), cell: (read) => h('div', {}, personBadge(directory, read.reader),
        h('div', { class: 'small muted' }, t(`role.${read.role}`))) },
      { label: t('standing.organisation'), cell: (read) => organisationBadge(directory, read.organisation) },
      { label: t('log.what'), cell: (read) => t('word.records', { count: read.records.length }) },
      { label: t('picker.purpose'), cell: (read) => t(`purpose.${read.purpose}`) },
      { label: t('log.when'), cell: (read) => moment(read.at) },
    ],
  });
  root.append(h('h1', { text: t('log.title') }), h('p', { text: t('log.text') }), table.element);
  on('ledger', table.reload);
  on('healed', table.reload);
}
