/** The requests I made: open, answered, withdrawn; with the patient's reason where there is one. */
import { h } from '../../components/dom.js';
import { personBadge, statusChip } from '../../components/badges.js';
import { dataTable } from '../../components/table.js';
import { toast } from '../../components/toast.js';
import { withdrawRequest } from '../../wallet/access.js';
import { readText } from '../../wallet/notes.js';
import { scopeWords } from '../../wallet/wording.js';
import { errorText, moment } from '../../texts/index.js';

export function render(context) {
  const { root, t, client, directory, signal, on } = context;
  const table = dataTable({
    caption: t('myRequests.caption'), none: t('myRequests.none'), signal,
    load: (after) => client.page('/v1/me/requests', { after, signal }),
    columns: [
      { label: t('banner.label'), cell: (request) => personBadge(directory, request.patient) },
      { label: t('myRequests.what'), cell: (request) => scopeWords(request.scope) },
      { label: t('picker.purpose'), cell: (request) => t(`purpose.${request.purpose}`) },
      { label: t('myRequests.when'), cell: (request) => moment(request.requestedAt) },
      { label: t('myRequests.status'), cell: (request) => state(context, request) },
      {
        label: t('myRequests.withdraw'), kind: 'actions', cell: (request) => request.status === 'open' && h('button', {
          type: 'button', class: 'button small', text: t('myRequests.withdraw'),
          onclick: () => withdraw(context, request, table),
        }),
      },
    ],
  });
  root.append(h('h1', { text: t('myRequests.title') }), table.element);
  on('ledger', table.reload);
  on('healed', table.reload);
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

async function withdraw({ t, person, desk }, request, table) {
  try {
    await withdrawRequest(person, desk, request.request);
    toast(t('myRequests.withdrawn'));
    table.reload();
  } catch (error) {
    if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
  }
}
