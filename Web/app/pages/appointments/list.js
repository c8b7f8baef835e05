/** The patient's appointments: what is to come first, each with its answer, to move or call off; then what was. */
import { fill, h } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { openDialog } from '../../components/dialog.js';
import { empty, show } from '../../components/states.js';
import { dataTable } from '../../components/table.js';
import { toast } from '../../components/toast.js';
import { cancelAppointment } from '../../wallet/appointments.js';
import { readDetails } from '../../wallet/practice.js';
import { scopeWords } from '../../wallet/wording.js';
import { errorText, list, moment, relative } from '../../texts/index.js';
import { span } from './slots.js';

const OPEN = ['requested', 'confirmed'];

/** Whether an appointment is still to come. */
export const isAhead = (one, now = Date.now()) => OPEN.includes(one.status) && one.until > now;

export function render(context) {
  const { root, t, client, directory, on, signal } = context;
  const ahead = h('div', { class: 'stack' });
  const before = dataTable({
    caption: t('appointments.before'), none: t('appointments.before.none'), signal,
    load: async (after) => {
      const page = await client.page('/v1/me/appointments', { after, signal });
      return { ...page, items: page.items.filter((one) => !isAhead(one)) };
    },
    columns: [
      { label: t('appointments.when'), cell: (one) => moment(one.from) },
      { label: t('appointments.with'), cell: (one) => personBadge(directory, one.physician) },
      { label: t('appointments.state'), cell: (one) => statusChip(one.status) },
      { label: t('appointments.answer'), cell: (one) => words(context, one, 'answer') },
    ],
  });
  root.append(
    h('div', { class: 'card-head page-head' }, h('h1', { text: t('appointments.title') }),
      h('a', { class: 'button primary', href: '#/appointments/new' }, icon('plus'), t('appointments.new'))),
    ahead, before.element);
  const draw = () => show(ahead, () => toCome(context), signal);
  const reload = () => {
    draw();
    before.reload();
  };
  on('ledger', ({ event }) => {
    if (event.type.startsWith('appointment.')) reload();
  });
  on('healed', reload);
  draw();
}

async function toCome(context) {
  const { t, client, signal } = context;
  const all = await client.all('/v1/me/appointments', { query: { order: 'oldest' }, signal });
  const open = all.filter((one) => isAhead(one));
  if (open.length === 0) return empty(t('appointments.none'), { hint: t('appointments.none.hint') });
  return open.map((one) => card(context, one));
}

/** The sealed words of one side. */
function words({ person }, one, part) {
  const element = h('span');
  const sender = part === 'note' ? one.patient : one.physician;
  readDetails(person, `/v1/appointments/${one.appointment}/${part}`, one[part], sender)
    .then((text) => { element.textContent = text ?? ''; }, (error) => { element.textContent = errorText(error); });
  return element;
}

function card(context, one) {
  const { t, directory } = context;
  const started = one.from <= Date.now();
  const rows = [
    [t('appointments.with'), personBadge(directory, one.physician)],
    one.note && [t('appointments.reason'), words(context, one, 'note')],
    one.answer && [t('appointments.answer'), words(context, one, 'answer')],
    one.grant && [t('appointments.access'), access(context, one)],
  ].filter(Boolean);
  return h('section', { class: 'card', 'data-appointment': one.appointment },
    h('div', { class: 'card-head' },
      h('h2', {}, span(one), h('span', { class: 'muted small', text: ` ${relative(one.from)}` })),
      statusChip(one.status)),
    one.status === 'requested' && h('p', { class: 'muted', text: t('appointments.requested.hint') }),
    h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)])),
    !started && h('div', { class: 'actions' },
      h('a', { class: 'button', href: `#/appointments/${one.appointment}/move`, text: t('appointments.move') }),
      h('button', {
        type: 'button', class: 'button danger', text: t('appointments.cancel'), onclick: () => cancel(context, one),
      })));
}

/** The access that goes with it: asleep until the confirmation, over after the visit. */
function access({ t, client, signal }, one) {
  const element = h('span');
  client.find(`/v1/grants/${one.grant}`, { signal }).then((grant) => {
    if (grant === undefined) return;
    const key = { live: grant.awaits ? 'appointments.access.waits' : 'appointments.access.live' }[grant.status];
    fill(element, t(key ?? 'appointments.access.ended', {
      scope: scopeWords(grant.scope), rights: list(grant.rights.map((right) => t(`right.${right}`))),
      until: moment(grant.until),
    }));
  }, () => undefined);
  return element;
}

async function cancel({ t, person, desk }, one) {
  const reason = field({
    name: 'reason', label: t('appointments.cancel.reason'), type: 'textarea', required: false, maxlength: 1000,
    hint: t('appointments.sealed'), autofocus: true,
  });
  const made = form({
    before: h('p', { text: t('appointments.cancel.text', { time: moment(one.from) }) }),
    fields: [reason], action: t('appointments.cancel'), kind: 'danger',
    submit: async (values) => {
      await cancelAppointment(person, desk, one, values.reason.trim());
      made.element.closest('dialog')?.close();
      toast(t('appointments.cancelled'));
    },
  });
  await openDialog({ title: t('appointments.cancel'), body: made.element });
}
