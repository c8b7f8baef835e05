/**
 * The signing desk: every command is shown to its signer in words before it is signed, to confirm or reject. Rejected,
 * nothing has happened: nothing is stored, signed or sent.
 */
import { fail } from '../crypto/errors.js';
import { useTexts } from '../texts/index.js';
import { Receipts } from './receipts.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export class SigningDesk {
  /**
   * `confirm(items)` shows `[{words, exact, command}]` and answers whether the person confirmed; `nameOf(id)` answers
   * a promise of the name of an identity, or undefined; `receipts` follows what was submitted; `signed(command)`: the
   * command as it is signed by somebody who acts for a patient; `done` is told of what was signed so.
   */
  constructor({ confirm, nameOf, receipts = new Receipts(), signed = (command) => command, done = () => undefined }) {
    Object.assign(this, { confirm, nameOf, receipts, signed, done });
  }

  /** The same desk, for what somebody signs who acts for a patient. */
  as(acting) {
    return new SigningDesk({ ...this, signed: (command) => acting.signed(command) });
  }

  /** What is shown for a command before it is signed. */
  show(command) {
    return this.#shown(this.signed(command));
  }

  /** Words, and exactly what is signed. */
  async #shown(command, payload) {
    const [{ namedIn, wordsFor }, { canonical }] = await Promise.all(
      [import('./wording.js'), import('../crypto/strict-json.js'), useTexts('wallet', 'refusals', 'words')]);
    const names = new Map();
    for (const id of namedIn(command)) names.set(id, await this.nameOf(id));
    return { command, words: wordsFor(command, (id) => names.get(id)), exact: canonical(payload ?? command) };
  }

  /**
   * Shows a command, stores the sealed content that it refers to, signs it, submits it, waits for its commit and
   * demands the receipt that proves it. `storing`: `[{cid, content}]`. `quiet`: what a wallet does by itself as the
   * consequence of what its owner decided. Throws `signature.rejected`, what the node says, and `client.notProven`.
   */
  async submit(person, command, { storing = [], quiet = false, uploaded, signal } = {}) {
    const { signTransaction, transactionPayload } = await import('../crypto/jws.js');
    // Who acts for a patient signs, stores and demands in their own name.
    const signer = person.actor?.person ?? person;
    const signed = person.signed(definedOnly(command));
    // Signed is exactly what is shown, so a transaction that waits for an upload is given the time for it.
    const lifetime = storing.length > 0 ? DAY : HOUR;
    const payload = transactionPayload(signed, person.networkId, Date.now(), lifetime);
    const shown = quiet ? undefined : await this.#shown(signed, payload);
    const asked = !quiet && !this.#approved(command);
    if (asked && !await this.confirm([shown])) fail('signature.rejected');
    const total = storing.reduce((sum, { content }) => sum + (content.size ?? content.length), 0);
    let stored = 0;
    for (const { cid, content } of storing) {
      await signer.client.upload(cid, content, { progress: (bytes) => uploaded?.(stored + bytes, total), signal });
      stored += content.size ?? content.length;
    }
    const { jws, hash } = await signTransaction(payload, person.keys.signing);
    const about = { hash, type: command.type, words: shown?.words };
    const result = await this.#submitted(signer, jws, about, { wait: asked });
    // Not everybody who acts is told of it by the ledger.
    if (signer !== person && !quiet) this.done();
    return result;
  }

  /** What was said to be done has to be proved, at once or, where many follow one another, beside. */
  async #submitted(person, jws, about, options) {
    const entry = this.receipts.begin(about);
    let result;
    try {
      result = await submitted(person.client, jws);
    } catch (error) {
      this.receipts.rejected(entry, error.code);
      throw error;
    }
    await this.receipts.demand(person, entry, result, options);
    return result;
  }

  /** What a person registered with, before they could sign in, is demanded as well. */
  async registered(person, { hash, command, result }) {
    const { words } = await this.#shown(command);
    const entry = this.receipts.begin({ hash, type: command.type, words });
    await this.receipts.demand(person, entry, result, { wait: false });
  }

  /**
   * A desk for commands that were shown together and confirmed once: those of the named types pass, others are shown.
   */
  approving(...types) {
    const desk = new SigningDesk(this);
    desk.types = types;
    return desk;
  }

  #approved(command) {
    return this.types?.includes(command.type) ?? false;
  }
}

/** An exact repeat has the first one's outcome: a connection that breaks on the way loses and doubles nothing. */
async function submitted(client, jws) {
  for (const delay of [500, 2_000]) {
    try {
      return await client.submit(jws);
    } catch (error) {
      if (error.code !== 'client.unreachable') throw error;
      await new Promise((resolve) => { setTimeout(resolve, delay); });
    }
  }
  return client.submit(jws);
}

const definedOnly = (command) => (
  Object.fromEntries(Object.entries(command).filter(([, value]) => value !== undefined)));
