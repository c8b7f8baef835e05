/** Everything that is in the record, as files on the patient's own device: a FHIR Bundle and the documents. */
import { fill, h, saveFile } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { progressBar } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { errorText } from '../../texts/index.js';
import { downloadName } from '../../models/media-type.js';
import { momentDay, sizeText } from '../../models/locale.js';
import { uniqueName, zip } from '../../models/zip.js';

export function draw({ body, t, store, signal }) {
  if (body.hasChildNodes()) return;
  const size = store.documents.reduce((sum, one) => sum + (one.size ?? 0), 0);
  const place = h('div');
  const button = h(
    'button',
    { type: 'button', class: 'button primary', 'data-action': 'download' },
    icon('download'),
    t('records.download.action'),
  );
  button.addEventListener('click', async () => {
    button.disabled = true;
    const stopping = new AbortController();
    signal.addEventListener('abort', () => stopping.abort());
    const bar = progressBar(t('records.opening'), { cancel: () => stopping.abort() });
    fill(place, bar.element);
    try {
      await save(store, t, bar, stopping.signal);
    } catch (error) {
      if (error.code !== 'client.cancelled') toast(errorText(error), 'problem');
    } finally {
      fill(place);
      button.disabled = false;
    }
  });
  fill(
    body,
    h(
      'section',
      { class: 'card' },
      h('h2', { text: t('records.title.download') }),
      h('p', { text: t('records.download.text') }),
      h('p', {
        class: 'quiet',
        text: t('records.download.size', { count: store.documents.length, size: sizeText(size) }),
      }),
      h('p', { class: 'notice notice-warning', text: t('download.note') }),
      button,
      place,
    ),
  );
}

async function save(store, t, bar, signal) {
  const closed = store.documents.filter((one) => store.mayOpen(one) && !store.opened.get(one.record)?.content);
  await store.open(closed, { signal, progress: (done, total) => bar.set(done, total) });
  const { entries } = store.chart();
  const opened = entries.filter((entry) => entry.content);
  const taken = new Set();
  const files = opened
    .filter((entry) => !entry.resource)
    .map((entry) => ({
      name: uniqueName(`documents/${downloadName(entry.metadata.fileName, entry.media, entry.id)}`, taken),
      bytes: entry.content,
    }));
  files.unshift({ name: 'records.json', bytes: await bundleOf(opened.filter((entry) => entry.resource)) });
  saveFile(zip(files), `medchain-${momentDay(Date.now())}.zip`, 'application/zip');
  const missing = entries.length - opened.length;
  toast(
    missing > 0 ? t('records.download.some', { count: missing }) : t('records.download.done'),
    missing > 0 ? 'problem' : 'done',
  );
}

/** A Bundle in which each resource stands byte for byte as it was written. */
async function bundleOf(entries) {
  const parts = ['{"resourceType":"Bundle","type":"collection","entry":['];
  entries.forEach((entry, index) => {
    const { fullUrl } = entry.metadata;
    const url = fullUrl && /^[a-z][a-z0-9+.-]*:\S+$/i.test(fullUrl) ? fullUrl : `urn:medchain:record:${entry.id}`;
    parts.push(index > 0 ? ',' : '', `{"fullUrl":${JSON.stringify(url)},"resource":`, entry.content, '}');
  });
  parts.push(']}\n');
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
