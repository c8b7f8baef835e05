/** Who one is here: identity, keys, device, language, locking and signing out. */
import { h, saveFile } from '../../components/dom.js';
import { openDialog } from '../../components/dialog.js';
import { field, form } from '../../components/form.js';
import { qrImage } from '../../components/qr.js';
import { toast } from '../../components/toast.js';
import { LANGUAGES, errorText, primary, useTexts } from '../../texts/index.js';
import { base64url } from '../../crypto/bytes.js';
import { readableIdentity } from '../../crypto/identity.js';
import { cardSheet } from './card-sheet.js';

/** Who has patients to hand over, and who manages the organisation's key. */
const TREATING = ['physician', 'nurse', 'laboratoryTechnician', 'radiologist', 'pharmacist'];
const KEY_KEEPERS = ['hospitalManager', 'insurer'];

export async function render(context) {
  const { root, t, person, session, directory, app } = context;
  const organisation = await directory.organisation(person.identity.organisation).catch(() => undefined);
  const language = field({
    name: 'language', label: t('shell.language'), type: 'select', value: primary(),
    options: Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
  });
  language.input.addEventListener('change', () => app.shell.changeLanguage(language.value));
  root.append(h('h1', { text: t('me.title') }),
    h('section', { class: 'card' }, h('h2', { text: person.name ?? readableIdentity(person.id) }),
      h('dl', { class: 'facts' },
        h('dt', { text: t('standing.role') }), h('dd', { text: t(`role.${person.role}`) }),
        h('dt', { text: t('standing.organisation') }), h('dd', { text: organisation?.name ?? '' }),
        h('dt', { text: t('standing.id') }), h('dd', { class: 'id', text: readableIdentity(person.id) }),
        h('dt', { text: t('card.user') }), h('dd', { text: person.userName })),
      h('details', { class: 'exact' }, h('summary', { text: t('me.qr') }),
        h('div', { class: 'sheet' }, qrImage(readableIdentity(person.id), t('me.qr'))))),
    h('section', { class: 'card' }, language.element),
    h('section', { class: 'card stack' }, h('h2', { text: t('me.keys') }), h('p', { text: t('me.keys.text') }),
      h('div', { class: 'actions' },
        h('button', { type: 'button', class: 'button', text: t('me.showCard'), onclick: () => showCard(t, session) }),
        h('button', {
          type: 'button', class: 'button', text: t('me.export'), onclick: () => exportKeys(t, session),
        }))),
    h('section', { class: 'card stack' }, h('h2', { text: t('me.device') }),
      h('p', { text: t(session.account.kept ? 'me.device.own' : 'me.device.shared') }),
      h('div', { class: 'actions' },
        h('button', { type: 'button', class: 'button', text: t('shell.lock'), onclick: () => session.lock() }),
        h('button', { type: 'button', class: 'button', text: t('shell.signOut'), onclick: () => session.signOut() }),
        session.account.kept && h('button', {
          type: 'button', class: 'button danger', text: t('me.forget'),
          onclick: () => session.signOut({ forget: true }),
        }))),
    ...(person.isPatient ? [] : [await houseKey(context), leaving(context, organisation)]));
}

/** Who holds the key of the house: whoever works under it sees whether they have it, and from whom they can get it. */
async function houseKey(context) {
  await useTexts('organisation');
  const { keyHolders } = await import('../organisation/key.js');
  const part = keyHolders(context);
  return h('section', { class: 'card stack', 'data-part': 'key' }, h('h2', { text: context.t('key.title') }),
    part.element);
}

/** Who leaves their organisation does so for good: what follows is said before, and again before it is signed. */
function leaving({ t, person, desk, inbox }, organisation) {
  const keepsKey = organisation?.key && KEY_KEEPERS.includes(person.role);
  const points = [
    'end', 'written', TREATING.includes(person.role) && 'shared', 'back', keepsKey && 'key',
    person.role === 'authority' && 'last',
  ];
  return h('section', { class: 'card stack', 'data-part': 'leave' },
    h('h2', { text: t('me.leave', { organisation: organisation?.name ?? '' }) }),
    h('ul', {}, points.filter(Boolean).map((point) => h('li', { text: t(`me.leave.${point}`) }))),
    h('div', { class: 'actions' }, h('button', {
      type: 'button', class: 'button danger', text: t('me.leave.action'),
      onclick: async () => {
        try {
          await desk.submit(person, { type: 'staff.leave' });
        } catch (error) {
          if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
        }
        await inbox.refresh();
      },
    })));
}

/** Asks for the passphrase again; answers what `use(opened)` answers, or undefined. */
function withPassphrase({ t, session, title, text }, use) {
  const passphrase = field({
    name: 'passphrase', label: t('signIn.passphrase'), type: 'password', autocomplete: 'current-password',
    autofocus: true,
  });
  const made = form({
    before: h('p', { text }), fields: [passphrase], action: t('me.continue'),
    submit: async (values) => {
      const opened = await session.confirmPassphrase(values.passphrase);
      made.element.closest('dialog').close();
      await use(opened);
    },
  });
  return openDialog({ title, body: made.element });
}

function showCard(t, session) {
  return withPassphrase({ t, session, title: t('me.showCard'), text: t('me.showCard.text') }, async () => {
    const { account } = session;
    const sheet = await cardSheet({
      t, card: account, displayName: account.displayName, done: () => document.querySelector('dialog[open]').close(),
    });
    await openDialog({ title: t('card.title'), body: h('div', { class: 'stack' }, sheet) });
  });
}

/** The keys themselves, as JWKs, in a file: who has it is this person. */
function exportKeys(t, session) {
  return withPassphrase({ t, session, title: t('me.export'), text: t('me.export.text') }, ({ contents }) => {
    const scalar = (key) => ({ kty: 'EC', crv: 'P-256', d: base64url(key) });
    const { signing, sealing } = session.person.keys;
    const point = (bytes) => ({ x: base64url(bytes.slice(1, 33)), y: base64url(bytes.slice(33)) });
    const text = JSON.stringify({
      network: contents.network, userName: contents.userName,
      signingKey: { ...scalar(contents.signingKey), x: signing.jwk.x, y: signing.jwk.y },
      sealingKey: { ...scalar(contents.sealingKey), ...point(sealing.point) },
      importKey: base64url(contents.importKey),
    }, null, 2);
    saveFile(`${text}\n`, `${contents.userName}.keys.json`, 'application/json');
  });
}
