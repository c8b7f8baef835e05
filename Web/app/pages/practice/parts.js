/** What the pages of those who treat have in common. */
import { h } from '../../components/dom.js';
import { field, form } from '../../components/form.js';
import { openDialog } from '../../components/dialog.js';
import { readableIdentity } from '../../crypto/identity.js';
import { errorText, t } from '../../texts/index.js';
import { toast } from '../../components/toast.js';

const TONES = {
  requested: 'waiting', confirmed: 'good', completed: 'plain', declined: 'bad', cancelled: 'plain', lapsed: 'bad',
  missed: 'bad', active: 'good', dispensed: 'plain', expired: 'plain', placed: 'waiting', accepted: 'waiting',
  rejected: 'bad', fulfilled: 'good', closed: 'plain',
};

/** The state of an appointment, a prescription or an order, as a word. */
export const stateChip = (status) => (
  h('span', { class: `chip chip-${TONES[status] ?? 'plain'}`, text: t(`care.status.${status}`) }));

/** A chip that must not be missed. */
export const alarmChip = (text) => h('span', { class: 'chip chip-bad', text });

/** A part of a page with a heading, and where there is more of it. Answers `{element, place}`. */
export function section(title, { link, linkText, hint, name } = {}) {
  const place = h('div');
  const element = h('section', { class: 'card', 'data-part': name },
    h('div', { class: 'card-head' }, h('h2', { text: title }), link && h('a', { href: link, text: linkText })),
    hint && h('p', { class: 'muted small', text: hint }), place);
  return { element, place };
}

/** A patient in a list: name and date of birth as far as they were opened here, the identity always. */
export function patientLine(directory, id, { href } = {}) {
  const known = directory.patient(id) ?? {};
  const name = known.name ?? readableIdentity(id);
  const style = known.name ? 'badge-name' : 'badge-name patient-id';
  return h('span', { class: 'patient-line' }, h(href ? 'a' : 'span', { class: style, href, text: name }),
    known.birthDate && h('span', { class: 'muted', text: t('banner.born', { date: known.birthDate }) }),
    known.name && h('span', { class: 'badge-id', text: readableIdentity(id) }));
}

/** A row of a list: what it is on the left, what to do on the right. */
export const row = (what, ...actions) => h('li', { class: 'row' }, h('div', { class: 'row-what' }, what),
  h('div', { class: 'actions' }, actions));

/** Names and values; what has no value is left out. */
export const facts = (rows) => h('dl', { class: 'facts' }, rows
  .filter(([, value]) => value !== undefined && value !== false && value !== '')
  .flatMap(([label, value]) => [h('dt', { text: label }), h('dd', {}, value)]));

/** A button whose work may fail: it says why, and can be pressed again. */
export function actionButton(text, run, { kind = '', name } = {}) {
  const button = h('button', { type: 'button', class: `button ${kind}`, text, 'data-action': name });
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await run();
    } catch (error) {
      if (!['signature.rejected', 'client.cancelled'].includes(error.code)) toast(errorText(error), 'problem');
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

/** Asks for words that go along with a decision, in a dialog; `send(words)` may throw. */
export async function withWords({ title, text, label, hint, action, kind, required = false, send }) {
  const words = field({ name: 'words', label, hint, type: 'textarea', required, maxlength: 1_000, autofocus: true });
  const made = form({
    before: text && h('p', { text }), fields: [words], action, kind,
    submit: async (values) => {
      await send(values.words.trim());
      made.element.closest('dialog')?.close();
    },
  });
  await openDialog({ title, body: made.element });
}
