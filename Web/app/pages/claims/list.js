/** The patient's claims: what was asked of which insurer, and what it answered. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { organisationBadge, personBadge } from '../../components/badges.js';
import { empty, show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { claimReason, withdrawClaim } from '../../wallet/claims.js';
import { errorText, moment } from '../../texts/index.js';
import { claimChip, money, textOf } from '../insurance/parts.js';

export function render(context) {
  const { root, t, on, signal } = context;
  const place = h('div');
  root.append(
    h('div', { class: 'card-head page-head' }, h('h1', { text: t('claims.title') }),
      h('a', { class: 'button primary', href: '#/claims/new' }, icon('plus'), t('claims.submit'))),
    place);
  const draw = () => show(place, () => claims(context), signal);
  on('ledger', ({ event }) => {
    if (event.type.startsWith('claim.')) draw();
  });
  on('healed', draw);
  draw();
}

async function claims(context) {
  const { t, client, signal } = context;
  const all = await client.all('/v1/me/claims', { signal });
  if (all.length === 0) return empty(t('myClaims.none'), { hint: t('myClaims.none.hint') });
  return h('div', { class: 'stack' }, await Promise.all(all.map((claim) => card(context, claim))));
}

async function card(context, claim) {
  const { t, person, directory } = context;
  const [text, reason] = await Promise.all([
    textOf(person, claim), claimReason(person, claim).catch((error) => errorText(error))]);
  const rows = [
    !text.failure && [t('claims.amount'), h('strong', { text: money(text) })],
    [t('claims.insurer'), organisationBadge(directory, claim.insurer)],
    claim.submitter !== person.id && [t('claims.by'), personBadge(directory, claim.submitter)],
    [t('claims.submitted'), moment(claim.submittedAt)],
    claim.answeredBy && [t('claims.answered'), moment(claim.endedAt)],
    reason && [t('claims.reason'), h('span', { class: 'pre', text: reason })],
  ].filter(Boolean);
  return h('section', { class: 'card', 'data-claim': claim.claim },
    h('div', { class: 'card-head' },
      h('h2', { class: 'clamped', text: text.failure ? errorText({ code: text.failure }) : text.description }),
      claimChip(t, claim)),
    h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)])),
    claim.status === 'open' && h('button', {
      type: 'button', class: 'button danger', text: t('claims.withdraw'), onclick: (event) => (
        withdraw(context, claim, event.currentTarget)),
    }));
}

async function withdraw({ t, person, desk }, claim, button) {
  button.disabled = true;
  try {
    await withdrawClaim(person, desk, claim);
    toast(t('claims.withdrawn'));
  } catch (error) {
    button.disabled = false;
    if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
  }
}
