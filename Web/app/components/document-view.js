/**
 * A document in place. Pictures are drawn by the browser from memory; everything else is offered as a file: nothing of
 * a document runs in this page. viewers/ has more where it is loaded.
 */
import { h, saveFile } from './dom.js';
import { icon } from './icons.js';
import { fileSize, t } from '../texts/index.js';

const PICTURES = ['image/png', 'image/jpeg'];

/** The view of a content (bytes) of a media type. */
export function documentView({ content, mediaType, name, signal }) {
  const title = name ?? t('document.unnamed');
  const save = h('button', {
    type: 'button', class: 'button', onclick: () => saveFile(content, safeName(title), mediaType),
  }, icon('download'), t('document.save'));
  const about = h('p', { class: 'muted', text: `${title}, ${mediaType}, ${fileSize(content.length)}` });
  if (!PICTURES.includes(mediaType)) return [about, save];
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }));
  signal?.addEventListener('abort', () => URL.revokeObjectURL(url), { once: true });
  return [h('img', { src: url, alt: title }), about, save];
}

/** A file name that means nothing to any system but a name. */
const safeName = (name) => name.replace(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^\.+/, '').slice(0, 100) || 'document';
