/** Claims that concern the person's organisation, open ones first. */
import { h } from '../../components/dom.js';
import { personBadge } from '../../components/badges.js';
import { livePart } from '../../components/live-list.js';
import { empty } from '../../components/states.js';
import { errorText, moment, relative } from '../../texts/index.js';
import { keyCard } from '../organisation/key.js';
import { namesOf } from '../organisation/shared.js';
import { namesLine } from '../shared/nameless.js';
import { claimChip, money, textOf } from './parts.js';

export function render(context) {
  const { root, t, client, person, on, signal } = context;
  const isInsurer = person.role === 'insurer';
  const load = () => client.all('/v1/me/claims', { signal });
  const part = livePart({ on, signal, load, draw: async (items) => [
    await names(context, items, () => part.reload()), await draw(context, items, isInsurer)] });
  // Without its key an insurer can be sent no claim.
  const key = isInsurer ? keyCard(context, { onlyIfNeeded: true }) : '';
  root.append(h('div', { class: 'card-head page-head' }, h('h1', { text: t('claims.title') }),
    !isInsurer && h('a', { class: 'button primary', href: '#/insurance/submit', text: t('claims.submit') })),
  key, part.element);
  return part.ready;
}

/** The management knows the names that physicians told it; an insurer those that patients let it read. */
async function names(context, items, redraw) {
  const { person, client, signal } = context;
  if (person.role === 'insurer') return namesLine(context, items.map((claim) => claim.patient), redraw);
  await namesOf(context, await client.all('/v1/me/shared-patients', { signal }));
  return undefined;
}

async function draw(context, items, isInsurer) {
  const { t } = context;
  const open = items.filter((claim) => claim.status === 'open');
  const ended = items.filter((claim) => claim.status !== 'open');
  return [
    h('section', { class: 'card' }, h('h2', { text: t('claims.open') }),
      await list(context, open, t(isInsurer ? 'claims.none' : 'claims.none.submitted'))),
    ended.length > 0 && h('section', { class: 'card' }, h('h2', { text: t('claims.ended') }),
      await list(context, ended, '')),
  ];
}

async function list({ t, person, directory }, claims, none) {
  if (claims.length === 0) return empty(none);
  const texts = await Promise.all(claims.map((claim) => textOf(person, claim)));
  return h('ul', { class: 'list' }, claims.map((claim, index) => {
    const text = texts[index];
    const what = text.failure ? errorText({ code: text.failure }) : text.description;
    return h('li', { class: 'row-action', 'data-claim': claim.claim },
      h('div', { class: 'stack' },
        h('div', { class: 'chips' }, claimChip(t, claim)),
        h('strong', { class: 'clamped', text: what }),
        !text.failure && h('span', { text: money(text) }),
        h('span', { class: 'small' }, t('claims.for'), ' ', personBadge(directory, claim.patient), ' · ',
          t('claims.by'), ' ',
          claim.submitter === claim.patient ? t('claims.by.patient') : personBadge(directory, claim.submitter)),
        h('span', { class: 'small muted', text: `${moment(claim.submittedAt)} (${relative(claim.submittedAt)})` })),
      h('a', {
        class: claim.status === 'open' ? 'button primary' : 'button', href: `#/insurance/claim/${claim.claim}`,
        text: t('claims.look'), 'aria-label': t('claims.look.label', { what: what.slice(0, 80) }),
      }));
  }));
}
