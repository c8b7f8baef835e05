/** The requests I made: open, answered, withdrawn; with the patient's reason where there is one. */
import { h } from '../../components/dom.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { dataTable } from '../../components/table.js';
import { toast } from '../../components/toast.js';
import { withdrawRequest } from '../../wallet/access.js';
import { readText } from '../../wallet/notes.js';
import { scopeSentence } from '../../wallet/wording.js';
import { errorText, moment } from '../../texts/index.js';

export function render(context) {
  const { root, t, client, directory, signal, on } = context;
  const table = dataTable({
    caption: t('myRequests.caption'), none: t('myRequests.none'), signal,
    load: (after) => client.page('/v1/me/requests', { after, signal }),
    columns: [
      { label: t('banner.label'), bare: true, cell: (request) => personBadge(directory, request.patient) },
      { label: t('myRequests.what'), cell: (request) => scopeSentence(request.scope) },
      { label: t('picker.purpose'), cell: (request) => t(`purpose.${request.purpose}`) },
      { label: t('myRequests.when'), cell: (request) => moment(request.requestedAt) },
      { label: t('myRequests.status'), cell: (request) => state(context, request) },
      {
        label: t('myRequests.next'), kind: 'actions', cell: (request) => next(context, request, () => table.reload()),
      },
    ],
  });
  root.append(h('h1', { text: t('myRequests.title') }), table.element);
  on('ledger', table.reload);
  on('healed', table.reload);
}

/** What is to be done: what was granted is opened, what still waits can be taken back. */
function next(context, request, redraw) {
  const { t } = context;
  if (request.status === 'granted') {
    return h('a', { class: 'button small', href: `#/chart/${request.patient}`, text: t('myRequests.open') });
  }
  return request.status === 'open' && h('button', {
    type: 'button', class: 'button small', text: t('myRequests.withdraw'),
    onclick: () => withdraw(context, request, redraw),
  });
}

function state({ person }, request) {
  const element = h('div', {}, statusChip(request.status));
  if (request.answer) {
    readText(person, `/v1/requests/${request.request}/answer`, request.patient).then((text) => {
      if (text) element.append(h('p', { class: 'small', text }));
    }, () => undefined);
  }
  return element;
}

async function withdraw({ t, person, desk }, request, redraw) {
  try {
    await withdrawRequest(person, desk, request.request);
    toast(t('myRequests.withdrawn'));
    redraw();
  } catch (error) {
    if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
  }
}
