/** What concerns the person as it happens: the stream of events, and how much waits. */
import { EventFeed } from '../api/events.js';

/** How often somebody who may not act yet looks for a decision: events are for those who act. */
const LOOK = 5_000;

export class Inbox extends EventTarget {
  #feed;

  #looking;

  #leaving = new AbortController();

  /** Something did not arrive since the connection was last known to stand. */
  #missed = false;

  constructor(session) {
    super();
    this.session = session;
    this.waiting = 0;
    this.state = 'closed';
    session.addEventListener('entered', () => this.#enter());
    session.addEventListener('locked', () => this.#leave());
    session.addEventListener('left', () => this.#leave());
  }

  #enter() {
    this.#leave();
    this.#count();
    if (this.session.person.status === 'verified') this.#listen();
    else if (this.session.person.status !== 'left') this.#look();
  }

  #look() {
    const { client } = this.session;
    this.#looking = setInterval(() => this.refresh(), LOOK);
    const { signal } = this.#leaving;
    client.addEventListener('unreachable', () => { this.#missed = true; }, { signal });
    client.addEventListener('reached', () => this.#heal(), { signal });
  }

  #listen() {
    const { client } = this.session;
    this.#feed = new EventFeed(client);
    // A request that does not arrive says sooner than the stream that the connection is gone.
    const feed = this.#feed;
    client.addEventListener('unreachable', () => {
      this.#missed = true;
      feed.doubt();
    }, { signal: this.#leaving.signal });
    this.#feed.addEventListener('ledger', (event) => this.#hear(event.detail));
    this.#feed.addEventListener('block', (event) => this.#pass('block', event.detail));
    this.#feed.addEventListener('state', (event) => this.#connection(event.detail));
    this.#feed.start();
  }

  #leave() {
    this.#leaving.abort();
    this.#leaving = new AbortController();
    this.#missed = false;
    clearInterval(this.#looking);
    this.#feed?.stop();
    this.#feed = undefined;
    this.waiting = 0;
    this.state = 'closed';
    this.#pass('changed');
  }

  #hear(delivered) {
    this.#pass('ledger', delivered);
    this.refresh();
  }

  #connection(state) {
    if (state === 'lost') this.#missed = true;
    this.state = state;
    this.#pass('connection', state);
    if (state === 'open') this.#heal();
  }

  /** A connection that came back may have missed nothing (it resumes), but what is on the screen is read anew. */
  #heal() {
    if (!this.#missed) return;
    this.#missed = false;
    this.#pass('healed');
  }

  #pass(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Reads anew how much waits. */
  async refresh() {
    const { person } = this.session;
    if (person === undefined) return;
    const before = person.status;
    try {
      await person.refresh();
    } catch {
      return;
    }
    // How much waits for somebody for whom the person acts; that it ended is told by an event.
    await this.session.acting?.refresh().catch(() => undefined);
    this.#count();
    if (person.status === before) return;
    this.#enter();
    this.#pass('standing', person.status);
  }

  #count() {
    const { waiting } = this.session.person ?? {};
    this.waiting = Object.values(waiting ?? {}).reduce((sum, count) => sum + count, 0);
    this.#pass('changed');
  }
}
