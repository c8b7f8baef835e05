/**
 * What this device submitted, and whether it was proved, survives locking, and on a person's own device closing the
 * browser: encrypted, like drafts. Proofs that were interrupted go on at the next unlock.
 */
const NAME = 'transactions';
const REST = 400;

export class Diary {
  #person;

  #waiting;

  constructor({ session, drafts, receipts }) {
    Object.assign(this, { session, drafts, receipts });
    session.addEventListener('entered', () => this.#open(session.person));
    for (const gone of ['locked', 'left']) session.addEventListener(gone, () => this.#close());
    receipts.addEventListener('changed', () => this.#keepSoon());
  }

  async #open(person) {
    const kept = await this.drafts.get(NAME).catch(() => undefined);
    if (this.session.person !== person) return;
    this.receipts.restore(kept ?? [], person);
    this.#person = person;
  }

  #close() {
    this.#person = undefined;
    clearTimeout(this.#waiting);
    this.receipts.forget();
  }

  #keepSoon() {
    clearTimeout(this.#waiting);
    if (this.#person !== undefined) this.#waiting = setTimeout(() => this.#keep().catch(() => undefined), REST);
  }

  /** Other tabs keep theirs in the same place. */
  async #keep() {
    const person = this.#person;
    const others = await this.drafts.get(NAME) ?? [];
    if (person === undefined || this.session.person !== person) return;
    await this.drafts.put(NAME, this.receipts.mergedWith(others));
  }
}
