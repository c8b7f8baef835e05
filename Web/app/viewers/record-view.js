// One record: what it says as medicine, then who wrote it, and one click deeper everything else.

import { button, el, icon } from './dom.js';
import { dicomViewer } from './dicom-viewer.js';
import { documentView } from './document-view.js';
import { cannotShow } from './download.js';
import { facts, provenance } from './provenance.js';
import { markupFrame } from './sandbox-frame.js';
import { statusKey } from './timeline-view.js';
import { resultTableOf } from './report-results.js';
import { downloadName, recogniseMedia } from '../models/media-type.js';
import { resourceText } from '../models/fhir-json.js';
import { list, member, text } from '../models/fhir-reading.js';
import { isCurrent, successorOf } from '../models/chart.js';
import { dateText, momentText } from '../models/locale.js';
import { t, typeWord } from '../models/words.js';

/**
 * @param entry of a chart
 * @param {object} options
 * @param options.onOpen opens another entry
 * @param options.onUnseal opens this record's seal, when it is still closed
 * @param options.actions buttons (amend, retract, verify …)
 * @param options.own whether it is the reader's own record: the owner's opening it is noted nowhere
 * @param options.ids rows for the provenance's details
 */
export function recordView(entry, chart, { onOpen, onUnseal, own, actions = [], ids, verify } = {}) {
  const current = isCurrent(entry);
  const title = current ? entry.title : el('s', {}, entry.title);
  return el(
    'article',
    { class: 'record' },
    correction(entry, chart, onOpen),
    el(
      'header',
      { class: 'record-head' },
      el(
        'p',
        { class: 'record-type' },
        icon(entry.isOpen ? entry.category : 'lock'),
        `${typeWord(entry.type)}, ${t(`area.${entry.category}`)}`,
      ),
      el('h2', { tabindex: '-1' }, title),
      entry.effective && el('p', { class: 'record-date' }, dateText(entry.effective)),
      entry.selfReported && el('span', { class: 'badge' }, t('provenance.selfReported')),
    ),
    entry.isOpen ? content(entry, chart, onOpen) : closed(entry, onUnseal, own),
    actions.length > 0 && el('div', { class: 'actions' }, actions),
    provenance(entry, { ids, verify }),
  );
}

function correction(entry, chart, onOpen) {
  if (isCurrent(entry)) {
    const earlier = entry.supersedes && chart?.byId.get(entry.supersedes);
    return (
      earlier &&
      el(
        'p',
        { class: 'notice' },
        t('record.corrects'),
        ' ',
        el(
          'button',
          { type: 'button', class: 'link', on: { click: () => onOpen?.(earlier) } },
          el('s', {}, earlier.title),
        ),
      )
    );
  }
  const successor = chart && successorOf(chart, entry);
  return el(
    'div',
    { class: 'notice notice-warning', role: 'note' },
    icon('alert'),
    el(
      'div',
      {},
      el('strong', {}, t(`record.status.${statusKey(entry)}`)),
      entry.reason && el('p', {}, entry.reason),
      entry.statusTime && el('p', {}, momentText(entry.statusTime)),
      successor && button(t('record.toSuccessor', { title: successor.title }), () => onOpen?.(successor)),
    ),
  );
}

function closed(entry, onUnseal, own) {
  return el(
    'div',
    { class: 'closed-record' },
    el('p', {}, icon('lock'), t(entry.failure ? 'record.couldNotOpen' : own ? 'record.sealed.own' : 'record.sealed')),
    onUnseal && button(t('record.open'), onUnseal, { class: 'button button-primary' }),
  );
}

function content(entry, chart, onOpen) {
  if (!entry.resource) {
    return documentView({
      bytes: entry.content,
      media: entry.media,
      fileName: entry.metadata.fileName,
      title: entry.title,
    });
  }
  const { resource } = entry;
  const rows = entry.summary.lines.map((line) => [line.label, line.value, line.kind]);
  return [
    rows.length > 0 && facts(rows),
    resultTableOf(entry, chart, onOpen),
    sections(resource),
    narrative(resource),
    attachments(resource).map((one) => el('section', { class: 'attachment' }, el('h3', {}, one.title), one.view)),
    source(entry),
  ];
}

// Every note keeps its paragraphs: a Composition's sections are what it says.
function sections(resource) {
  if (text(resource, 'resourceType') !== 'Composition') return [];
  return list(resource, 'section')
    .slice(0, 40)
    .map((one) => {
      const frame = markupFrame(text(one, 'text', 'div') ?? '', { title: text(one, 'title') ?? t('frame.narrative') });
      return (
        frame && el('section', {}, list(resource, 'section').length > 1 && el('h3', {}, text(one, 'title')), frame)
      );
    });
}

// A narrative that a program generated says what stands above already; it is one click away.
function narrative(resource) {
  const div = text(resource, 'text', 'div');
  const frame = div && markupFrame(div);
  if (!frame) return undefined;
  if (text(resource, 'text', 'status') === 'additional')
    return el('section', {}, el('h3', {}, t('record.narrative')), frame);
  return el('details', {}, el('summary', {}, t('record.narrative')), frame);
}

/** How many documents of one record are shown. */
const mostShown = 200;

/**
 * Documents that stand inside a resource: `presentedForm`, `content.attachment`, `photo`, and the Media of a report.
 * The slices of a study are one view.
 */
function attachments(resource) {
  const media = list(resource, 'contained').filter((one) => text(one, 'resourceType') === 'Media');
  const found = [
    ...list(resource, 'presentedForm'),
    ...list(resource, 'photo'),
    ...list(resource, 'content').map((one) => member(one, 'attachment')),
    ...media.map((one) => member(one, 'content')),
    member(resource, 'content'),
  ];
  const documents = found.filter((one) => text(one, 'data')).slice(0, mostShown).map(attached);
  const slices = documents.filter((one) => one.media === 'application/dicom');
  const others = documents.filter((one) => one.media !== 'application/dicom');
  return [
    ...(slices.length > 0 ? [{ title: slices[0].title, view: dicomViewer(slices) }] : []),
    ...others.map((one) => ({
      title: one.title,
      view: one.bytes ? documentView(one) : el('p', { class: 'notice' }, t('viewer.damaged')),
    })),
  ];
}

function attached(one) {
  const title = text(one, 'title') ?? t('title.document');
  const bytes = base64(text(one, 'data'));
  if (!bytes) return { title };
  const media = recogniseMedia(bytes, text(one, 'contentType') ?? 'application/octet-stream');
  const isResource = media === 'application/fhir+json';
  return { title, bytes, media: isResource ? 'application/octet-stream' : media, fileName: title };
}

function base64(value) {
  try {
    return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** The resource itself, for whoever wants to see exactly what stands there. */
function source(entry) {
  const shown = resourceText(entry.resource, 2);
  const details = el(
    'details',
    {
      class: 'source',
      on: {
        toggle: () => {
          if (details.open && details.children.length === 1) {
            details.append(el('pre', { class: 'plain-text', tabindex: '0' }, shown.slice(0, 200_000)));
            const bytes = entry.content ?? new TextEncoder().encode(shown);
            details.append(
              cannotShow(t('record.sourceNote'), {
                bytes,
                media: 'application/fhir+json',
                fileName: downloadName(entry.metadata.fileName, 'application/fhir+json', entry.type),
                fallback: entry.type,
              }),
            );
          }
        },
      },
    },
    el('summary', {}, t('record.source')),
  );
  return details;
}
