/** What a page or a part of it shows while it waits, when there is nothing, and when something went wrong. */
import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { errorText, t } from '../texts/index.js';

/** Waiting. */
export const loading = (text = t('state.loading')) => h('div', { class: 'state', role: 'status' },
  h('span', { class: 'spinner', 'aria-hidden': 'true' }), h('p', { text }));

/** Nothing there, said kindly, with what one can do. */
export const empty = (text, { hint, action } = {}) => h('div', { class: 'state state-empty' },
  icon('info'), h('p', { text }), hint && h('p', { class: 'muted', text: hint }), action);

/**
 * What went wrong, with another attempt where that can help. Where the node was out of reach, `retryWhatHeals` makes
 * that attempt when it is back.
 */
export const problem = (error, retry) => h('div', { class: 'state state-problem', role: 'alert' },
  icon('warning'), h('p', { text: errorText(error) }),
  retry && h('button', {
    type: 'button', class: 'button', text: t('action.retry'), onclick: retry,
    'data-heals': error?.code === 'client.unreachable' ? '' : undefined,
  }));

/** Asks again for what could not be loaded because the node was out of reach. */
export const retryWhatHeals = () => document.querySelectorAll('button[data-heals]').forEach((one) => one.click());

/**
 * Fills an element by an asynchronous function: shows waiting, then what it answers (nodes), or what went wrong.
 * Answers whether it went well.
 */
export async function show(element, make, signal) {
  const spinner = loading();
  // What went wrong before is being tried again: its button is not to be pressed twice.
  if (element.firstElementChild?.classList.contains('state-problem')) fill(element, spinner);
  // What is quick does not flicker.
  const late = setTimeout(() => fill(element, spinner), 150);
  try {
    const made = await make();
    if (signal?.aborted) return false;
    fill(element, made);
    return true;
  } catch (error) {
    if (!signal?.aborted) fill(element, problem(error, () => show(element, make, signal)));
    return false;
  } finally {
    clearTimeout(late);
  }
}

/** A bar that says how far something is. `set(done, total)`; `cancel`, if given, stops it. */
export function progressBar(label, { cancel } = {}) {
  const bar = h('progress', { max: 1, value: 0, 'aria-label': label });
  const text = h('span', { class: 'muted', text: label });
  const element = h('div', { class: 'progress' }, text, bar, cancel && h('button', {
    type: 'button', class: 'button', text: t('action.cancel'), onclick: cancel,
  }));
  return { element, set: (done, total) => { bar.value = total > 0 ? done / total : 0; } };
}
