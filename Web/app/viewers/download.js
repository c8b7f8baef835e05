// Saving content as a file. Nothing is opened: a blob's address never becomes a page.

import { el, icon } from './dom.js';
import { downloadName } from '../models/media-type.js';
import { sizeText } from '../models/locale.js';
import { t } from '../models/words.js';

/** Saves bytes as a file on the person's device. */
export function saveFile(bytes, name, media = 'application/octet-stream') {
  // Never a type that a browser would open on our origin.
  const safe = [
    'application/pdf',
    'image/png',
    'image/jpeg',
    'application/json',
    'application/fhir+json',
    'text/plain',
    'application/zip',
  ].includes(media)
    ? media
    : 'application/octet-stream';
  const url = URL.createObjectURL(new Blob([bytes], { type: safe }));
  const link = el('a', { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 30_000);
}

/** A button that saves a record's content. What is saved escapes revocation; the words say so. */
export function downloadButton({ bytes, media, fileName, fallback = 'record' }) {
  const name = downloadName(fileName, media, fallback);
  return el(
    'button',
    { type: 'button', class: 'button', title: t('download.note'), on: { click: () => saveFile(bytes, name, media) } },
    icon('download'),
    t('download.save', { size: sizeText(bytes.length) }),
  );
}

/** The plain words that something cannot be shown, with the offer to save it. */
export function cannotShow(reason, document) {
  return el(
    'div',
    { class: 'cannot-show', role: 'note' },
    el('p', {}, icon('document'), reason),
    downloadButton(document),
  );
}
