/** A patient signs up: name, date of birth, passphrase. Everything else when it is of use. */
import { checkPassphrase } from '../../crypto/vault.js';
import { CodedError } from '../../crypto/errors.js';
import { fill, h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { application, prepare, register, ROLES, setUpPatient } from '../../session/sign-up.js';
import { errorText } from '../../texts/index.js';
import { toast } from '../../components/toast.js';
import { cardSheet } from './card-sheet.js';

/** The fields that both sign-ups have. */
export function newPassphrase(t) {
  return field({
    name: 'passphrase', label: t('signUp.passphrase'), hint: t('signUp.passphrase.hint'), type: 'password',
    autocomplete: 'new-password', check: (text) => complaint(text),
  });
}

function complaint(text) {
  try {
    checkPassphrase(text);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

/** Whether this is the person's own device. */
export const keepField = (t) => field({
  name: 'keep', type: 'checkbox', label: t('signIn.keep'), hint: t('signIn.keep.hint'), required: false,
});

/** The organisations of the kinds that a role can be in. */
export const fittingOrganisations = (role, all) => (
  all.filter((entry) => entry.status === 'admitted' && ROLES[role].includes(entry.kind)));

/** A day in the past on which somebody was born; `more`: what a child's differs in. */
export function birthDateField(t, more = {}) {
  const today = new Date().toISOString().slice(0, 10);
  return field({
    name: 'birthDate', label: t('signUp.birthDate'), type: 'date', autocomplete: 'bday', max: today, min: '1890-01-01',
    check: (text) => (text >= '1890-01-01' && text <= today ? undefined : t('signUp.birthDate.invalid')), ...more,
  });
}

export async function render(context) {
  const { root, t, client } = context;
  const organisations = fittingOrganisations('patient', await client.all('/v1/organisations'));
  const hospital = organisations.find((entry) => entry.kind === 'hospital') ?? organisations[0];
  const place = h('div', { class: 'stack' });
  root.append(h('h1', { text: t('signUp.title') }), place);
  const where = field({
    name: 'organisation', label: t('signUp.organisation'), hint: t('signUp.organisation.hint'), type: 'select',
    value: hospital?.id, options: organisations.map((entry) => ({ value: entry.id, label: entry.name })),
  });
  const made = form({
    before: h('p', { text: t('signUp.text') }),
    fields: [
      field({ name: 'name', label: t('signUp.name'), autocomplete: 'name', maxlength: 200 }), birthDateField(t),
      newPassphrase(t), where, keepField(t),
    ],
    action: t('signUp.action'), submit: (values) => signUp(context, place, values),
    secondary: [
      h('a', { href: '#/sign-up/staff', text: t('signUp.toStaff') }),
      h('a', { href: '#/take-over', text: t('signUp.toTakeOver') }),
    ],
  });
  fill(place, made.element);
}

async function signUp(context, place, values) {
  const { client, app } = context;
  const network = await client.get('/v1/network', { session: false });
  const displayName = values.name.trim();
  // A second attempt goes on with the same keys: what was done stays done.
  context.prepared ??= await prepare({
    passphrase: values.passphrase, role: 'patient', displayName, network: network.network });
  const { prepared } = context;
  const approved = await application(prepared, { role: 'patient', organisation: values.organisation }, network);
  await confirmAll(app, [approved.command, { type: 'compartment.open' },
    { type: 'record.add', category: 'demographics', patient: prepared.id }]);
  if (!prepared.registered) {
    await register({ client, prepared, passphrase: values.passphrase, approved, network });
    prepared.registered = true;
  }
  await showCard(context, place, {
    prepared, displayName,
    enter: async () => {
      const desk = app.desk.approving('compartment.open', 'record.add');
      await enter(context, prepared, values.keep, displayName);
      await setUpPatient(context.session.person, desk, { name: displayName, birthDate: values.birthDate })
        .catch((error) => toast(errorText(error), 'problem'));
      context.go('/home', { replace: true });
      app.inbox.refresh();
    },
  });
}

/** Shows all that a sign-up signs, once. Throws `signature.rejected`: then nothing has happened. */
export async function confirmAll(app, commands) {
  const items = [];
  for (const command of commands) items.push(await app.desk.show(command));
  if (!await app.desk.confirm(items)) throw new CodedError('signature.rejected');
}

/** Signs in with the new keys, and demands the proof that the application stands on the ledger. */
export async function enter({ session, app }, prepared, keep, displayName) {
  await session.enter({ ...prepared.card, displayName, kept: keep }, prepared.keys);
  if (prepared.registration) await app.desk.registered(session.person, prepared.registration);
}

/** The card, once: signing in comes after it, so that nobody is lost who closes the page. */
export async function showCard({ t, title }, place, { prepared, displayName, enter: go }) {
  title(t('card.title'));
  const sheet = await cardSheet({ t, card: prepared.card, displayName, done: go });
  const heading = place.closest('.page').querySelector('h1');
  heading.textContent = t('card.title');
  fill(place, sheet);
  heading.tabIndex = -1;
  heading.focus();
}
