/** One request: who asks, for what and why; grant it as asked or for less, or deny it. */
import { fill, h } from '../../components/dom.js';
import { organisationBadge, personBadge, statusChip } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { toast } from '../../components/toast.js';
import {
  CATEGORIES, categoryPicker, durationPicker, purposePicker, readsPicker, rightsPicker,
} from '../../components/pickers.js';
import { openDialog } from '../../components/dialog.js';
import { denyAccess, grantAccess } from '../../wallet/access.js';
import { readText } from '../../wallet/notes.js';
import { scopeSentence } from '../../wallet/wording.js';
import { duration, list, moment } from '../../texts/index.js';

export async function render(context) {
  const { root, t, client, params, person } = context;
  const request = await client.get(`/v1/requests/${params.request}`);
  const reason = request.note && await readText(person, `/v1/requests/${request.request}/note`, request.requester);
  const place = h('div');
  root.append(h('h1', { text: t('request.title') }), facts(context, request, reason), place);
  if (request.status === 'open') fill(place, decision(context, request));
  context.on('ledger', ({ event }) => {
    if (event.subject === request.request && event.actor !== person.id) context.go(`/requests/${request.request}`);
  });
}

function facts({ t, directory }, request, reason) {
  const rows = [
    [t('request.who'), personBadge(directory, request.requester)],
    request.forOrganisation && [t('standing.organisation'), organisationBadge(directory, request.organisation)],
    [t('request.for'), t(request.forOrganisation ? 'request.forOrganisation' : 'request.forPerson')],
    [t('picker.purpose'), t(`purpose.${request.purpose}`)], [t('request.reason'), reason ?? t('request.noReason')],
    [t('requests.what'), scopeSentence(request.scope)],
    [t('picker.rights'), list(request.rights.map((right) => t(`right.${right}.label`)))],
    [t('picker.duration'), duration(request.duration)],
    [t('picker.reads'), request.reads ? t('word.reads', { count: request.reads }) : t('request.anyReads')],
    [t('requests.when'), moment(request.requestedAt)],
    request.status !== 'open' && [t('requests.status'), statusChip(request.status)],
  ].filter(Boolean);
  return h('dl', { class: 'facts card' }, rows.flatMap(([label, value]) => (
    [h('dt', { text: label }), h('dd', {}, value)])));
}

/** The terms, as asked and adjustable: granting less than was asked is always possible. */
function decision(context, request) {
  const { t } = context;
  const { categories } = request.scope;
  // As they were chosen when what would be seen was looked at.
  const again = context.query.get('categories')?.split(',').filter((one) => CATEGORIES.includes(one));
  const scope = categories
    ? categoryPicker({ chosen: again ?? categories, hint: t('request.safety') })
    : h('p', { class: 'muted', text: t('request.records', { count: request.scope.records.length }) });
  const made = form({
    before: [h('h2', { text: t('request.decide') }), h('p', { class: 'muted', text: t('request.adjust') })],
    after: previewLink(t, scope, request),
    fields: [
      scope, rightsPicker({ chosen: request.rights }), purposePicker({ value: request.purpose }),
      durationPicker({ milliseconds: request.duration }), readsPicker({ reads: request.reads }),
    ],
    action: t('request.grant'), submit: (values) => grant(context, request, values),
    secondary: h('button', {
      type: 'button', class: 'button danger', text: t('request.deny'), onclick: () => deny(context, request),
    }),
  });
  made.element.classList.add('card', 'decision');
  return made.element;
}

/** To what the asker would see, with the scope as it is chosen now. */
function previewLink(t, scope, request) {
  const link = h('a', { class: 'button', text: t('request.preview') });
  const point = () => {
    const chosen = scope.inputs ? { categories: scope.value ?? [] } : { records: request.scope.records };
    const query = new URLSearchParams([
      ...Object.entries(chosen).map(([name, ids]) => [name, ids.join()]), ['from', `/requests/${request.request}`]]);
    link.href = `#/record/preview?${query}`;
  };
  for (const input of scope.inputs ?? []) input.addEventListener('change', point);
  point();
  return h('p', {}, link);
}

async function grant({ t, person, desk, go }, request, values) {
  const now = Date.now();
  await grantAccess(person, desk, {
    grantee: request.forOrganisation ? request.organisation : request.requester, request: request.request,
    scope: values.categories ? { categories: values.categories } : request.scope, rights: values.rights,
    purpose: values.purpose, from: now, until: now + values.duration, reads: values.reads,
  });
  toast(t('request.granted'));
  go('/access');
}

/** Denying takes one decision; a reason is for who wants to give one. */
async function deny({ t, person, desk, go }, request) {
  const reason = field({
    name: 'reason', label: t('request.deny.reason'), type: 'textarea', required: false, maxlength: 1000,
    hint: t('request.deny.reason.hint'),
  });
  const made = form({
    fields: [reason], action: t('request.deny'), kind: 'danger',
    submit: async (values) => {
      await denyAccess(person, desk, request, values.reason.trim());
      made.element.closest('dialog')?.close();
      toast(t('request.denied'));
      go('/requests');
    },
  });
  await openDialog({ title: t('request.deny.title'), body: made.element });
}
