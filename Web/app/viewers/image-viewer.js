// Pictures: zoom and pan by mouse, touch and keyboard.

import { button, el, icon } from './dom.js';
import { cannotShow, downloadButton } from './download.js';
import { PanZoom } from './pan-zoom.js';
import { imageSize } from '../models/image-size.js';
import { t } from '../models/words.js';

const mostPixels = 120_000_000;

/** @param {{bytes: Uint8Array, media: string, fileName?: string, title?: string}} document */
export function imageViewer(document) {
  const size = imageSize(document.bytes);
  if (!size || size.width * size.height > mostPixels) {
    return cannotShow(t(size ? 'image.tooLarge' : 'image.damaged'), document);
  }
  const url = URL.createObjectURL(new Blob([document.bytes], { type: document.media }));
  const picture = el('img', { src: url, alt: document.title ?? t('image.alt'), draggable: 'false' });
  const stage = el(
    'div',
    { class: 'stage', tabindex: '0', role: 'application', 'aria-label': t('image.stage') },
    picture,
  );
  const zoomText = el('output', { class: 'zoom-text' });
  const panZoom = new PanZoom(stage, picture, (zoom) => {
    zoomText.textContent = `${Math.round(zoom * 100)} %`;
  });
  const view = el(
    'div',
    { class: 'viewer image-viewer' },
    el(
      'div',
      { class: 'viewer-bar', role: 'toolbar', 'aria-label': t('viewer.tools') },
      button([icon('minus'), el('span', { class: 'visually-hidden' }, t('viewer.zoomOut'))], () =>
        panZoom.zoomBy(1 / 1.3),
      ),
      zoomText,
      button([icon('plus'), el('span', { class: 'visually-hidden' }, t('viewer.zoomIn'))], () => panZoom.zoomBy(1.3)),
      button(t('viewer.fit'), () => panZoom.fit()),
      button(t('viewer.actualSize'), () => panZoom.actualSize()),
      el('span', { class: 'viewer-space' }),
      downloadButton(document),
    ),
    stage,
    el('p', { class: 'quiet' }, t('viewer.keys'), ` ${size.width} × ${size.height}`),
  );
  picture.addEventListener('load', () => {
    panZoom.setSize(size.width, size.height);
    URL.revokeObjectURL(url);
  });
  picture.addEventListener('error', () => {
    URL.revokeObjectURL(url);
    view.replaceChildren(cannotShow(t('image.damaged'), document));
  });
  return view;
}
