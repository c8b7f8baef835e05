/** What every message is written with: the text, and the files that go along. */
import { fill, h, uniqueId } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { field } from '../../components/form.js';
import { checkGroup } from '../../components/pickers.js';
import { mediaByContent } from '../../models/media-type.js';
import { LARGEST_FILE, MOST_FILES } from '../../wallet/messages.js';
import { errorText, fileSize, t } from '../../texts/index.js';

const ENDINGS = { json: 'application/json', txt: 'text/plain', csv: 'text/csv' };

/** What a file is: by its content, else by its name's ending. */
function mediaOf(file, bytes) {
  const ending = file.name.split('.').pop().toLowerCase();
  return mediaByContent(bytes) ?? ENDINGS[ending] ?? 'application/octet-stream';
}

/** The field of the text. */
export const textField = (value) => field({
  name: 'text', label: t('messages.text'), type: 'textarea', rows: 5, maxlength: 20_000, value,
});

/** Who it is for, by name. `names`: `[{id, label, hint?}]`. */
export const recipientsField = (names, chosen) => checkGroup({
  name: 'recipients', legend: t('messages.to'), chosen,
  options: names.map(({ id, label, hint }) => ({ value: id, label, hint })),
});

/** The files that go along: `value` is `[{bytes, mediaType, fileName}]`. */
export function filesField() {
  const id = uniqueId('files');
  const chosen = [];
  const shown = h('ul', { class: 'attached' });
  const error = h('p', { class: 'field-error', role: 'alert', hidden: true });
  const input = h('input', { type: 'file', id, multiple: true, class: 'visually-hidden' });
  const say = (text) => {
    error.textContent = text ?? '';
    error.hidden = !text;
  };
  const draw = () => fill(shown, chosen.map((one, index) => h('li', {}, icon('records'),
    h('span', { text: `${one.fileName}, ${fileSize(one.bytes.length)}` }),
    h('button', {
      type: 'button', class: 'icon-button', 'aria-label': t('messages.file.remove', { name: one.fileName }),
      onclick: () => {
        chosen.splice(index, 1);
        say();
        draw();
        input.focus();
      },
    }, icon('close')))));
  input.addEventListener('change', async () => {
    say();
    for (const file of input.files) {
      if (chosen.length >= MOST_FILES) say(errorText({ code: 'message.tooManyFiles' }));
      else if (file.size > LARGEST_FILE) say(errorText({ code: 'message.tooLarge' }));
      else {
        const bytes = new Uint8Array(await file.arrayBuffer());
        chosen.push({ bytes, mediaType: mediaOf(file, bytes), fileName: file.name.slice(0, 200) });
      }
    }
    input.value = '';
    draw();
  });
  const element = h('div', { class: 'field' },
    h('div', { class: 'file-choice' }, input,
      h('label', { for: id, class: 'button' }, icon('plus'), t('messages.attach')),
      h('span', { class: 'hint', text: t('messages.attach.hint') })), shown, error);
  return {
    element, name: 'files', input, required: false, type: 'group',
    get value() {
      return [...chosen];
    },
    clear() {
      chosen.length = 0;
      draw();
    },
    fail: say,
  };
}
