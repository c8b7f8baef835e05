/** Patients who ask to erase what people of this house wrote: erase it, or refuse with a reason and a day. */
import { h } from '../../components/dom.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { ask, openDialog } from '../../components/dialog.js';
import { livePart } from '../../components/live-list.js';
import { empty } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { answerErasure, erasureReason } from '../../wallet/organisation.js';
import { day, errorText, moment } from '../../texts/index.js';
import { namesOf } from './shared.js';

export function render(context) {
  const { root, t, client, person, on, signal } = context;
  const part = livePart({
    on, signal, load: () => client.all('/v1/me/erasures', { signal }),
    draw: async (items) => {
      await namesOf(context, await client.all('/v1/me/shared-patients', { signal }));
      if (items.length === 0) return empty(t('erasures.none'));
      const reasons = await Promise.all(items.map((one) => erasureReason(person, one).catch(() => undefined)));
      return h('div', { class: 'cards' }, items.map((one, index) => (
        card(context, one, reasons[index], () => part.reload()))));
    },
  });
  root.append(h('h1', { text: t('erasures.title') }), h('p', { class: 'muted', text: t('erasures.text') }),
    part.element);
  return part.ready;
}

function card(context, one, reason, redraw) {
  const { t } = context;
  const rows = [
    [t('banner.label'), personBadge(context.directory, one.patient)],
    [t('erasures.record'), h('span', { class: 'id', text: one.record })],
    [t('erasures.asked'), moment(one.requestedAt)],
    [t('erasures.why'), reason && h('span', { class: 'pre', text: reason })], [t('erasures.state'),
      statusChip(one.status)], [t('erasures.kept'), one.retainUntil && day(one.retainUntil)],
  ].filter(([, value]) => value);
  return h('section', { class: 'card' },
    h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)])),
    one.status === 'open' && h('div', { class: 'actions' },
      h('button', {
        type: 'button', class: 'button danger', text: t('erasures.erase'),
        onclick: () => erase(context, one, redraw),
      }),
      h('button', {
        type: 'button', class: 'button', text: t('erasures.refuse'), onclick: () => refuse(context, one, redraw),
      })));
}

async function erase({ t, person, desk }, one, redraw) {
  if (!await ask({ title: t('erasures.erase'), text: t('erasures.erase.text'), yes: t('erasures.erase'),
    kind: 'danger' })) return;
  try {
    await answerErasure(person, desk, one);
    toast(t('erasures.erased'));
    await redraw();
  } catch (error) {
    if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
  }
}

async function refuse({ t, person, desk }, one, redraw) {
  const made = form({
    fields: [
      field({
        name: 'reason', label: t('erasures.reason'), hint: t('erasures.reason.hint'), type: 'textarea',
        maxlength: 1_000, autofocus: true,
      }),
      field({
        name: 'until', label: t('erasures.until'), type: 'date',
        check: (text) => (Date.parse(text) > Date.now() ? undefined : t('erasures.until.wrong')),
      }),
    ],
    action: t('erasures.refuse'),
    submit: async (values) => {
      await answerErasure(person, desk, one, { reason: values.reason.trim(), retainUntil: Date.parse(values.until) });
      made.element.closest('dialog').close();
      toast(t('erasures.refused'));
      await redraw();
    },
  });
  await openDialog({ title: t('erasures.refuse'), body: made.element });
}
