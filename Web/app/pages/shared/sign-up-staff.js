/** Staff sign up: name, role, organisation, specialty, and credentials sealed to the authority. */
import { fill, h } from '../../components/dom.js';
import { readInvitation } from '../../session/invitation.js';
import { moment } from '../../texts/index.js';
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

/** What an invitation says to who has its link; undefined when it is none, used, withdrawn or over. */
async function openInvitation(client, link) {
  const read = readInvitation(link);
  const found = read && await client.find(`/v1/registrations/invitations/${read.id}`, { session: false });
  return found?.open ? { ...found, read } : undefined;
}

export async function render(context) {
  const { root, t, client, params } = context;
  const place = h('div', { class: 'stack' });
  root.append(h('h1', { text: t('signUp.staff.title') }), place);
  const invitation = params.link && await openInvitation(client, params.link);
  if (params.link && !invitation) {
    fill(place, h('p', { class: 'notice notice-warning', text: t('join.invalid') }),
      h('p', {}, h('a', { href: '#/sign-up/staff', text: t('join.without') })));
    return;
  }
  const role = field({
    name: 'role', label: t('signUp.role'), type: 'select',
    options: STAFF.map((value) => ({ value, label: t(`role.${value}`) })),
  });
  const organisation = field({ name: 'organisation', label: t('signUp.organisation'), type: 'select', options: [] });
  const all = await client.all('/v1/organisations');
  const invited = invitation && all.find((entry) => entry.id === invitation.organisation);
  // What was chosen stays chosen where it fits the role.
  const offer = () => {
    const chosen = organisation.input.value;
    const fitting = fittingOrganisations(role.value, all);
    fill(organisation.input, fitting.map((entry) => (
      h('option', { value: entry.id, text: entry.name, selected: entry.id === chosen }))));
  };
  role.input.addEventListener('change', offer);
  offer();
  const before = invited
    ? h('div', { class: 'notice', 'data-part': 'invitation' }, h('p', { text: t('join.text', {
      organisation: invited.name, role: t(`role.${invitation.role}`), until: moment(invitation.until) }) }))
    : h('p', { text: t('signUp.staff.text') });
  const made = form({
    before,
    fields: [
      field({ name: 'name', label: t('signUp.staff.name'), hint: t('signUp.staff.name.hint'), autocomplete: 'name',
        maxlength: 180 }),
      ...(invited ? [] : [role, organisation]),
      field({ name: 'specialty', label: t('signUp.specialty'), required: false, maxlength: 180 }),
      credentialsField(t), newPassphrase(t), keepField(t),
    ],
    action: t('signUp.staff.action'), submit: (values) => signUp(context, place, invited
      ? { ...values, role: invitation.role, organisation: invited.id, invitation: invitation.read } : values),
    secondary: !invited && h('a', { href: '#/sign-up', text: t('signUp.toPatient') }),
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
    credentials: values.credentials, invitation: values.invitation,
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
