/** Waiting for verification, rejected, suspended, gone: since when, who decides, why, and what one can do. */
import { h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { readText } from '../../wallet/notes.js';
import { readableIdentity } from '../../crypto/identity.js';
import { moment, relative } from '../../texts/index.js';

export async function render({ root, t, person, directory, session, inbox }) {
  const { identity } = person;
  const kind = { pending: 'waiting', rejected: 'rejected', suspended: 'suspended', left: 'left' }[identity.status];
  const since = { pending: identity.registeredAt, rejected: identity.decidedAt, suspended: identity.suspendedAt,
    left: identity.suspendedAt }[identity.status];
  const organisation = await directory.organisation(identity.organisation).catch(() => undefined);
  const why = kind === 'left' ? undefined : await reason(person);
  const facts = [
    [t('standing.role'), t(`role.${identity.role}`)], [t('standing.organisation'), organisation?.name],
    [t('standing.id'), readableIdentity(identity.id)],
    [t(`${kind}.since`), since && `${moment(since)} (${relative(since)})`],
    [t('standing.who'), kind !== 'left' && t(`${kind}.who`, { organisation: organisation?.name ?? '' })],
    [t('standing.credentials'), identity.status === 'pending'
      && t(identity.credentials ? 'waiting.credentials' : 'waiting.noCredentials')],
    [t('standing.reason'), why],
  ].filter(([, value]) => value);
  root.append(
    h('h1', {}, icon(kind === 'waiting' ? 'clock' : 'warning'), ' ', t(`${kind}.title`)),
    h('p', { text: t(`${kind}.text`) }),
    h('dl', { class: 'facts card' }, facts.flatMap(([label, value]) => (
      [h('dt', { text: label }), h('dd', { text: value })]))),
    h('p', { text: t(`${kind}.next`) }),
    h('div', { class: 'actions' },
      kind !== 'left' && h('button', {
        type: 'button', class: 'button', text: t('standing.again'), onclick: () => inbox.refresh() }),
      h('button', { type: 'button', class: 'button', text: t('shell.signOut'), onclick: () => session.signOut() })));
}

/** Why, where whoever decided has written it: sealed to this person. */
const reason = (person) => readText(person, `/v1/identities/${person.id}/note`).catch(() => undefined);
