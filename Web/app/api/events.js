/**
 * Server-sent events over fetch (EventSource sends no Authorization header): reconnects by itself, resumes after the
 * last event that arrived, and says whether the connection stands.
 */
const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
/** The node sends a comment every 15 s: longer silence means that the connection is gone. */
const SILENCE = 40_000;

export class EventFeed extends EventTarget {
  #controller;

  #lastId;

  #delay = FIRST_DELAY;

  #waiting;

  constructor(client) {
    super();
    this.client = client;
    this.state = 'closed';
  }

  /** Begins to listen; `ledger` and `block` events carry `detail`, `state` tells `open`, `lost`, `closed`. */
  start() {
    if (this.#controller === undefined) this.#connect();
    window.addEventListener('online', this.#hurry);
    window.addEventListener('offline', this.#offline);
    document.addEventListener('visibilitychange', this.#hurry);
  }

  stop() {
    window.removeEventListener('online', this.#hurry);
    window.removeEventListener('offline', this.#offline);
    document.removeEventListener('visibilitychange', this.#hurry);
    clearTimeout(this.#waiting);
    this.#controller?.abort();
    this.#controller = undefined;
    this.#set('closed');
  }

  /** Tries at once, when the device or the page is back. */
  #hurry = () => {
    if (this.state !== 'lost' || document.hidden) return;
    clearTimeout(this.#waiting);
    this.#connect();
  };

  #offline = () => this.doubt();

  /** A request did not arrive: is the stream still there? It is opened anew, where it stopped. */
  doubt() {
    if (this.state !== 'open') return;
    const controller = this.#controller;
    this.#set('lost');
    controller?.abort();
  }

  #set(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: state }));
  }

  async #connect() {
    const controller = new AbortController();
    this.#controller = controller;
    try {
      await this.#listen(controller);
    } catch {
      // Whatever ended it, the way on is the same.
    }
    if (this.#controller !== controller) return;
    this.#set('lost');
    this.#waiting = setTimeout(() => this.#connect(), this.#delay * (0.75 + Math.random() / 2));
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
  }

  async #listen(controller) {
    const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${await this.client.token()}` };
    if (this.#lastId !== undefined) headers['Last-Event-ID'] = this.#lastId;
    const response = await fetch(`${this.client.address}/v1/events`, {
      headers, signal: controller.signal, credentials: 'omit', cache: 'no-store',
    });
    if (!response.ok) throw new Error(String(response.status));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    this.#set('open');
    this.#delay = FIRST_DELAY;
    let text = '';
    for (;;) {
      const silence = setTimeout(() => controller.abort(), SILENCE);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return;
      text += value;
      const blocks = text.split('\n\n');
      text = blocks.pop();
      for (const block of blocks) this.#deliver(block);
    }
  }

  #deliver(block) {
    const fields = {};
    for (const line of block.split('\n')) {
      const at = line.indexOf(':');
      if (at > 0) fields[line.slice(0, at)] = line.slice(at + 1).trimStart();
    }
    if (fields.id !== undefined) this.#lastId = fields.id;
    if (fields.data === undefined) return;
    this.dispatchEvent(new CustomEvent(fields.event ?? 'message', { detail: JSON.parse(fields.data) }));
  }
}
