/** One record: opened if need be, shown as medicine, with what its author or the patient may do. */
import { fill, h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { openDialog } from '../../components/dialog.js';
import { progressBar } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { errorText } from '../../texts/index.js';
import { readText } from '../../wallet/notes.js';
import { retractRecord } from '../../wallet/records.js';
import { valuesOf } from '../../models/entry-read.js';
import { recordView } from '../../viewers/record-view.js';

/** A picture that somebody looks at is not drawn anew; a record that has changed is. */
let shown;

export async function draw(page, chart) {
  const { body, params, t } = page;
  const entry = chart.byId.get(params.record);
  const state = entry && `${entry.id} ${entry.status} ${entry.isOpen} ${entry.failure} ${entry.document.restricted}`;
  if (shown?.state === state && shown.body === body && entry) return;
  shown = { state, body };
  if (!entry) {
    fill(body, h('p', { class: 'notice', text: t('records.item.unknown') }));
    return;
  }
  entry.reason ??= await reasonOf(page, entry.document);
  const decides = page.own || page.person.actor?.representation.guardian;
  const own = decides ? await import('../patient/record-actions.js') : undefined;
  const view = recordView(entry, chart, {
    onOpen: page.open,
    actions: [...actions(page, entry), ...(own?.recordActions(page, entry.document) ?? [])],
    ids: ids(page, entry),
    own: page.own,
    onUnseal: page.store.mayOpen(entry.document) ? () => unseal(page, entry) : undefined,
  });
  const place = h('div', { class: 'actions' });
  const restricted = page.own && entry.document.restricted;
  fill(
    body,
    restricted && h('p', { class: 'notice' }, icon('lock'), t('privacy.isRestricted.text')),
    h('div', { class: 'card' }, view, place),
  );
  await linkWorkflow(page, entry, place);
}

/** Why its author took it back, as far as that was said to this person. */
function reasonOf({ person }, { patient, record, note, author, status }) {
  if (!note || status !== 'retracted' || ![patient, author].includes(person.id)) return undefined;
  return readText(person, `/v1/patients/${patient}/records/${record}/note`, author).catch(() => undefined);
}

/** What is prescribed or ordered has a page of its own for those whom it concerns. */
const workflows = { MedicationRequest: 'prescriptions', ServiceRequest: 'orders' };

async function linkWorkflow({ t, client, person }, entry, place) {
  const kind = workflows[entry.type];
  if (!kind || person.role !== 'physician' || entry.author.id !== person.id) return;
  const found = await client.find(`/v1/${kind}/${entry.id}`).catch(() => undefined);
  if (!found) return;
  place.append(h('a', { class: 'button', href: `#/${kind}/${entry.id}`, text: t(`records.item.${kind}`) }));
}

function ids({ t }, { document }) {
  return [
    [t('records.item.payload'), document.payload],
    [t('records.item.envelope'), document.envelope],
    [t('records.item.height'), document.height === undefined ? undefined : String(document.height)],
  ].filter(([, value]) => value !== undefined);
}

function actions(page, entry) {
  const { t, person, base } = page;
  const isAuthor = entry.author.id === person.id && person.may('contribute');
  const isStanding = entry.status === 'current';
  return [
    isAuthor &&
      isStanding &&
      entry.isOpen &&
      valuesOf(entry) &&
      h('a', {
        class: 'button',
        href: `#${base}/amend/${entry.id}`,
        text: t('records.item.amend'),
      }),
    isAuthor &&
      isStanding &&
      h('button', {
        type: 'button',
        class: 'button danger',
        text: t('records.item.retract'),
        onclick: () => retract(page, entry),
      }),
    !page.own &&
      !person.actor &&
      !isAuthor &&
      !entry.selfReported &&
      h('a', {
        class: 'button',
        href: `#/messages/new?patient=${page.patient}&record=${entry.id}&kind=question`,
        text: t('records.ask'),
      }),
    entry.isOpen &&
      h(
        'button',
        { type: 'button', class: 'button no-print', onclick: () => print() },
        icon('print'),
        t('records.print'),
      ),
  ].filter(Boolean);
}

async function unseal(page, entry) {
  const { t, store, body, signal } = page;
  const stopping = new AbortController();
  signal.addEventListener('abort', () => stopping.abort());
  const bar = progressBar(t('records.opening'), { cancel: () => stopping.abort() });
  const before = [...body.childNodes];
  fill(body, bar.element);
  bar.set(0, 1);
  try {
    store.forget(entry.id);
    await store.open([entry.document], { signal: stopping.signal, received: bar.set });
  } catch (error) {
    if (!['signature.rejected', 'client.cancelled'].includes(error.code)) toast(errorText(error), 'problem');
  }
  body.replaceChildren(...before);
  shown = undefined;
  const failure = store.opened.get(entry.id)?.failure;
  if (failure) toast(errorText({ code: failure }), 'problem');
  await page.redraw();
}

async function retract(page, entry) {
  const { t, person, desk, store } = page;
  const reason = field({
    name: 'reason',
    label: t('records.item.reason'),
    hint: t('records.item.reason.hint'),
    type: 'textarea',
    required: false,
    maxlength: 500,
    autofocus: true,
  });
  const made = form({
    before: h('p', { text: t('records.item.retract.text', { title: entry.title }) }),
    fields: [reason],
    action: t('records.item.retract'),
    kind: 'danger',
    submit: async (values) => {
      await retractRecord(person, desk, entry.document, values.reason.trim() || undefined);
      made.element.closest('dialog').close();
      toast(t('records.item.retracted'));
      await store.refresh();
      await page.redraw();
    },
  });
  await openDialog({ title: t('records.item.retract'), body: made.element });
}
