/** Dialogs: the browser's own, so that focus stays within, Escape closes, and what lies behind is inert. */
import { h, uniqueId } from './dom.js';
import { icon } from './icons.js';
import { t } from '../texts/index.js';

/** What was pressed last: a button that is disabled while it waits for an answer has lost the focus by then. */
let pressed;
addEventListener('click', ({ target }) => { pressed = target.closest('a, button'); }, true);

/** Gives the focus back, as soon as that can take it; not when it has gone elsewhere. */
function giveBack(element, tries = 50) {
  if (!element?.isConnected || document.activeElement !== document.body) return;
  if (element.disabled && tries > 0) setTimeout(giveBack, 100, element, tries - 1);
  else element.focus();
}

/**
 * Opens a dialog and answers what it was closed with (`undefined` for Escape or the cross). `body`: nodes. `actions`:
 * `[{label, value, kind?: 'primary'|'danger', run?: async () => value}]`; `run` may throw, the dialog then stays open
 * and `onError(error)` says why.
 */
export function openDialog({ title, body, actions = [], wide = false, onError, closable = true }) {
  const titleId = uniqueId('dialog');
  return new Promise((resolve) => {
    const { activeElement, body: page } = document;
    const before = activeElement === page ? pressed : activeElement;
    const element = h('dialog', { class: wide ? 'dialog dialog-wide' : 'dialog', 'aria-labelledby': titleId });
    let answer;
    const close = (value) => {
      answer = value;
      element.close();
    };
    const buttons = actions.map((action) => h('button', {
      type: 'button', class: `button ${action.kind ?? ''}`, text: action.label, 'data-action': action.name,
      onclick: async () => {
        if (!action.run) return close(action.value);
        buttons.forEach((button) => { button.disabled = true; });
        try {
          return close(await action.run());
        } catch (error) {
          return onError?.(error);
        } finally {
          buttons.forEach((button) => { button.disabled = false; });
        }
      },
    }));
    element.append(
      h('header', { class: 'dialog-head' }, h('h2', { id: titleId, text: title }), closable && h('button', {
        type: 'button', class: 'icon-button', 'aria-label': t('action.close'), onclick: () => close(undefined),
      }, icon('close'))),
      h('div', { class: 'dialog-body' }, body),
      h('footer', { class: 'dialog-foot' }, buttons));
    element.addEventListener('cancel', (event) => {
      if (!closable) event.preventDefault();
    });
    element.addEventListener('close', () => {
      element.remove();
      resolve(answer);
      giveBack(before);
    });
    document.body.append(element);
    element.showModal();
    (element.querySelector('[autofocus]') ?? buttons.at(-1) ?? element).focus();
  });
}

/** Closes whatever dialog is open: when the device locks, nothing may stay on the screen. */
export function closeDialogs() {
  for (const element of document.querySelectorAll('dialog[open]')) element.close();
}

/** A question with two answers; true for yes. */
export async function ask({ title, text, yes, no = t('action.cancel'), kind = 'primary' }) {
  const answer = await openDialog({
    title, body: h('p', { text }),
    actions: [{ label: no, value: false, name: 'no' }, { label: yes, value: true, kind, name: 'yes' }],
  });
  return answer === true;
}
