/** A receipt in a file, verified here, whoever brings it: nothing of it leaves the device. */
import { fill, h, uniqueId } from '../../components/dom.js';
import { icon } from '../../components/icons.js';
import { loading, problem } from '../../components/states.js';
import { examineReceipt } from '../../crypto/receipt.js';
import { examinationView, organisationNames } from './examination.js';
import { ledgerTabs } from './tabs.js';

/** The largest receipt (docs/spec/receipt-v1.md). */
const LARGEST = 4_194_304;

export function render(context) {
  const { root, t } = context;
  const place = h('div', { 'aria-live': 'polite' });
  root.append(h('h1', { text: t('receipt.title') }), ledgerTabs(context, 'receipt'),
    h('p', { text: t('receipt.text') }), dropZone(t, (file) => examine(context, file, place)), place);
}

function dropZone(t, take) {
  const id = uniqueId('receipt');
  const input = h('input', { type: 'file', id, class: 'visually-hidden', accept: '.json,application/json' });
  input.addEventListener('change', () => {
    const [file] = input.files;
    input.value = '';
    if (file) take(file);
  });
  const zone = h('div', { class: 'drop' }, icon('ledger'), input,
    h('label', { for: id, class: 'button primary', text: t('receipt.choose') }),
    h('span', { class: 'muted', text: t('receipt.drop') }));
  for (const type of ['dragenter', 'dragover']) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.classList.add('drop-over');
    });
  }
  zone.addEventListener('dragleave', () => zone.classList.remove('drop-over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('drop-over');
    const [file] = event.dataTransfer.files;
    if (file) take(file);
  });
  return zone;
}

async function examine(context, file, place) {
  const { t, client, person, directory, signal } = context;
  fill(place, loading());
  try {
    if (file.size > LARGEST) {
      fill(place, h('div', { class: 'state state-problem', role: 'alert' }, icon('warning'),
        h('p', { text: t('receipt.tooLarge') })));
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    // Signed in: the network that the card names. Otherwise the one that this node says it serves.
    const network = person?.networkId ?? (await client.get('/v1/network', { session: false, signal })).network;
    const examined = await examineReceipt(bytes, network);
    const view = examinationView(examined, await organisationNames(directory));
    view.prepend(h('p', { class: 'muted', text: t('receipt.file', { name: file.name.slice(0, 120) }) }));
    if (!person) view.append(h('p', { class: 'hint', text: t('receipt.trust') }));
    fill(place, view);
    view.focus();
  } catch (error) {
    if (!signal.aborted) fill(place, problem(error, () => examine(context, file, place)));
  }
}
