/**
 * What somebody has begun to write survives leaving the page, locking, and on their own device closing the browser.
 * Drafts are encrypted under a key of the wallet; a shared computer keeps them in memory alone.
 */
import { aesOpen, aesSeal, concat, random, textOf, utf8 } from '../crypto/bytes.js';
import { drafts as kept } from '../crypto/keystore.js';

const NONE = new Uint8Array(0);

export class Drafts {
  #memory = new Map();

  constructor(session) {
    this.session = session;
    session.addEventListener('left', () => this.#memory.clear());
  }

  #name(page) {
    const { network, userName } = this.session.account;
    return `${network} ${userName} ${page}`;
  }

  /** The same for the pages of somebody for whom the person acts: what is begun for one is not taken for another's. */
  about(patient) {
    const name = (page) => `for ${patient} ${page}`;
    return {
      put: (page, value) => this.put(name(page), value), get: (page) => this.get(name(page)),
      remove: (page) => this.remove(name(page)),
    };
  }

  /** Keeps an object for a page. */
  async put(page, value) {
    const key = await this.session.person.localKey('drafts');
    const nonce = random(12);
    const sealed = concat(nonce, await aesSeal(key, nonce, utf8(JSON.stringify(value)), NONE));
    this.#memory.set(this.#name(page), sealed);
    if (this.session.account.kept) await kept.put(this.#name(page), sealed);
  }

  /** What was kept, or undefined. */
  async get(page) {
    const name = this.#name(page);
    const sealed = this.#memory.get(name) ?? (this.session.account.kept ? await kept.get(name) : undefined);
    if (sealed === undefined) return undefined;
    const key = await this.session.person.localKey('drafts');
    const plain = await aesOpen(key, sealed.slice(0, 12), sealed.slice(12), NONE);
    return plain && JSON.parse(textOf(plain));
  }

  /** Done with: nothing stays. */
  async remove(page) {
    const name = this.#name(page);
    this.#memory.delete(name);
    if (this.session.account?.kept) await kept.remove(name);
  }
}
