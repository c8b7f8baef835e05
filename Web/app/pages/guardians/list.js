/** What staff confirmed of children's guardians; from here they confirm another one, or hand a record over. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { dataTable } from '../../components/table.js';
import { attestationStatus, attestedUntil } from '../../wallet/dependants.js';
import { day } from '../../texts/index.js';

export function render(context) {
  const { root, t, person } = context;
  const attests = person.role !== 'authority';
  root.append(
    h('h1', { text: t('guardians.title') }),
    h('p', { text: t(attests ? 'guardians.text' : 'guardians.text.authority') }),
    h('div', { class: 'actions page-head' },
      attests && h('a', { class: 'button primary', href: '#/guardians/attest' }, icon('check'), t('guardians.attest')),
      h('a', { class: attests ? 'button' : 'button primary', href: '#/guardians/hand-over' }, icon('key'),
        t('guardians.handOver'))));
  if (attests) root.append(attestations(context));
}

function attestations({ t, client, directory, on, signal }) {
  const table = dataTable({
    caption: t('guardians.mine'), none: t('guardians.none'), signal,
    load: (after) => client.page('/v1/me/attestations', { after, signal }),
    columns: [
      { label: t('guardians.guardian.short'), cell: ({ guardian }) => personBadge(directory, guardian) },
      { label: t('guardians.comesOfAge'), cell: ({ comesOfAge }) => String(comesOfAge) },
      { label: t('guardians.confirmed'), cell: ({ attestedAt }) => day(attestedAt) },
      { label: t('guardians.state'), cell: (one) => state(t, directory, one) },
    ],
  });
  on('ledger', ({ event }) => event.type.startsWith('dependant.') && table.reload());
  on('healed', table.reload);
  return table.element;
}

function state(t, directory, one) {
  const status = attestationStatus(one);
  return h('div', { class: 'chip-line' }, statusChip(status),
    status === 'used' && personBadge(directory, one.patient),
    status === 'open' && h('span', { class: 'muted small', text: t('guardians.open', {
      day: day(attestedUntil(one)) }) }));
}
