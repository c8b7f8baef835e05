/** One order: who wants what, how urgently; take it on, reject it, add the result; what became of that. */
import { fill, h } from '../../components/dom.js';
import { organisationBadge, personBadge } from '../../components/badges.js';
import { field, form } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { livePart } from '../../components/live-list.js';
import { openDialog } from '../../components/dialog.js';
import { problem } from '../../components/states.js';
import { useStyle } from '../../components/style.js';
import { toast } from '../../components/toast.js';
import { recordView } from '../../viewers/record-view.js';
import { readText } from '../../wallet/notes.js';
import { endOrder } from '../../wallet/orders.js';
import { errorText, moment, relative } from '../../texts/index.js';
import { namesLine } from '../shared/nameless.js';
import { acknowledgement, awaitsPhysician, known, openPart, priorityChip, stateChips } from './parts.js';
import { deadlineField, takesResults } from './stages.js';

export async function render(context) {
  const { root, t, client, params, on, signal, person, patient } = context;
  await useStyle('clinical');
  const order = await client.get(`/v1/orders/${params.order}`, { signal });
  patient(order.patient);
  root.append(h('h1', { text: t(`orderKind.${order.kind}`) }));
  const part = livePart({
    on, signal,
    load: async () => {
      const { at, ...document } = await client.get(`/v1/orders/${params.order}`, { signal });
      return document;
    },
    draw: async (now) => {
      const redraw = () => {
        patient(now.patient);
        return part.reload();
      };
      const note = now.note && await readText(
        person, `/v1/orders/${now.order}/note`, now.endedBy, 'details', now.note).catch(() => undefined);
      return [await namesLine(context, [now.patient], redraw), page(context, now, note, () => part.reload())];
    },
  });
  root.append(part.element);
  return part.ready;
}

function page(context, order, note, redraw) {
  const { t, directory } = context;
  const isOpen = ['placed', 'accepted', 'fulfilled'].includes(order.status);
  const facts = [
    [t('worklist.priority'), priorityChip(t, order.priority)], [t('worklist.state'), stateChips(t, order)],
    [t('worklist.physician'), personBadge(directory, order.physician)],
    [t('worklist.orderedAt'), organisationBadge(directory, order.organisation)],
    [t('worklist.placed'), `${moment(order.placedAt)} (${relative(order.placedAt)})`],
    [t('worklist.answeredBy'), order.answeredBy && personBadge(directory, order.answeredBy)],
    [t('worklist.reason'), note],
  ].filter(([, value]) => value);
  return h('div', { class: 'split' },
    h('div', {},
      h('section', { class: 'card' }, h('h2', { text: t('worklist.order') }),
        h('dl', { class: 'facts' }, facts.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)])),
        actions(context, order, redraw)),
      results(context, order, redraw)),
    h('section', { class: 'card clinical' }, h('h2', { text: t('worklist.what') }),
      ordered(context, order, isOpen, redraw)));
}

/** What is ordered: sealed until somebody who performs it opens it. */
function ordered(context, order, isOpen, redraw) {
  const { t, person } = context;
  const open = known(person, order.order);
  if (open) return recordView(open.entry, open.chart, {});
  if (!isOpen) return h('p', { class: 'muted', text: t('worklist.closed') });
  const place = h('div');
  const button = h('button', { type: 'button', class: 'button primary', 'data-action': 'open-order' },
    icon('lock'), t('worklist.unseal'));
  button.addEventListener('click', () => busy(button, place, async () => {
    await openPart(context, order);
    await redraw();
  }));
  return [h('p', { text: t('worklist.sealed') }), button, place];
}

/** Runs what a button does; what goes wrong stands beside it. */
async function busy(button, place, action) {
  button.disabled = true;
  fill(place);
  try {
    await action();
  } catch (error) {
    if (error.code !== 'signature.rejected') fill(place, problem(error));
  } finally {
    button.disabled = false;
  }
}

function actions(context, order, redraw) {
  const { t, person, desk } = context;
  const place = h('div');
  const accept = order.status === 'placed' && h('button', {
    type: 'button', class: 'button primary', text: t('worklist.accept'), 'data-action': 'accept',
  });
  if (accept) {
    accept.addEventListener('click', () => busy(accept, place, async () => {
      await desk.submit(person, { type: 'order.accept', order: order.order });
      toast(t('worklist.accepted'));
      await redraw();
    }));
  }
  const latest = order.results.at(-1)?.stage;
  const later = latest === 'preliminary' ? 'worklist.next' : 'worklist.correct';
  const next = latest === undefined ? 'worklist.enter' : later;
  return h('div', {}, h('div', { class: 'actions' }, accept,
    takesResults(order) && h('a', {
      class: latest && latest !== 'preliminary' ? 'button' : 'button primary',
      href: `#/worklist/${order.order}/result`, text: t(next),
    }),
    ['placed', 'accepted'].includes(order.status) && order.results.length === 0 && h('button', {
      type: 'button', class: 'button danger', text: t('worklist.reject'), 'data-action': 'reject-order',
      onclick: () => rejecting(context, order, redraw),
    })), place);
}

async function rejecting({ t, person, desk }, order, redraw) {
  const reason = field({
    name: 'reason', label: t('worklist.reject.why'), hint: t('worklist.reject.hint'), type: 'textarea', maxlength: 500,
    autofocus: true,
  });
  const made = form({
    fields: [reason], action: t('worklist.reject'), kind: 'danger',
    submit: async (values) => {
      await endOrder(person, desk, 'order.reject', order, values.reason.trim());
      made.element.closest('dialog').close();
      toast(t('worklist.rejected'));
      await redraw();
    },
  });
  await openDialog({ title: t('worklist.reject.title'), body: made.element });
}

function results(context, order, redraw) {
  const { t, directory, person } = context;
  if (order.results.length === 0) return undefined;
  const mayFlag = awaitsPhysician(order) && !order.critical;
  return h('section', { class: 'card', 'data-part': 'results' }, h('h2', { text: t('worklist.results') }),
    acknowledgement(t, order, directory),
    h('ol', { class: 'list', reversed: true }, [...order.results].reverse().map((result) => (
      h('li', { class: 'card-head' },
        h('div', {}, h('strong', { text: t(`stage.${result.stage}`) }), ' ',
          h('span', { class: 'muted small', text: moment(result.at) }), h('br'), personBadge(directory, result.author)),
        result.author === person.id && h('button', {
          type: 'button', class: 'button small', text: t('worklist.look'),
          onclick: () => look(context, order, result),
        }))))),
    mayFlag && h('button', {
      type: 'button', class: 'button danger', text: t('worklist.flag'), 'data-action': 'flag',
      onclick: () => flagging(context, order, redraw),
    }));
}

/** One's own version, shown once more: what was written on this device is at hand, else it is a signed read. */
async function look(context, order, { record }) {
  try {
    const { entry, chart } = known(context.person, record) ?? await openPart(context, order, record);
    await openDialog({
      title: entry.title, wide: true, body: h('div', { class: 'clinical' }, recordView(entry, chart, {})),
    });
  } catch (error) {
    if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
  }
}

async function flagging({ t, person, desk }, order, redraw) {
  const within = deadlineField(t);
  const made = form({
    before: h('p', { text: t('worklist.flag.text') }), fields: [within], action: t('worklist.flag'), kind: 'danger',
    submit: async (values) => {
      await desk.submit(person, { type: 'result.flagCritical', order: order.order, within: Number(values.within) });
      made.element.closest('dialog').close();
      toast(t('worklist.flagged'));
      await redraw();
    },
  });
  await openDialog({ title: t('worklist.flag'), body: made.element });
}
