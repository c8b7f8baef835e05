/** Staff sign up: name, role, organisation, specialty, and credentials sealed to the authority. */
import { fill, h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { application, prepare, register, ROLES } from '../../session/sign-up.js';
import { confirmAll, enter, fittingOrganisations, keepField, newPassphrase, showCard } from './sign-up.js';

const STAFF = Object.keys(ROLES).filter((role) => role !== 'patient');
const LARGEST = 10 * 1024 * 1024;
const KINDS = ['application/pdf', 'image/png', 'image/jpeg'];

function credentialsField(t) {
  return field({
    name: 'credentials', label: t('signUp.credentials'), hint: t('signUp.credentials.hint'), type: 'file',
    accept: KINDS.join(','),
    check: (file) => {
      if (!KINDS.includes(file.type)) return t('signUp.credentials.kind');
      return file.size > LARGEST ? t('signUp.credentials.size') : undefined;
    },
  });
}

export async function render(context) {
  const { root, t, client } = context;
  const place = h('div', { class: 'stack' });
  root.append(h('h1', { text: t('signUp.staff.title') }), place);
  const role = field({
    name: 'role', label: t('signUp.role'), type: 'select',
    options: STAFF.map((value) => ({ value, label: t(`role.${value}`) })),
  });
  const organisation = field({ name: 'organisation', label: t('signUp.organisation'), type: 'select', options: [] });
  const all = await client.all('/v1/organisations');
  // What was chosen stays chosen where it fits the role.
  const offer = () => {
    const chosen = organisation.input.value;
    const fitting = fittingOrganisations(role.value, all);
    fill(organisation.input, fitting.map((entry) => (
      h('option', { value: entry.id, text: entry.name, selected: entry.id === chosen }))));
  };
  role.input.addEventListener('change', offer);
  offer();
  const made = form({
    before: h('p', { text: t('signUp.staff.text') }),
    fields: [
      field({ name: 'name', label: t('signUp.staff.name'), hint: t('signUp.staff.name.hint'), autocomplete: 'name',
        maxlength: 180 }),
      role, organisation,
      field({ name: 'specialty', label: t('signUp.specialty'), required: false, maxlength: 180 }),
      credentialsField(t), newPassphrase(t), keepField(t),
    ],
    action: t('signUp.staff.action'), submit: (values) => signUp(context, place, values),
    secondary: h('a', { href: '#/sign-up', text: t('signUp.toPatient') }),
  });
  fill(place, made.element);
}

async function signUp(context, place, values) {
  const { client, app } = context;
  const network = await client.get('/v1/network', { session: false });
  const displayName = values.name.trim();
  const specialty = values.specialty.trim() || undefined;
  context.prepared ??= await prepare({
    passphrase: values.passphrase, role: values.role, displayName, network: network.network });
  const { prepared } = context;
  const approved = await application(prepared, {
    role: values.role, organisation: values.organisation, profile: { name: displayName, specialty },
    credentials: values.credentials,
  }, network, client);
  await confirmAll(app, [approved.command]);
  if (!prepared.registered) {
    await register({ client, prepared, passphrase: values.passphrase, approved, network });
    prepared.registered = true;
  }
  await showCard(context, place, {
    prepared, displayName,
    enter: async () => {
      await enter(context, prepared, values.keep, displayName);
      context.go('/', { replace: true });
    },
  });
}
