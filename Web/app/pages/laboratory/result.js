/** Entering a result: structured values or a report, pictures beside it, preliminary, final or corrected. */
import { fill, h } from '../../components/dom.js';
import { problem, progressBar } from '../../components/states.js';
import { useStyle } from '../../components/style.js';
import { toast } from '../../components/toast.js';
import { buildEntry } from '../../models/entry-build.js';
import { entryForm } from '../../models/entry-forms.js';
import { valuesOf } from '../../models/entry-read.js';
import { nowInstant } from '../../models/fhir-building.js';
import { fileSize } from '../../texts/index.js';
import { dicomViewer } from '../../viewers/dicom-viewer.js';
import { documentView } from '../../viewers/document-view.js';
import { dropZone } from '../../viewers/drop-zone.js';
import { EntryForm } from '../../viewers/entry-form.js';
import { recordView } from '../../viewers/record-view.js';
import { mostAttached, withAttachments } from '../../models/result-attachments.js';
import { fulfilOrder } from '../../wallet/orders.js';
import { recordOfResource } from '../chart/writing.js';
import { keepPart, known } from './parts.js';
import { stageControls, takesResults } from './stages.js';

const FORMS = { laboratory: 'laboratoryReport', imaging: 'imagingReport' };

export async function render(context) {
  const { root, t, client, params, signal, person, patient, drafts } = context;
  await useStyle('clinical');
  const { at, ...order } = await client.get(`/v1/orders/${params.order}`, { signal });
  patient(order.patient);
  root.append(h('h1', { text: t(`result.title.${order.kind}`) }),
    h('p', {}, h('a', { href: `#/worklist/${order.order}`, text: t('result.back') })));
  if (!takesResults(order)) {
    root.append(h('p', { class: 'notice', text: t('result.notOpen') }));
    return;
  }
  const page = { ...context, order, files: [], controls: stageControls(t, order), draft: `result ${order.order}` };
  const kept = await drafts.get(page.draft).catch(() => undefined);
  const earlier = known(person, order.results.at(-1)?.record);
  const values = kept ?? (earlier && valuesOf(earlier.entry)?.values) ?? fromOrder(known(person, order.order), order);
  const isCorrection = ['final', 'corrected'].includes(order.results.at(-1)?.stage);
  if (isCorrection) root.append(h('p', { class: 'notice', text: t('result.corrects') }));
  root.append(h('div', { class: 'split result-split clinical' },
    h('section', { class: 'card' }, entry(page, values)), beside(page)));
}

/** What the order says already is not typed again. */
function fromOrder(ordered, order) {
  const code = ordered?.entry.resource?.code;
  if (!code) return {};
  const [coding] = code.coding ?? [];
  const text = code.text ?? coding?.display;
  return order.kind === 'imaging' ? { study: text }
    : { test: coding?.code ? { ...coding, text } : { text } };
}

function entry(page, values) {
  const { t, order, drafts, draft, controls } = page;
  const definition = entryForm(FORMS[order.kind]);
  // How far the result is stands on the ledger too: one control says it for both.
  const fields = definition.fields.filter((one) => one.name !== 'resultStatus');
  let keeping;
  const made = new EntryForm({ ...definition, fields }, {
    values, submitLabel: t('result.send'),
    onChange: (now) => {
      clearTimeout(keeping);
      keeping = setTimeout(() => drafts.put(draft, now).catch(() => undefined), 800);
    },
    onSubmit: (now) => {
      clearTimeout(keeping);
      return send(page, made, definition, now);
    },
  });
  made.element.insertBefore(controls.element, made.notices);
  return made.element;
}

/** Pictures to be read while the report is written; what is ordered, where it was opened. */
function beside(page) {
  const { t, order, person } = page;
  const shown = h('div', { class: 'stack' });
  const refused = h('div', { role: 'alert' });
  let isSaid = false;
  const zone = dropZone({
    onFiles: (files) => {
      if (!isSaid) fill(refused);
      for (const { file, bytes, media } of files) page.files.push({ bytes, media, name: file.name });
      if (page.files.reduce((sum, one) => sum + one.bytes.length, 0) > mostAttached) {
        page.files.splice(page.files.length - files.length);
        fill(refused, h('p', { class: 'notice notice-warning', text: t('result.tooMuch', {
          most: fileSize(mostAttached) }) }));
      }
      drawFiles(page, shown);
    },
    // What was refused of one choice is said first; what was taken of it does not wipe that away.
    onRefused: (files) => {
      fill(refused, files.map(({ name, reason }) => (
        h('p', { class: 'notice notice-warning', text: `${name}: ${reason}` }))));
      isSaid = true;
      queueMicrotask(() => { isSaid = false; });
    },
  });
  const ordered = known(person, order.order);
  return h('div', {},
    h('section', { class: 'card' }, h('h2', { text: t(`result.files.${order.kind}`) }),
      h('p', { class: 'muted', text: t('result.files.text') }), zone, refused, shown),
    h('section', { class: 'card' }, h('h2', { text: t('worklist.what') }),
      ordered ? recordView(ordered.entry, ordered.chart, {}) : h('p', { class: 'muted' }, t('result.orderClosed'), ' ',
        h('a', { href: `#/worklist/${order.order}`, text: t('result.openOrder') }))));
}

function drawFiles(page, place) {
  const { t, files } = page;
  const slices = files.filter((one) => one.media === 'application/dicom');
  const others = files.filter((one) => one.media !== 'application/dicom');
  const view = (one) => ({ bytes: one.bytes, media: one.media, fileName: one.name, title: one.name });
  fill(place,
    slices.length > 0 && dicomViewer(slices.map(view)), others.map((one) => documentView(view(one))),
    h('ul', { class: 'list' }, files.map((one) => h('li', { class: 'card-head' },
      h('span', { text: `${one.name}, ${fileSize(one.bytes.length)}` }),
      h('button', {
        type: 'button', class: 'button small', text: t('result.files.remove'),
        'aria-label': `${t('result.files.remove')}: ${one.name}`,
        onclick: () => {
          files.splice(files.indexOf(one), 1);
          drawFiles(page, place);
        },
      })))));
}

async function send(page, made, definition, values) {
  const { t, person, desk, order, controls, drafts, go, client } = page;
  const { stage, criticalWithin } = controls;
  const about = { patient: order.patient, author: { id: person.id, name: person.name ?? '' }, now: nowInstant() };
  const [report] = buildEntry(definition, { ...values, resultStatus: stage }, about);
  const record = recordOfResource(withAttachments(report, page.files, about), order.kind);
  const button = made.element.querySelector('[type=submit]');
  const stopping = new AbortController();
  const bar = progressBar(t('result.sealing'), { cancel: () => stopping.abort() });
  button.disabled = true;
  fill(made.notices, page.files.length > 0 && bar.element);
  try {
    const id = await fulfilOrder(person, desk, order, record, { stage, criticalWithin }, {
      signal: stopping.signal, uploaded: (done, total) => bar.set(done, total),
    });
    await drafts.remove(page.draft).catch(() => undefined);
    const { at, ...document } = await client.get(`/v1/patients/${order.patient}/records/${id}`);
    await keepPart(page, document, record);
    toast(t(`result.sent.${stage}`));
    go(`/worklist/${order.order}`);
  } catch (error) {
    const quiet = ['signature.rejected', 'client.cancelled'].includes(error.code);
    fill(made.notices, !quiet && problem(error));
  } finally {
    button.disabled = false;
  }
}
