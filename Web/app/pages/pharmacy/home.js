/** The first screen of the pharmacist: a code to scan or type, prescriptions that wait, refills under way. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { icon } from '../../components/icons.js';
import { livePart } from '../../components/live-list.js';
import { canScan, scanCode } from '../../components/scanner.js';
import { readCode } from '../../wallet/dispensing.js';
import { list } from './parts.js';

export function render(context) {
  const { root, t, client, on, signal } = context;
  const shared = (status) => client.all('/v1/me/prescriptions/shared', { query: { status }, signal });
  const waiting = livePart({
    on, signal, load: () => shared('active'), draw: (items) => list(context, items, t('pharmacy.none')),
  });
  const refills = livePart({
    on, signal,
    load: async () => (await shared('dispensed')).filter((one) => one.refillRequestedAt !== undefined),
    draw: (items) => (items.length === 0 ? [] : h('section', { class: 'card' },
      h('h2', { text: t('pharmacy.refills') }), h('p', { class: 'muted', text: t('pharmacy.refills.text') }),
      list(context, items, ''))),
  });
  root.append(h('h1', { text: t('pharmacy.title') }), h('section', { class: 'card' }, codeForm(context)),
    h('section', { class: 'card' }, h('h2', { text: t('pharmacy.waiting') }), waiting.element), refills.element);
  return waiting.ready;
}

/** Finds by a prescription's code or a patient's identity, typed or scanned. */
function codeForm(context) {
  const { t } = context;
  const code = field({
    name: 'code', label: t('pharmacy.code'), hint: t('pharmacy.code.hint'), autocomplete: 'off', spellcheck: 'false',
    check: (text) => (Object.values(readCode(text)).some(Boolean) ? undefined : t('pharmacy.code.wrong')),
  });
  const made = form({
    fields: [code], action: t('pharmacy.code.action'), submit: (values) => find(context, readCode(values.code)),
    secondary: canScan() && h('button', {
      type: 'button', class: 'button', onclick: async () => {
        const text = await scanCode();
        if (!text) return;
        code.set(text);
        made.element.requestSubmit();
      },
    }, icon('image'), t('pharmacy.scan')),
  });
  return made.element;
}

async function find({ client, go }, { prescription, patient }) {
  const found = prescription && await client.find(`/v1/prescriptions/${prescription}`);
  if (found) go(`/pharmacy/prescription/${prescription}`);
  else if (patient) go(`/pharmacy/patient/${patient}`);
  else await client.get(`/v1/prescriptions/${prescription}`);
}
