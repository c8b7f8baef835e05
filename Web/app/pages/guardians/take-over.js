/**
 * Who has come of age makes keys of their own, keeps the card, and takes a file to a guardian, who hands the old key
 * on, and to staff, who confirm it.
 */
import { fail } from '../../crypto/errors.js';
import { readableIdentity, typedIdentity } from '../../crypto/identity.js';
import { fill, h, saveFile } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { qrImage } from '../../components/qr.js';
import { keysOf } from '../../session/person.js';
import { createAccount, prepare } from '../../session/sign-up.js';
import { signTakeOver, takeOverOf } from '../../wallet/dependants.js';
import { moment } from '../../texts/index.js';
import { cardOf, cardSources, wordFields } from '../shared/sign-in.js';
import { confirmAll, newPassphrase, showCard } from '../shared/sign-up.js';

export function render(context) {
  const { root, t, query } = context;
  const place = h('div', { class: 'stack' });
  root.append(h('h1', { text: t('takeOver.title') }), place);
  fill(place, query.has('again') ? again(context, place) : first(context, place));
}

const recordField = (t) => field({
  name: 'patient', label: t('takeOver.record'), hint: t('takeOver.record.hint'), autocomplete: 'off',
  autocapitalize: 'characters', spellcheck: 'false',
  check: (text) => (typedIdentity(text) ? undefined : t('takeOver.record.wrong')),
});

function first(context, place) {
  const { t } = context;
  const made = form({
    before: [h('p', { text: t('takeOver.text') }), steps(t)],
    fields: [
      recordField(t), field({ name: 'name', label: t('signUp.name'), autocomplete: 'name', maxlength: 200 }),
      newPassphrase(t),
    ],
    action: t('takeOver.action'), submit: (values) => takeOver(context, place, values),
    secondary: h('a', { href: '#/take-over?again=1', text: t('takeOver.toAgain') }),
  });
  return made.element;
}

const steps = (t) => h('ol', { class: 'examined' }, ['keys', 'guardian', 'staff', 'signIn'].map((step) => (
  h('li', { text: t(`takeOver.step.${step}`) }))));

async function takeOver(context, place, values) {
  const { client, app } = context;
  const { network } = await client.get('/v1/network', { session: false });
  const displayName = values.name.trim();
  // A second attempt goes on with the same keys: what was done stays done.
  context.prepared ??= await prepare({ passphrase: values.passphrase, role: 'patient', displayName, network });
  const { prepared } = context;
  const command = takeOverOf(typedIdentity(values.patient), prepared.keys);
  await confirmAll(app, [command]);
  await createAccount({ client, prepared, passphrase: values.passphrase });
  const file = await signTakeOver(command, prepared.keys, network);
  await showCard(context, place, {
    prepared, displayName, enter: () => showFile(context, place, command.patient, file) });
}

/** The file was lost, or its day is over: the card and the passphrase make it anew. */
function again(context, place) {
  const { t, client, session, app } = context;
  const card = field({
    name: 'card', label: t('signIn.card'), hint: t('signIn.card.hint'), autocomplete: 'off', autocapitalize: 'off',
    spellcheck: 'false', required: false, mark: false,
  });
  const words = wordFields(t);
  const passphrase = field({
    name: 'passphrase', label: t('signIn.passphrase'), type: 'password', autocomplete: 'current-password',
  });
  const made = form({
    before: [h('p', { text: t('takeOver.again') }), cardSources(t, card)],
    fields: [card, words, passphrase, recordField(t)], action: t('takeOver.file.make'),
    submit: async (values) => {
      const { network } = await client.get('/v1/network', { session: false });
      const { contents } = await session.openVault(await cardOf(values, words, network), values.passphrase);
      if (contents.network !== network) fail('client.otherNetwork');
      const keys = await keysOf(contents);
      const command = takeOverOf(typedIdentity(values.patient), keys);
      await confirmAll(app, [command]);
      showFile(context, place, command.patient, await signTakeOver(command, keys, network));
    },
    secondary: h('a', { href: '#/take-over', text: t('takeOver.toFirst') }),
  });
  return made.element;
}

function showFile({ t, title }, place, patient, { jws, expiresAt }) {
  const heading = place.closest('.page').querySelector('h1');
  heading.textContent = t('takeOver.file');
  title(t('takeOver.file'));
  fill(place, h('section', { class: 'card stack' },
    h('p', { text: t('takeOver.file.text') }),
    h('section', { class: 'sheet', 'aria-label': t('takeOver.file') },
      h('h2', { text: t('takeOver.title') }), qrImage(jws, t('takeOver.file.qr')),
      h('dl', { class: 'facts' },
        h('dt', { text: t('guardians.file.record') }), h('dd', { text: readableIdentity(patient) }),
        h('dt', { text: t('guardians.file.until') }), h('dd', { text: moment(expiresAt) }))),
    h('div', { class: 'actions no-print' },
      h('button', {
        type: 'button', class: 'button primary', onclick: () => saveFile(jws, `${patient}.takeover`, 'text/plain'),
      }, icon('download'), t('takeOver.file.save')),
      h('button', { type: 'button', class: 'button', onclick: () => print() }, icon('print'), t('card.print'))),
    h('ol', { class: 'examined' }, ['guardian', 'staff', 'signIn'].map((step) => (
      h('li', { text: t(`takeOver.step.${step}`) })))),
    h('p', { class: 'muted', text: t('takeOver.file.again') }),
    h('p', {}, h('a', { href: '#/sign-in', text: t('landing.signIn') }))));
  heading.tabIndex = -1;
  heading.focus();
}
