/** One sign-in for all roles: with an account that this device knows, or with the sign-in card. */
import { parseCard, typedSecret } from '../../crypto/vault.js';
import { fail } from '../../crypto/errors.js';
import { fill, h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { canScan, scanCode } from '../../components/scanner.js';

export async function render(context) {
  const { root, t, session, query } = context;
  root.append(h('h1', { text: t('signIn.title') }));
  const place = h('div', { class: 'stack' });
  root.append(place);
  const carried = takeCarried(query);
  if (carried.card) {
    await cardForm(place, context, carried);
    return;
  }
  const known = await session.knownAccounts();
  if (known.length > 0) choose(place, context, known);
  else await cardForm(place, context, {});
}

/**
 * What an address carried (a demonstration's card): taken out of it at once, so that it stays in no history. The
 * fragment of an address never reaches a node.
 */
function takeCarried(query) {
  const carried = { card: query.get('card'), passphrase: query.get('passphrase') };
  if (carried.card) history.replaceState(null, '', '#/sign-in');
  return carried;
}

function choose(place, context, known) {
  const { t, session } = context;
  fill(place,
    h('p', { text: t('signIn.known') }),
    h('div', { class: 'choice' }, known.map((account) => h('button', {
      type: 'button', class: 'button', onclick: () => passphraseForm(place, context, account),
    }, h('span', { text: account.displayName ?? account.userName }), icon('next')))),
    h('p', {}, h('button', {
      type: 'button', class: 'link-button', text: t('signIn.other'), onclick: () => cardForm(place, context, {}),
    })),
    h('details', { class: 'exact' }, h('summary', { text: t('signIn.forget') }),
      h('div', { class: 'choice' }, known.map((account) => h('button', {
        type: 'button', class: 'button danger', text: t('signIn.forget.one', {
          name: account.displayName ?? account.userName }),
        onclick: async () => {
          await session.forget(account);
          context.go('/sign-in');
        },
      })))));
}

const passphraseField = (t, value) => field({
  name: 'passphrase', label: t('signIn.passphrase'), type: 'password', autocomplete: 'current-password', value,
});

function passphraseForm(place, context, account) {
  const { t, session, go } = context;
  const passphrase = passphraseField(t);
  const made = form({
    before: h('p', {}, h('strong', { text: account.displayName ?? account.userName })),
    fields: [passphrase], action: t('signIn.action'),
    submit: async (values) => {
      await session.signIn({ card: account, passphrase: values.passphrase, keep: true });
      go('/', { replace: true });
    },
    secondary: h('button', {
      type: 'button', class: 'link-button', text: t('action.back'), onclick: () => render0(context),
    }),
  });
  fill(place, made.element);
  passphrase.input.focus();
}

function render0(context) {
  context.root.replaceChildren();
  return render(context);
}

async function cardForm(place, context, carried) {
  const { t, session, go, client } = context;
  const network = (await client.get('/v1/network', { session: false })).network;
  const card = field({
    name: 'card', label: t('signIn.card'), hint: t('signIn.card.hint'), value: carried.card ?? '',
    autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', required: false, mark: false,
  });
  const words = wordFields(t);
  const passphrase = passphraseField(t, carried.passphrase ?? '');
  const keep = field({
    name: 'keep', type: 'checkbox', label: t('signIn.keep'), hint: t('signIn.keep.hint'), required: false,
  });
  const made = form({
    before: [carried.passphrase && h('p', { class: 'card', text: t('signIn.carried') }), cardSources(t, card)],
    fields: [card, words, passphrase, keep], action: t('signIn.action'),
    submit: async (values) => {
      const parsed = await cardOf(values, words, network);
      await session.signIn({ card: parsed, passphrase: values.passphrase, keep: values.keep });
      go('/', { replace: true });
    },
    secondary: h('a', { href: '#/sign-up', text: t('signIn.signUp') }),
  });
  fill(place, made.element);
  (carried.passphrase ? made.button : card.input).focus();
}

/** The card from its text or from name and code typed by hand. The error lands at the field that it is about. */
export async function cardOf(values, words, network) {
  try {
    if (values.card) {
      const parsed = await parseCard(values.card);
      return parsed.network === network ? parsed : fail('client.otherNetwork');
    }
    const { user, code } = words.values();
    if (!user || !code) fail('card.missing');
    const userName = user.trim().toLowerCase();
    return { network, userName, secret: await typedSecret(code, network, userName) };
  } catch (error) {
    error.field = 'card';
    throw error;
  }
}

/** A card file, or a picture of its code by the camera, fills the field in. */
export function cardSources(t, card) {
  const file = h('input', { type: 'file', class: 'visually-hidden', id: 'card-file', accept: '.card,.txt,text/plain' });
  file.addEventListener('change', async () => {
    if (file.files[0]) card.set((await file.files[0].slice(0, 2_048).text()).trim());
  });
  const scan = canScan() && h('button', {
    type: 'button', class: 'button', onclick: async () => {
      const text = await scanCode();
      if (text) card.set(text);
    },
  }, icon('image'), t('signIn.scan'));
  return h('div', { class: 'actions' }, file,
    h('label', { class: 'button', for: 'card-file' }, icon('upload'), t('signIn.file')), scan);
}

/** Name and code as they stand on the printed card. */
export function wordFields(t) {
  const user = field({
    name: 'user', label: t('signIn.user'), required: false, mark: false, autocomplete: 'username',
    autocapitalize: 'off', spellcheck: 'false',
  });
  const code = field({
    name: 'code', label: t('signIn.code'), hint: t('signIn.code.hint'), required: false, mark: false,
    autocomplete: 'off',
    autocapitalize: 'characters', spellcheck: 'false',
  });
  const element = h('details', { class: 'exact' }, h('summary', { text: t('signIn.typed') }),
    h('div', { class: 'form' }, user.element, code.element));
  return { element, values: () => ({ user: user.value, code: code.value }) };
}
