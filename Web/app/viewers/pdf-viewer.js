// PDF, drawn by pdf.js inside a frame with an opaque origin (viewers/pdf/frame.html), loaded on first use. The frame
// gets the bytes and can do nothing but draw them; without pdf.js on the node the file is offered instead.

import { button, el, icon, replace } from './dom.js';
import { cannotShow, downloadButton } from './download.js';
import { t, tn } from '../models/words.js';

const patience = 15_000;
const address = '/viewer/pdf/frame.html';

/** @param {{bytes: Uint8Array, fileName?: string, title?: string}} document */
export function pdfViewer(document) {
  const shown = { ...document, media: 'application/pdf' };
  const status = el('p', { role: 'status', class: 'quiet' }, t('pdf.opening'));
  // allow-scripts without allow-same-origin: the frame reaches neither the page, nor its storage, nor its keys.
  const frame = el('iframe', {
    class: 'pdf-frame',
    sandbox: 'allow-scripts',
    title: document.title ?? t('pdf.frame'),
    referrerpolicy: 'no-referrer',
  });
  const view = el('div', { class: 'viewer pdf-viewer' });
  const say = (message) => frame.contentWindow?.postMessage(message, '*');
  const fail = (reason) => {
    stop();
    replace(view, cannotShow(reason, shown));
  };
  const timer = setTimeout(() => fail(t('pdf.unavailable')), patience);
  const listen = (event) => {
    // The frame's origin is opaque ("null"); that the message is from this very frame is what counts.
    if (event.source !== frame.contentWindow || event.source === null) return;
    if (event.data?.type === 'ready') {
      const copy = document.bytes.slice();
      frame.contentWindow.postMessage({ type: 'open', bytes: copy, page: t('pdf.page') }, '*', [copy.buffer]);
    } else if (event.data?.type === 'opened') {
      clearTimeout(timer);
      status.textContent = tn('pdf.pages', Number(event.data.pages) || 0);
    } else if (event.data?.type === 'failed') {
      fail(
        t(
          event.data.code === 'password'
            ? 'pdf.password'
            : event.data.code === 'unavailable'
              ? 'pdf.unavailable'
              : 'pdf.damaged',
        ),
      );
    }
  };
  const stop = () => {
    clearTimeout(timer);
    window.removeEventListener('message', listen);
  };
  window.addEventListener('message', listen);
  // A node without pdf.js serves no frame.
  fetch(address).then(
    (answer) => {
      if (answer.ok) frame.src = address;
      else fail(t('pdf.unavailable'));
    },
    () => fail(t('pdf.unavailable')),
  );
  replace(view, toolBar(say, status, shown), frame);
  return view;
}

function toolBar(say, status, document) {
  const zoom = (sign, words, factor) =>
    button([icon(sign), el('span', { class: 'visually-hidden' }, words)], () => say({ type: 'zoom', factor }));
  return el(
    'div',
    { class: 'viewer-bar', role: 'toolbar', 'aria-label': t('viewer.tools') },
    zoom('minus', t('viewer.zoomOut'), 1 / 1.25),
    zoom('plus', t('viewer.zoomIn'), 1.25),
    button(t('viewer.fit'), () => say({ type: 'zoom', factor: 0 })),
    status,
    el('span', { class: 'viewer-space' }),
    downloadButton(document),
  );
}
