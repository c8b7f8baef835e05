/** Who has access now, and ended accesses below; each can be revoked at once. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { dataTable } from '../../components/table.js';
import { toast } from '../../components/toast.js';
import { empty, show } from '../../components/states.js';
import { revokeAccess } from '../../wallet/access.js';
import { safetyWords, scopeSentence } from '../../wallet/wording.js';
import { errorText, list, moment, relative } from '../../texts/index.js';

export function render(context) {
  const { root, t, client, person, directory, signal, on } = context;
  const live = h('div', { class: 'cards' });
  const ended = dataTable({
    caption: t('access.ended'), none: t('access.ended.none'), signal,
    load: async (after) => {
      const page = await client.page(`/v1/patients/${person.id}/grants`, { after, signal });
      return { ...page, items: page.items.filter((grant) => grant.status !== 'live') };
    },
    columns: [
      { label: t('requests.who'), bare: true, cell: (grant) => personBadge(directory, grant.grantee) },
      { label: t('requests.what'), cell: (grant) => scopeSentence(grant.scope) },
      { label: t('access.until'), cell: (grant) => moment(grant.endedAt ?? grant.until) },
      { label: t('requests.status'), cell: (grant) => statusChip(grant.status) },
    ],
  });
  const draw = () => show(live, () => liveGrants(context, draw), signal);
  root.append(
    h('div', { class: 'card-head page-head' }, h('h1', { text: t('access.title') }),
      h('a', { class: 'button primary', href: '#/access/new' }, icon('plus'), t('give.title'))),
    h('p', { text: t('access.text') }), live, ended.element);
  on('ledger', () => {
    draw();
    ended.reload();
  });
  on('healed', draw);
  draw();
}

async function liveGrants(context, draw) {
  const { t, client, person, signal } = context;
  const grants = await client.all(`/v1/patients/${person.id}/grants`, { signal });
  const live = grants.filter((grant) => grant.status === 'live');
  if (live.length === 0) return empty(t('access.none'));
  return live.map((grant) => grantCard(context, grant, draw));
}

function grantCard(context, grant, draw) {
  const { t, directory } = context;
  const rows = [
    [t('requests.what'), [scopeSentence(grant.scope), safetyWords(grant)].filter(Boolean).join('. ')],
    [t('picker.rights'), list(grant.rights.map((right) => t(`right.${right}.label`)))],
    [t('picker.purpose'), t(`purpose.${grant.purpose}`)],
    [t('access.until'), `${moment(grant.until)} (${relative(grant.until)})`],
    [t('picker.reads'), grant.reads
      ? t('access.readsOf', { used: grant.readsUsed, reads: grant.reads }) : t('access.readsUsed', {
        count: grant.readsUsed })],
    // Whoever submits a claim for the patient names the access by which the insurer reads.
    grant.purpose === 'HPAYMT' && [t('access.code'), h('span', { class: 'id', text: grant.grant })],
    grant.awaits && [t('access.begins'), t('access.begins.appointment')],
  ].filter(Boolean);
  const end = () => h('button', {
    type: 'button', class: 'button danger', text: t('access.revoke'), onclick: (event) => (
      revoke(context, grant, event.currentTarget, draw)),
  });
  return h('section', { class: 'card', 'data-grant': grant.grant },
    h('h2', {}, personBadge(directory, grant.grantee)),
    h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => (
      [h('dt', { text: label }), h('dd', {}, value)]))),
    // Under it a representative reads: it ends with the representation and not before.
    grant.representation ? h('a', { class: 'button', href: '#/representatives', text: t('access.representative') })
      : end());
}

async function revoke({ t, person, desk }, grant, button, draw) {
  button.disabled = true;
  try {
    await revokeAccess(person, desk, grant.grant);
    toast(t('access.revoked'));
    draw();
  } catch (error) {
    button.disabled = false;
    if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
  }
}
