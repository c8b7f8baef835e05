/** Short messages that pass by themselves; readers of the screen hear them without losing their place. */
import { h } from './dom.js';
import { icon } from './icons.js';
import { t } from '../texts/index.js';

const STAY = 7_000;
let region;

function place() {
  if (!region?.isConnected) {
    region = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
    document.body.append(region);
  }
  return region;
}

/** Shows a message; `kind`: 'done', 'info' or 'problem'. A problem stays until it is closed. */
export function toast(text, kind = 'done') {
  const close = h('button', { type: 'button', class: 'icon-button', 'aria-label': t('action.close') }, icon('close'));
  const element = h('div', { class: `toast toast-${kind}` },
    icon({ done: 'check', info: 'info', problem: 'warning' }[kind]), h('p', { text }), close);
  close.addEventListener('click', () => element.remove());
  place().append(element);
  if (kind !== 'problem') setTimeout(() => element.remove(), STAY);
}
