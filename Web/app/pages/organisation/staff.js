/** The people of an organisation: who waits, who works here, who is suspended; invitations; the organisation's key. */
import { h } from '../../components/dom.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { openDialog } from '../../components/dialog.js';
import { livePart } from '../../components/live-list.js';
import { durationPicker } from '../../components/pickers.js';
import { empty } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { readableIdentity } from '../../crypto/identity.js';
import { ROLES } from '../../session/sign-up.js';
import { decideAbout } from '../../wallet/notes.js';
import {
  colleagues, inviteStaff, keyStanding, shareOrganisationKey, versionOf, withdrawInvitation,
} from '../../wallet/organisation.js';
import { errorText, moment, relative } from '../../texts/index.js';
import { keyCard, keyChip } from './key.js';

export async function render(context) {
  const { root, t, directory, person } = context;
  const organisation = await directory.organisation(person.identity.organisation);
  const isManager = person.role === 'hospitalManager';
  const parts = [isManager && waiting(context), members(context), isManager && suspended(context),
    isManager && left(context), invitations(context)].filter(Boolean);
  root.append(
    h('div', { class: 'card-head page-head' }, h('h1', { text: t('staff.title') }), h('button', {
      type: 'button', class: 'button primary', text: t('staff.invite'), 'data-action': 'invite',
      onclick: () => invite(context, organisation),
    })),
    ...parts.map((part) => part.element), keyCard(context));
  await Promise.all(parts.map((part) => part.ready));
}

const section = (title, body, name) => (
  h('section', { class: 'card', 'data-part': name }, h('h2', { text: title }), body));

const who = (t, one) => h('div', {},
  h('strong', { text: one.profile?.name ?? readableIdentity(one.id) }), ' ', h('span', { text: t(`role.${one.role}`) }),
  one.profile?.specialty && h('span', { class: 'muted', text: `, ${one.profile.specialty}` }),
  h('br'), h('span', { class: 'id', text: readableIdentity(one.id) }));

/** Says what went wrong, unless the person rejected it. */
async function attempt(action) {
  try {
    await action();
  } catch (error) {
    if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
  }
}

function waiting({ t, client, on, signal }) {
  return livePart({
    on, signal, load: () => client.all('/v1/identities', { query: { status: 'pending' }, signal }),
    draw: (items) => section(t('staff.waiting'), items.length === 0 ? empty(t('staff.waiting.none'))
      : h('ul', { class: 'list' }, items.map((one) => h('li', { class: 'row-action' }, who(t, one),
        one.registeredAt && h('span', { class: 'muted small', text: relative(one.registeredAt) })))), 'waiting'),
  });
}

function members(context) {
  const { t, person, on, signal } = context;
  const part = livePart({
    on, signal,
    load: async () => ({ people: await colleagues(person, signal), key: await keyStanding(person, signal) }),
    draw: ({ people, key }) => section(t('staff.members'), h('ul', { class: 'list' }, people.map((one) => (
      h('li', { class: 'row-action', 'data-person': one.id }, h('div', {}, who(t, one), ' ', keyChip(t, key, one.id)),
        one.id !== person.id && h('div', { class: 'actions' },
          mayGive(key, person, one) && h('button', {
            type: 'button', class: 'button small', text: t('staff.giveKey'),
            'aria-label': `${t('staff.giveKey')}: ${one.profile?.name ?? one.id}`,
            onclick: () => attempt(async () => {
              await shareOrganisationKey(person, context.desk, one.id);
              toast(t('staff.keyGiven', { name: one.profile?.name ?? '' }));
              await part.reload();
            }),
          }),
          person.role === 'hospitalManager' && h('button', {
            type: 'button', class: 'button small danger', text: t('staff.suspend'),
            'aria-label': `${t('staff.suspend')}: ${one.profile?.name ?? one.id}`,
            onclick: () => suspend(context, one, () => part.reload()),
          })))))), 'members'),
  });
  return part;
}

/** Who has the present key gives it to who has not. */
const mayGive = (key, person, one) => (
  key.version !== undefined && versionOf(key, person.id) === key.version && versionOf(key, one.id) !== key.version);

/** Who has left, the last first: they are not forgotten, because what they wrote stays. */
function left({ t, client, on, signal }) {
  return livePart({
    on, signal, load: () => client.all('/v1/identities', { query: { status: 'left' }, signal }),
    draw: (items) => (items.length === 0 ? [] : section(t('staff.left'), h('ul', { class: 'list' },
      items.sort((one, other) => other.suspendedAt - one.suspendedAt).map((one) => (
        h('li', { class: 'row-action', 'data-person': one.id }, who(t, one),
          h('span', { class: 'muted small', text: t('staff.left.since', { time: moment(one.suspendedAt) }) }))))),
    'left')),
  });
}

/** Suspends at once; the reason is sealed to who is suspended. */
export async function suspend({ t, person, desk }, one, redraw) {
  const reason = field({
    name: 'reason', label: t('staff.reason'), hint: t('staff.reason.hint'), type: 'textarea', required: false,
    maxlength: 1_000, autofocus: true,
  });
  const made = form({
    before: h('p', { text: t('staff.suspend.text', { name: one.profile?.name ?? readableIdentity(one.id) }) }),
    fields: [reason], action: t('staff.suspend'), kind: 'danger',
    submit: async (values) => {
      await decideAbout(person, desk, 'identity.suspend', one.id, values.reason.trim());
      made.element.closest('dialog').close();
      toast(t('staff.suspended.done'));
      await redraw();
    },
  });
  await openDialog({ title: t('staff.suspend'), body: made.element });
}

function suspended(context) {
  const { t, client, person, desk, on, signal } = context;
  const part = livePart({
    on, signal, load: () => client.all('/v1/identities', { query: { status: 'suspended' }, signal }),
    draw: (items) => (items.length === 0 ? [] : section(t('staff.suspended'), h('ul', { class: 'list' },
      items.map((one) => h('li', { class: 'row-action' }, who(t, one), h('button', {
        type: 'button', class: 'button small', text: t('staff.reinstate'),
        'aria-label': `${t('staff.reinstate')}: ${one.profile?.name ?? one.id}`,
        onclick: () => attempt(async () => {
          await desk.submit(person, { type: 'identity.reinstate', identity: one.id });
          toast(t('staff.reinstated'));
          await part.reload();
        }),
      })))), 'suspended')),
  });
  return part;
}

function invitations(context) {
  const { t, client, directory, on, signal } = context;
  const part = livePart({
    on, signal,
    load: async () => Promise.all((await client.all('/v1/me/invitations', { signal })).map(async (one) => (
      // Who came by an invitation, and whether they are still here.
      { ...one, joined: one.identity && (await client.find(`/v1/identities/${one.identity}`))?.status }))),
    draw: (items) => section(t('staff.invitations'), items.length === 0 ? empty(t('staff.invitations.none'))
      : h('ul', { class: 'list' }, items.map((one) => h('li', { class: 'row-action' },
        h('div', {}, h('strong', { text: t(`role.${one.role}`) }), ' ', chip(t, one), h('br'),
          h('span', { class: 'small muted', text: t('staff.invitations.until', { time: moment(one.until) }) }),
          one.identity && h('p', { class: 'small' }, personBadge(directory, one.identity), ' ',
            one.joined && statusChip(one.joined))),
        one.status === 'open' && h('button', {
          type: 'button', class: 'button small danger', text: t('staff.invitations.withdraw'),
          onclick: () => attempt(async () => {
            await withdrawInvitation(context.person, context.desk, one.invitation);
            toast(t('staff.invitations.withdrawn'));
            await part.reload();
          }),
        })))), 'invitations'),
  });
  return part;
}

function chip(t, { status, until }) {
  const state = status === 'open' && until <= Date.now() ? 'over' : status;
  const tone = { open: 'waiting', used: 'good' }[state] ?? 'plain';
  return h('span', { class: `chip chip-${tone}`, text: t(`staff.invitations.${state}`) });
}

/** Invites: which role, how long the link holds. The link is shown once. */
async function invite({ t, person, desk }, organisation) {
  const roles = Object.keys(ROLES).filter((role) => role !== 'patient' && ROLES[role].includes(organisation.kind));
  const made = form({
    before: h('p', { text: t('staff.invite.text') }),
    fields: [
      field({
        name: 'role', label: t('staff.invite.role'), type: 'select',
        options: roles.map((value) => ({ value, label: t(`role.${value}`) })),
      }),
      durationPicker({ legend: t('staff.invite.duration') }),
    ],
    action: t('staff.invite.action'),
    submit: async (values) => {
      const link = await inviteStaff(person, desk, { role: values.role, until: Date.now() + values.duration });
      made.element.closest('dialog').close();
      showLink(t, link);
    },
  });
  await openDialog({ title: t('staff.invite'), body: made.element });
}

function showLink(t, link) {
  const copied = h('span', { role: 'status', class: 'muted' });
  const text = h('input', {
    type: 'text', readonly: true, value: link, 'aria-label': t('staff.link'), class: 'link-text', autofocus: true,
    onfocus: () => text.select(),
  });
  return openDialog({
    title: t('staff.link'), wide: true,
    body: [h('p', { text: t('staff.link.text') }), h('div', { class: 'field' }, text), h('div', { class: 'actions' },
      h('button', {
        type: 'button', class: 'button primary', text: t('staff.link.copy'),
        onclick: async () => {
          await navigator.clipboard.writeText(link).then(() => {
            copied.textContent = t('staff.link.copied');
          }, () => text.select());
        },
      }), copied)],
  });
}
