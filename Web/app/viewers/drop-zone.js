// Choosing files: by drag and drop, by a button, by keyboard. What is not of an accepted kind is said at once.

import { el, freshId, icon } from './dom.js';
import { mediaByContent } from '../models/media-type.js';
import { t } from '../models/words.js';

/** The largest file that is sealed in one piece in a browser. */
export const largestFile = 512 * 1024 * 1024;

/**
 * @param onFiles called with `{file, bytes, media}[]`, whole and recognised by content
 * @param onRefused called with `{name, reason}[]`
 */
export function dropZone({ onFiles, onRefused, multiple = true }) {
  const id = freshId('files');
  const input = el('input', {
    type: 'file',
    id,
    class: 'visually-hidden',
    multiple,
    accept: '.pdf,.png,.jpg,.jpeg,.dcm,application/pdf,image/png,image/jpeg,application/dicom',
    on: { change: () => read([...input.files]) },
  });
  const zone = el(
    'div',
    { class: 'drop-zone' },
    icon('document'),
    input,
    el('p', {}, el('label', { for: id, class: 'button button-primary' }, t('drop.choose')), ' ', t('drop.orDrop')),
    el('p', { class: 'quiet' }, t('drop.kinds')),
  );
  async function read(files) {
    const accepted = [];
    const refused = [];
    for (const file of multiple ? files : files.slice(0, 1)) {
      if (file.size > largestFile) refused.push({ name: file.name, reason: t('drop.tooLarge') });
      else if (file.size === 0) refused.push({ name: file.name, reason: t('drop.empty') });
      else {
        const bytes = new Uint8Array(await file.arrayBuffer());
        const media = mediaByContent(bytes);
        if (media) accepted.push({ file, bytes, media });
        else refused.push({ name: file.name, reason: t('drop.unknownType') });
      }
    }
    input.value = '';
    if (refused.length) onRefused?.(refused);
    if (accepted.length) onFiles(accepted);
  }
  for (const name of ['dragenter', 'dragover']) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add('drop-zone-over');
    });
  }
  zone.addEventListener('dragleave', () => zone.classList.remove('drop-zone-over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('drop-zone-over');
    read([...event.dataTransfer.files]);
  });
  return zone;
}
