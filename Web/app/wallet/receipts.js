/**
 * Receipts are demanded for what this device submits: a node that answers "done" to what it dropped is noticed. A
 * receipt has to prove the transaction in the ledger of the person's network, with the outcome, at the height that the
 * node told; and two receipts in turn must not tell of two ledgers.
 */
import { equalBytes } from '../crypto/bytes.js';
import { CodedError, fail } from '../crypto/errors.js';

/** When a receipt that could not be fetched is asked for again, in milliseconds. */
const AGAIN = [1_000, 4_000, 15_000, 60_000];
/** How long "done" waits for the proof, before it goes on beside the page. */
const PATIENCE = 4_000;
/** What somebody registers with: signed by them, and countersigned by a node. */
const APPLICATION = 'identity.apply';
/** What is remembered of what this device submitted. */
const KEPT = 200;
/** Codes that say that nothing can be said now. */
const PASSING = ['client.unreachable', 'client.cancelled', 'client.unexpectedAnswer', 'tooManyRequests', 'busy',
  'stopping', 'internal', 'forbidden', 'session.missing', 'session.expired', 'session.proof'];

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

function merged(first, second) {
  const byHash = new Map([...second, ...first].map((entry) => [entry.hash, entry]));
  return [...byHash.values()].sort((a, b) => b.at - a.at).slice(0, KEPT);
}

export class Receipts extends EventTarget {
  #queue = Promise.resolve();

  /** The last checkpoint seen, by network. */
  #seen = new Map();

  constructor() {
    super();
    /**
     * What this device submitted, newest first: `{hash, type, words?, at, state, code?, height?, time?}`; state:
     * `submitted`, `rejected`, `committed`, `proven`, `refuted`, `unproven`.
     */
    this.activity = [];
  }

  /** Begins to follow a transaction. */
  begin({ hash, type, words }) {
    const entry = { hash, type, words, at: Date.now(), state: 'submitted' };
    this.activity = merged([entry], this.activity);
    this.#changed();
    return entry;
  }

  /** It was not accepted. */
  rejected(entry, code) {
    Object.assign(entry, { state: 'rejected', code });
    this.#changed();
  }

  /** What was said to be done and is not proven: `[{hash, type, state, code}]`. */
  get alarms() {
    return this.activity.filter(({ state, seen }) => !seen && (state === 'refuted' || state === 'unproven'));
  }

  /** The person has seen the alarm. */
  dismiss() {
    for (const entry of this.alarms) entry.seen = true;
    this.#changed();
  }

  forget() {
    this.activity = [];
    this.#changed();
  }

  /** Goes on with what was kept: what was committed and not yet proved is demanded again. */
  restore(kept, person) {
    this.activity = merged(this.activity, kept);
    for (const entry of kept.filter(({ state }) => ['committed', 'unproven'].includes(state))) {
      this.demand(person, entry, { accepted: true, height: entry.height, time: entry.time }, { wait: false });
    }
    this.#changed();
  }

  /** What is known here together with what was kept elsewhere; what is known here goes first. */
  mergedWith(kept) {
    return merged(this.activity, kept);
  }

  #changed() {
    this.dispatchEvent(new Event('changed'));
  }

  /**
   * Demands the receipt of a transaction that the node said to be committed. `wait`: resolves once it is proven, or
   * after a short patience, while it goes on beside; throws `client.notProven` where the node cannot prove it.
   */
  async demand(person, entry, result, { wait = true } = {}) {
    Object.assign(entry, { state: 'committed', height: result.height, time: result.time });
    this.#changed();
    const proven = this.#prove(person, entry, () => this.#check(person, entry, result));
    if (wait) await Promise.race([proven, pause(PATIENCE)]);
    proven.catch(() => undefined);
  }

  /** One after the other: cheap beside what the person does, and the checkpoints come in their order. */
  #inTurn(action) {
    const done = this.#queue.then(action);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #prove(person, entry, check) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#inTurn(check);
        this.#set(entry, 'proven');
        return;
      } catch (error) {
        const passing = error instanceof CodedError && PASSING.includes(error.code);
        if (!passing) {
          this.#set(entry, 'refuted', error.code ?? 'client.failed');
          throw new CodedError('client.notProven', { cause: error });
        }
        // Locked or signed out meanwhile: it stands on the ledger page, to be verified by hand.
        if (!person.client.signedIn) return;
        if (attempt >= AGAIN.length) {
          this.#set(entry, 'unproven', error.code);
          return;
        }
      }
      await pause(AGAIN[attempt]);
    }
  }

  #set(entry, state, code) {
    Object.assign(entry, { state, code });
    this.#changed();
    if (state !== 'proven') this.dispatchEvent(new CustomEvent('alarm', { detail: entry }));
  }

  async #check(person, { hash, type }, result) {
    const { verifiedReceipt } = await import('./own-receipts.js');
    const { proven } = await verifiedReceipt(person, hash, { isApplication: type === APPLICATION });
    const same = proven.outcome.accepted === result.accepted
      && proven.height === result.height && proven.time === result.time;
    if (!same) fail('receipt.invalid');
    this.#compare(person.networkId, proven.checkpoint);
  }

  /** A ledger only grows: a later checkpoint is not smaller, and of the same size it is the same. */
  #compare(network, { size, root }) {
    const last = this.#seen.get(network);
    if (last && (size < last.size || (size === last.size && !equalBytes(root, last.root)))) fail('client.otherLedger');
    this.#seen.set(network, { size, root });
  }
}
