/** Documents and images into a record: dropped or chosen, described, sealed with progress, cancellable. */
import { fill, h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { progressBar } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { isDICOM, parseDICOM } from '../../models/dicom.js';
import { modalityName } from '../../models/dicom-names.js';
import { momentDay, sizeText } from '../../models/locale.js';
import { plainLine } from '../../models/plain-text.js';
import { dropZone } from '../../viewers/drop-zone.js';
import { mayWrite, recordOfFile, write } from './writing.js';

/** Which categories a file may be filed under, by role: what the contract lets each write. */
const FILED = ['clinical', 'laboratory', 'imaging', 'medication', 'restricted'];

/** What a file says about itself; for DICOM its labels, nothing that names a person. */
function proposal({ file, bytes, media }) {
  const stem = plainLine(file.name.replace(/\.[^.]{1,8}$/, ''), 160);
  if (media !== 'application/dicom' || !isDICOM(bytes)) return { title: stem, category: 'clinical' };
  try {
    const image = parseDICOM(bytes);
    const title = [modalityName(image.modality), image.studyDescription ?? image.bodyPart].filter(Boolean).join(': ');
    return { title: plainLine(title, 160) || stem, effective: image.studyDate, category: 'imaging' };
  } catch {
    return { title: stem, category: 'imaging' };
  }
}

/** The panel; undefined for who may write nothing here. */
export function uploadPanel(page) {
  const { t } = page;
  const categories = FILED.filter((category) => mayWrite(page, category));
  if (categories.length === 0) return undefined;
  const list = h('div', { class: 'stack' });
  const refused = h('div', { role: 'alert' });
  // What is said of a file stays until somebody has read it, or the file is put right.
  const settle = (name) => [...refused.children].filter((one) => one.dataset.file === name)
    .forEach((one) => one.remove());
  const zone = dropZone({
    onFiles: (files) => {
      files.forEach(({ file }) => settle(file.name));
      list.append(...files.map((one) => fileCard(page, one, categories)));
      list.lastElementChild?.querySelector('input')?.focus();
    },
    onRefused: (files) => {
      files.forEach(({ name }) => settle(name));
      refused.append(...files.map((one) => refusal(t, one)));
    },
  });
  return h(
    'section',
    { class: 'card', 'data-panel': 'upload' },
    h('h2', { text: t('records.upload') }),
    h('p', { class: 'quiet', text: t(page.own || page.person.actor ? 'records.upload.own' : 'records.upload.staff') }),
    zone,
    refused,
    list,
  );
}

function refusal(t, { name, reason }) {
  const shown = plainLine(name, 120);
  const notice = h(
    'div',
    { class: 'notice notice-warning', 'data-file': name },
    h('p', { text: `${shown}: ${reason}` }),
    h('button', {
      type: 'button',
      class: 'button small',
      text: t('records.upload.remove'),
      'aria-label': `${t('records.upload.remove')}: ${shown}`,
      onclick: () => notice.remove(),
    }),
  );
  return notice;
}

function fileCard(page, chosen, categories) {
  const { t } = page;
  const proposed = proposal(chosen);
  const title = field({ name: 'title', label: t('field.title'), value: proposed.title, maxlength: 200 });
  const category = field({
    name: 'category',
    label: t('timeline.category'),
    type: 'select',
    value: categories.includes(proposed.category) ? proposed.category : categories[0],
    options: categories.map((value) => ({ value, label: t(`area.${value}`) })),
  });
  const effective = field({
    name: 'effective',
    label: t('records.upload.date'),
    type: 'date',
    required: false,
    value: proposed.effective,
    max: momentDay(Date.now()),
  });
  const place = h('div');
  const made = form({
    fields: [title, category, effective],
    action: t('records.upload.action'),
    after: place,
    submit: (values) => send(page, chosen, values, place, card),
    secondary: h('button', {
      type: 'button',
      class: 'button',
      text: t('records.upload.remove'),
      onclick: () => card.remove(),
    }),
  });
  const card = h(
    'section',
    { class: 'card', 'aria-label': chosen.file.name },
    h('h3', { text: plainLine(chosen.file.name, 120) }),
    h('p', { class: 'quiet', text: `${t(`media.title.${kind(chosen.media)}`)}, ${sizeText(chosen.file.size)}` }),
    made.element,
  );
  return card;
}

const kind = (media) => ({ 'application/pdf': 'pdf', 'application/dicom': 'dicom' })[media] ?? 'image';

async function send(page, chosen, values, place, card) {
  const { t } = page;
  const stopping = new AbortController();
  const bar = progressBar(t('records.upload.sealing'), { cancel: () => stopping.abort() });
  fill(place, bar.element);
  const { size } = chosen.file;
  try {
    const record = recordOfFile({ ...chosen, ...values });
    await write(page, [record], {
      signal: stopping.signal,
      progress: (done) => bar.set(done / 2, size),
      uploaded: (done, total) => bar.set(total / 2 + done / 2, total),
    });
    toast(t('records.added', { title: values.title }));
    card.remove();
    await page.redraw();
  } catch (error) {
    if (!['client.cancelled', 'signature.rejected'].includes(error.code)) throw error;
    toast(t('records.notAdded'), 'info');
  } finally {
    fill(place);
  }
}
