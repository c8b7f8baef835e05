/**
 * Who is signed in here: sign-in with a card, unlocking, locking (by hand, after idling, in all tabs), signing out.
 * On a person's own device the account secret and, while unlocked, non-extractable keys are kept in IndexedDB. On a
 * shared computer nothing outlives the tab.
 */
import { NodeClient } from '../api/client.js';
import { base64url, fromBase64url } from '../crypto/bytes.js';
import { CodedError, fail } from '../crypto/errors.js';
import * as keystore from '../crypto/keystore.js';

/** After how long without a hand on the device it locks, in milliseconds. */
export const IDLE = 10 * 60_000;
const CHANNEL = 'medchain';
const ACTIVITY = ['pointerdown', 'keydown', 'scroll', 'touchstart'];

const nameOf = (account) => `${account.network} ${account.userName}`;

export class Session extends EventTarget {
  #channel = new BroadcastChannel(CHANNEL);

  #idle;

  #told = 0;

  constructor() {
    super();
    /** The person, while unlocked. */
    this.person = undefined;
    /** The patient for whom the person acts now, as somebody who is asked and signs for them (session/acting.js). */
    this.acting = undefined;
    /** `{network, userName, secret, displayName?, kept}`, while signed in, locked or not. */
    this.account = undefined;
    this.client = new NodeClient();
    this.#channel.addEventListener('message', ({ data }) => this.#hear(data));
    for (const event of ACTIVITY) addEventListener(event, () => this.#active(), { passive: true, capture: true });
  }

  get locked() {
    return this.account !== undefined && this.person === undefined;
  }

  /** The accounts that this device knows. */
  async knownAccounts() {
    const known = await keystore.accounts.all().catch(() => []);
    return known.sort((a, b) => b.usedAt - a.usedAt);
  }

  /** Goes on after a reload, where the person's own device still holds unlocked keys. Answers whether it could. */
  async resume() {
    for (const account of await this.knownAccounts()) {
      const held = await keystore.keys.get(nameOf(account));
      if (held === undefined) continue;
      if (Date.now() - held.activeAt > IDLE) {
        await keystore.keys.remove(nameOf(account));
        continue;
      }
      await this.#enter({ ...account, kept: true }, held.keys);
      return true;
    }
    return false;
  }

  /**
   * Opens the vault with card (or known account) and passphrase, and signs in. `keep`: this is the person's own device.
   * Throws `wallet.*`, `account.credentials`, `client.*`.
   */
  async signIn({ card, passphrase, keep }) {
    const { contents } = await this.openVault(card, passphrase);
    const { keysOf } = await import('./person.js');
    const account = { ...card, displayName: contents.displayName, kept: keep };
    const keys = await keysOf(contents);
    await this.#enter(account, keys).catch((error) => {
      // Their owner takes over a record, and nobody has confirmed it yet.
      throw error.code === 'session.proof' ? new CodedError('client.nobodysKeys') : error;
    });
    if (keep) await this.#keep(account, keys);
    this.#say('unlocked');
  }

  /** Unlocks with the passphrase alone. */
  async unlock(passphrase) {
    await this.signIn({ card: this.account, passphrase, keep: this.account.kept });
  }

  /** Fetches and opens the vault: the one place where private keys can be read, after the passphrase. */
  async openVault({ network, userName, secret }, passphrase) {
    const { deriveAccountKeys, openVault } = await import('../crypto/vault.js');
    const kdf = await this.client.get(`/v1/accounts/${userName}/kdf`, { session: false });
    const plain = { algorithm: kdf.algorithm, iterations: kdf.iterations, salt: kdf.salt };
    const derived = await deriveAccountKeys({ passphrase, secret, kdf: plain, network, userName });
    const authenticationKey = base64url(derived.authenticationKey);
    const answer = await this.client.post(
      `/v1/accounts/${userName}/vault`, { authenticationKey }, { session: false });
    const vault = fromBase64url(answer.vault);
    return { contents: await openVault(vault, { vaultKey: derived.vaultKey, kdf: plain, network, userName }), vault };
  }

  /** Enters with keys that were just made (sign-up). */
  async enter(account, keys) {
    await this.#enter(account, keys);
    if (account.kept) await this.#keep(account, keys);
  }

  async #enter(account, keys) {
    const { Person } = await import('./person.js');
    const client = new NodeClient();
    const { userName, network, displayName } = account;
    this.person = await Person.signIn({ client, keys, userName, network, displayName });
    this.acting = undefined;
    this.client = client;
    this.account = account;
    this.#active();
    this.dispatchEvent(new Event('entered'));
  }

  async #keep(account, keys) {
    const { network, userName, secret, displayName } = account;
    await keystore.accounts.put(nameOf(account), { network, userName, secret, displayName, usedAt: Date.now() });
    await keystore.keys.put(nameOf(account), { keys, activeAt: Date.now() });
  }

  /** Locks here and, unless another tab said so, everywhere. Keys are gone; the passphrase brings them back. */
  async lock({ told = false } = {}) {
    if (this.person === undefined) return;
    const { account } = this;
    clearTimeout(this.#idle);
    await this.client.signOut();
    this.client = new NodeClient();
    this.person = undefined;
    this.acting = undefined;
    this.dispatchEvent(new Event('locked'));
    if (account.kept) await keystore.keys.remove(nameOf(account));
    if (!told) this.#say('locked');
  }

  /** Signs out; `forget` removes the account from this device. On a shared computer nothing is left anyway. */
  async signOut({ forget = false, told = false } = {}) {
    const { account } = this;
    if (account === undefined) return;
    clearTimeout(this.#idle);
    await this.client.signOut();
    this.client = new NodeClient();
    this.person = undefined;
    this.acting = undefined;
    this.account = undefined;
    if (account.kept) await keystore.keys.remove(nameOf(account));
    if (forget || !account.kept) await keystore.forget(nameOf(account));
    if (!told) this.#channel.postMessage({ type: 'signedOut', name: nameOf(account) });
    this.dispatchEvent(new Event('left'));
  }

  /** Acts for a patient from here on, under a live representation; undefined: for oneself. Throws `client.*`. */
  async actFor(representation) {
    const { person } = this;
    const acting = representation
      && await (await import('./acting.js')).ActingPerson.begin(person, representation);
    // Locked meanwhile: nobody acts.
    if (this.person !== person) return;
    this.acting = acting;
    this.dispatchEvent(new Event('acting'));
  }

  /** Removes a known account from this device. */
  async forget(account) {
    await keystore.forget(nameOf(account));
  }

  /** Asks for the passphrase again, for what must not happen on an unattended device. Throws as `signIn` does. */
  async confirmPassphrase(passphrase) {
    if (this.account === undefined) fail('session.missing');
    return this.openVault(this.account, passphrase);
  }

  #say(type) {
    if (this.account !== undefined) this.#channel.postMessage({ type, name: nameOf(this.account) });
  }

  async #hear({ type, name }) {
    if (this.account === undefined || nameOf(this.account) !== name) return;
    if (type === 'locked') await this.lock({ told: true });
    if (type === 'signedOut') await this.signOut({ told: true });
    if (type === 'active') this.#restartIdle();
    if (type === 'unlocked' && this.locked && this.account.kept) await this.resume();
  }

  #active() {
    if (this.person === undefined) return;
    this.#restartIdle();
    // Other tabs and the device's note of it need not know each movement.
    if (Date.now() - this.#told < 30_000) return;
    this.#told = Date.now();
    this.#say('active');
    if (this.account.kept) this.#keep(this.account, this.person.keys).catch(() => undefined);
  }

  #restartIdle() {
    clearTimeout(this.#idle);
    if (this.person !== undefined) this.#idle = setTimeout(() => this.lock(), IDLE);
  }
}
