/** The file of who comes of age, as guardian and staff open it. */
import { fill, h } from '../../components/dom.js';
import { field } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { canScan, scanCode } from '../../components/scanner.js';
import { readableIdentity } from '../../crypto/identity.js';
import { recall } from '../../session/represented.js';
import { readTakeOver } from '../../wallet/dependants.js';
import { errorText, moment } from '../../texts/index.js';

const LARGEST = 65_536;

/**
 * A field for the file, which says at once whose record it is about: `{field, about, read()}`. `lapses`: it is of no
 * use once its time is over.
 */
export function takeOverFile(context, { lapses }) {
  const { t, person, patient, signal } = context;
  let scanned;
  const file = field({
    name: 'file', label: t('guardians.file'), hint: t('guardians.file.hint'), type: 'file',
    accept: '.takeover,text/plain',
  });
  const about = h('div', { 'aria-live': 'polite' });
  const read = async () => {
    try {
      return await readTakeOver(scanned ?? await file.value.slice(0, LARGEST).text(), person.networkId);
    } catch (error) {
      error.field = 'file';
      throw error;
    }
  };
  const show = async () => {
    const said = (scanned || file.value) && await read().catch((error) => ({ error }));
    if (said?.patient) await recall(context, said.patient);
    if (signal.aborted) return;
    file.fail(said?.error && errorText(said.error));
    patient(said?.patient);
    fill(about, said?.patient && facts(t, said, lapses));
  };
  file.input.addEventListener('change', () => {
    scanned = undefined;
    file.required = true;
    return show();
  });
  // The same, from the paper or the screen of the young adult.
  const scan = canScan() && h('button', {
    type: 'button', class: 'button', onclick: async () => {
      const text = await scanCode();
      if (!text) return;
      scanned = text;
      file.required = false;
      await show();
    },
  }, icon('image'), t('guardians.file.scan'));
  return { field: file, scan, about, read };
}

function facts(t, { patient, expiresAt }, lapses) {
  const over = lapses && expiresAt <= Date.now();
  return h('div', { class: 'stack' },
    h('dl', { class: 'facts' },
      h('dt', { text: t('guardians.file.record') }), h('dd', { class: 'id', text: readableIdentity(patient) }),
      lapses && [h('dt', { text: t('guardians.file.until') }), h('dd', { text: moment(expiresAt) })]),
    over && h('p', { class: 'notice notice-warning', text: t('guardians.file.over') }));
}
