/** What the network has agreed on: its rules, and who votes on them. */
import { h } from '../../components/dom.js';
import { organisationBadge } from '../../components/badges.js';
import { duration, number } from '../../texts/index.js';

export async function render({ root, t, client, directory, signal }) {
  const network = await client.get('/v1/network', { signal });
  const { parameters, organisationSet, contractVersion, height } = network;
  const rows = [
    [t('rules.name'), network.name], [t('rules.contract'), String(contractVersion)],
    [t('rules.height'), number(height)],
    [t('rules.patientsPerDay'), number(parameters.patientsPerDay)],
    [t('rules.maximumGrantDuration'), duration(parameters.maximumGrantDuration)],
    [t('rules.replicas'), number(parameters.replicas)],
    [t('rules.stateRootInterval'), t('rules.seconds', { count: Math.round(parameters.stateRootInterval / 1_000) })],
  ];
  root.append(h('h1', { text: t('rules.title') }),
    h('section', { class: 'card' }, h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => (
      [h('dt', { text: label }), h('dd', { text: value })])))),
    h('section', { class: 'card' }, h('h2', { text: t('rules.voters') }), h('p', { text: t('rules.votes') }),
      h('p', { text: t('rules.needed', { count: Math.floor(organisationSet.organisations.length * 2 / 3) + 1,
        total: organisationSet.organisations.length }) }),
      h('ul', { class: 'list' }, organisationSet.organisations.map(({ organisation }) => (
        h('li', {}, organisationBadge(directory, organisation))))),
      h('p', {}, h('a', { href: '#/ledger/organisations', text: t('rules.organisations') }))));
}
