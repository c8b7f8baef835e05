/** Details that a hospital's management has, restricted records, and what was or is to be erased. */
import { h, saveFile } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { organisationBadge, personBadge, statusChip } from '../../components/badges.js';
import { empty, show } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { readText } from '../../wallet/notes.js';
import { erasureCertificate, withdrawDetails } from '../../wallet/privacy.js';
import { day, errorText, moment } from '../../texts/index.js';
import { chartStore } from '../chart/chart-store.js';

export function render(context) {
  const { root, t, on, signal } = context;
  const [details, restricted, erasures] = [h('div'), h('div'), h('div')];
  root.append(h('h1', { text: t('privacy.title') }),
    h('section', { class: 'card' }, h('h2', { text: t('privacy.details') }),
      h('p', { text: t('privacy.details.text') }), details),
    h('section', { class: 'card' }, h('h2', { text: t('privacy.restrictedRecords') }),
      h('p', { text: t('privacy.restrictedRecords.text') }), restricted),
    h('section', { class: 'card' }, h('h2', { text: t('privacy.erasures') }),
      h('p', { text: t('privacy.erasures.text') }), erasures));
  const draw = () => {
    show(details, () => sharedDetails(context), signal);
    show(restricted, () => restrictedRecords(context), signal);
    show(erasures, () => erasureList(context), signal);
  };
  on('ledger', ({ event }) => {
    if (/^(details|record|access)\./.test(event.type)) draw();
  });
  on('healed', draw);
  draw();
}

async function sharedDetails(context) {
  const { t, client, person, directory, signal } = context;
  const shared = await client.all(`/v1/patients/${person.id}/details`, { signal });
  if (shared.length === 0) return empty(t('privacy.details.none'));
  return h('ul', { class: 'list' }, shared.map((one) => h('li', { class: 'card-head' },
    h('div', {}, organisationBadge(directory, one.organisation),
      h('p', { class: 'muted small' }, t('privacy.details.by', { time: moment(one.sharedAt) }), ' ',
        personBadge(directory, one.sharedBy))),
    h('button', {
      type: 'button', class: 'button danger', text: t('privacy.details.withdraw'), onclick: (event) => (
        withdraw(context, one, event.currentTarget)),
    }))));
}

async function withdraw({ t, person, desk }, one, button) {
  button.disabled = true;
  try {
    await withdrawDetails(person, desk, one.organisation);
    toast(t('privacy.details.withdrawn'));
  } catch (error) {
    button.disabled = false;
    if (error.code !== 'signature.rejected') toast(errorText(error), 'problem');
  }
}

/** Titles of some records, opened on this device where that is still to be done. */
async function titles(context, wanted) {
  const store = chartStore(context, context.person.id);
  await store.refresh(context.signal);
  const documents = store.documents.filter(wanted);
  const chart = await store.chartOf(documents, context.signal);
  return documents.map((document) => ({ document, title: chart.byId.get(document.record)?.title }));
}

const isRestricted = (document) => (
  (document.restricted || document.category === 'restricted') && document.status !== 'erased');

async function restrictedRecords(context) {
  const { t } = context;
  const found = await titles(context, isRestricted);
  if (found.length === 0) return empty(t('privacy.restrictedRecords.none'));
  return h('ul', { class: 'list' }, found.map(({ document, title }) => h('li', {},
    h('a', { href: `#/record/item/${document.record}`, text: title || t('privacy.untitled') }),
    h('p', { class: 'muted small', text: `${t(`category.${document.category}`)}, ${day(document.addedAt)}` }))));
}

async function erasureList(context) {
  const { t, client, person, signal } = context;
  const asked = await client.all(`/v1/patients/${person.id}/erasures`, { signal });
  const open = new Set(asked.filter((one) => one.status !== 'erased').map((one) => one.record));
  const known = await titles(context, (document) => document.status === 'erased' || open.has(document.record));
  const byId = new Map(known.map((one) => [one.document.record, one]));
  const named = new Set(asked.map((one) => one.record));
  const alone = known.filter(({ document }) => document.status === 'erased' && !named.has(document.record));
  if (asked.length + alone.length === 0) return empty(t('privacy.erasures.none'));
  return h('ul', { class: 'list' },
    asked.map((one) => erasure(context, one, byId.get(one.record))),
    alone.map(({ document }) => h('li', { class: 'card-head' },
      h('div', {},
        h('strong', { text: t('privacy.erasedRecord', { category: t(`category.${document.category}`) }) }), ' ',
        statusChip('erased'), h('p', { class: 'muted small', text: moment(document.endedAt) })),
      certificateButton(context, document.record))));
}

function erasure(context, one, known) {
  const { t, person, directory } = context;
  const path = `/v1/patients/${person.id}/records/${one.record}/erasure`;
  const rows = [
    [t('privacy.askedOf'), organisationBadge(directory, one.organisation)],
    [t('privacy.askedAt'), moment(one.requestedAt)],
    one.note && [t('privacy.reason'), words(context, `${path}/note`, person.id)],
    one.answeredAt && [t('privacy.answeredAt'), moment(one.answeredAt)],
    one.answer && [t('privacy.answer'), words(context, `${path}/answer`, one.answeredBy)],
    one.retainUntil && [t('privacy.retainUntil'), day(one.retainUntil)],
  ].filter(Boolean);
  const title = one.status === 'erased' ? undefined : known?.title;
  return h('li', { 'data-erasure': one.record },
    h('div', { class: 'card-head' }, h('strong', {}, title
      ? h('a', { href: `#/record/item/${one.record}`, text: title }) : t('privacy.erasedOne')),
    statusChip(one.status === 'open' ? 'requested' : one.status)),
    h('dl', { class: 'facts' }, rows.flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)])),
    one.status === 'erased' && certificateButton(context, one.record));
}

function words({ person }, path, sender) {
  const element = h('span');
  readText(person, path, sender).then(
    (text) => { element.textContent = text ?? ''; }, (error) => { element.textContent = errorText(error); });
  return element;
}

/** The node's signed word that nothing of the record is left there: checked here, then saved. */
function certificateButton({ t, person }, record) {
  const button = h('button', { type: 'button', class: 'button small' }, icon('download'), t('privacy.certificate'));
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const { bytes } = await erasureCertificate(person, record);
      saveFile(bytes, `erasure-${record}.json`, 'application/json');
      toast(t('privacy.certificate.saved'));
    } catch (error) {
      toast(errorText(error), 'problem');
    } finally {
      button.disabled = false;
    }
  });
  return button;
}
