/** Who read what, when, why: every read, and all of them. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { dataTable } from '../../components/table.js';
import { show } from '../../components/states.js';
import { moment } from '../../texts/index.js';
import { chartStore } from '../chart/chart-store.js';

export function render(context) {
  const { root, t, client, person, directory, signal, on } = context;
  let documents;
  // Asked for once, and only when somebody wants to know.
  const all = () => {
    documents ??= client.all(`/v1/patients/${person.id}/records`, { signal }).catch((error) => {
      documents = undefined;
      throw error;
    });
    return documents;
  };
  const table = dataTable({
    caption: t('log.caption'), none: t('log.none'), hint: t('log.none.hint'), signal,
    load: (after) => client.page(`/v1/patients/${person.id}/reads`, { after, signal }),
    columns: [
      { label: t('log.who'), bare: true, cell: (read) => h('div', {}, personBadge(directory, read.reader),
        h('div', { class: 'small muted' }, t(`role.${read.role}`))) },
      { label: t('log.what'), cell: (read) => records(context, read, all) },
      { label: t('picker.purpose'), cell: (read) => t(`purpose.${read.purpose}`) },
      { label: t('log.when'), cell: (read) => moment(read.at) },
    ],
  });
  const reload = () => {
    documents = undefined;
    table.reload();
  };
  root.append(h('h1', { text: t('log.title') }), h('p', { text: t('log.text') }), table.element);
  on('ledger', reload);
  on('healed', reload);
}

/** How many, and which: their titles are opened on this device when they are asked for. */
function records(context, read, all) {
  const { t, signal } = context;
  const place = h('div');
  const details = h('details', { class: 'exact' },
    h('summary', { text: t('word.records', { count: read.records.length }) }), place);
  details.addEventListener('toggle', () => {
    if (details.open && place.childElementCount === 0) show(place, () => titles(context, read, all), signal);
  });
  return details;
}

async function titles(context, { records: ids }, all) {
  const { t, person, signal } = context;
  const found = (await all()).filter(({ record }) => ids.includes(record));
  const chart = await chartStore(context, person.id).chartOf(found, signal);
  return h('ul', { class: 'plain' }, found.map((one) => h('li', {}, h('a', {
    href: `#/record/item/${one.record}`, text: chart.byId.get(one.record)?.title || t(`category.${one.category}`),
  }))));
}
