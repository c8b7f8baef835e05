/**
 * A part of a page that follows the ledger: what concerns an organisation reaches its people by question, not by
 * event, so it is asked for anew with each block, and drawn anew only where the answer has changed.
 */
import { fill, h } from './dom.js';
import { loading, problem } from './states.js';

/** The shortest time between two questions. */
const REST = 1_000;

/**
 * `load()` answers anything that JSON can write; `draw(answer)` nodes. `on`: of the page's context. Answers
 * `{element, reload}`.
 */
export function livePart({ load, draw, on, signal }) {
  const element = h('div', {}, loading());
  let shown;
  let running = false;
  let again = false;
  async function refresh() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      const answer = await load();
      const known = JSON.stringify(answer);
      if (!signal.aborted && known !== shown) {
        fill(element, await draw(answer));
        shown = known;
      }
    } catch (error) {
      // What is on the screen stays: the connection's own sign says that it may be out of date.
      if (!signal.aborted && shown === undefined) fill(element, problem(error, refresh));
    }
    setTimeout(() => {
      running = false;
      if (again && !signal.aborted) {
        again = false;
        refresh();
      }
    }, REST);
  }
  on('block', refresh);
  on('healed', refresh);
  const ready = refresh();
  return {
    element, ready,
    /** Draws anew whatever the answer: something that was opened on this device has changed. */
    reload: () => {
      shown = undefined;
      return refresh();
    },
  };
}
