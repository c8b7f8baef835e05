/** The first screen of staff: patients who gave access, and what waits for an answer. */
import { h } from '../../components/dom.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { empty, show } from '../../components/states.js';
import { grantsToMe } from '../../wallet/records.js';
import { scopeWords } from '../../wallet/wording.js';
import { moment, relative } from '../../texts/index.js';

export function render(context) {
  const { root, t, on, signal } = context;
  const [grants, requests] = [h('div'), h('div')];
  root.append(h('h1', { text: t('staffHome.title') }),
    h('p', {}, h('a', { class: 'button primary', href: '#/find', text: t('nav.find') })),
    h('section', { class: 'card' }, h('h2', { text: t('staffHome.patients') }), grants),
    h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', { text: t('staffHome.requests') }),
      h('a', { href: '#/my-requests', text: t('staffHome.requests.all') })), requests));
  const draw = () => {
    show(grants, () => patients(context), signal);
    show(requests, () => waiting(context), signal);
  };
  on('ledger', draw);
  on('healed', draw);
  draw();
}

async function patients({ t, person, directory }) {
  const grants = await grantsToMe(person);
  if (grants.length === 0) return empty(t('staffHome.patients.none'));
  return h('ul', { class: 'list' }, grants.map((grant) => h('li', {},
    personBadge(directory, grant.patient, { link: `#/chart/${grant.patient}` }),
    h('p', { class: 'muted small', text: t('staffHome.grant', {
      scope: scopeWords(grant.scope), purpose: t(`purpose.for.${grant.purpose}`), until: moment(grant.until) }) }))));
}

async function waiting({ t, client, directory, signal }) {
  const { items } = await client.page('/v1/me/requests', { limit: 10, signal });
  if (items.length === 0) return empty(t('staffHome.requests.none'));
  return h('ul', { class: 'list' }, items.map((request) => h('li', { class: 'card-head' },
    h('div', {}, personBadge(directory, request.patient),
      h('p', { class: 'muted small', text: `${scopeWords(request.scope)}, ${relative(request.requestedAt)}` })),
    statusChip(request.status))));
}
