// Shows content by what it is; what cannot be shown is offered as a file.

import { el } from './dom.js';
import { cannotShow, downloadButton } from './download.js';
import { dicomViewer } from './dicom-viewer.js';
import { imageViewer } from './image-viewer.js';
import { pdfViewer } from './pdf-viewer.js';
import { drawingFrame, markupFrame } from './sandbox-frame.js';
import { plainBlock } from '../models/plain-text.js';
import { t } from '../models/words.js';

/** @param {{bytes: Uint8Array, media: string, fileName?: string, title?: string}} document */
export function documentView(document) {
  switch (document.media) {
    case 'image/png':
    case 'image/jpeg':
      return imageViewer(document);
    case 'application/dicom':
      return dicomViewer([document]);
    case 'application/pdf':
      return pdfViewer(document);
    case 'image/svg+xml':
      return withDownload(drawingFrame(document.bytes), document);
    case 'text/html':
      return markup(document);
    case 'text/plain':
      return withDownload(el('pre', { class: 'plain-text' }, plainText(document.bytes)), document);
    default:
      return cannotShow(t('viewer.unknownType'), document);
  }
}

function markup(document) {
  const frame = markupFrame(new TextDecoder().decode(document.bytes.subarray(0, 2_000_000)), { title: document.title });
  return frame ? withDownload(frame, document) : cannotShow(t('viewer.nothingToShow'), document);
}

function plainText(bytes) {
  return plainBlock(new TextDecoder().decode(bytes.subarray(0, 1_000_000)), 200_000);
}

function withDownload(view, document) {
  return el('div', { class: 'viewer' }, view, el('div', { class: 'viewer-bar' }, downloadButton(document)));
}
