/** Waiting for verification, rejected, suspended, gone: since when, who decides, why, and what one can do. */
import { h, saveFile } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { toast } from '../../components/toast.js';
import { readText } from '../../wallet/notes.js';
import { readableIdentity } from '../../crypto/identity.js';
import { moment, relative } from '../../texts/index.js';
import { actionButton } from '../practice/parts.js';

export async function render({ root, t, person, directory, session, inbox, desk, signal }) {
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
    receipts({ t, person, desk, kind, signal }),
    h('p', { text: t(`${kind}.next`) }),
    h('div', { class: 'actions' },
      kind !== 'left' && h('button', {
        type: 'button', class: 'button', text: t('standing.again'), onclick: () => inbox.refresh() }),
      h('button', { type: 'button', class: 'button', text: t('shell.signOut'), onclick: () => session.signOut() })));
}

/** Whoever acts no more, or not yet, keeps the proof of what they did: of the application, and of leaving. */
function receipts({ t, person, desk, kind, signal }) {
  const save = (label, name, fetched) => actionButton(t(label), async () => {
    const found = await fetched();
    if (found === undefined) toast(t('standing.receipt.none'), 'problem');
    else saveFile(found.bytes, `receipt-${name}.json`, 'application/json');
  });
  const actions = h('div', { class: 'actions' },
    save('standing.receipt.application', 'application', async () => (
      (await import('../../wallet/own-receipts.js')).applicationReceipt(person))),
    h('a', { href: '#/ledger/receipt', text: t('standing.receipt.check') }));
  // The page may be here before the answer to what brought the person here.
  let offered = kind !== 'left';
  const offer = () => {
    const gone = desk.receipts.activity.find((one) => one.type === 'staff.leave' && one.height !== undefined);
    if (offered || gone === undefined) return;
    offered = true;
    actions.prepend(save('standing.receipt.left', 'leaving', async () => (
      (await import('../../wallet/own-receipts.js')).verifiedReceipt(person, gone.hash))));
  };
  desk.receipts.addEventListener('changed', offer, { signal });
  offer();
  return h('section', { class: 'card stack', 'data-part': 'receipts' }, h('h2', { text: t('standing.receipt') }),
    h('p', { text: t('standing.receipt.text') }), actions);
}

/** Why, where whoever decided has written it: sealed to this person. */
const reason = (person) => readText(person, `/v1/identities/${person.id}/note`).catch(() => undefined);
