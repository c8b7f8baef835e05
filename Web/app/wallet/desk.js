/**
 * The signing desk: every command is shown to its signer in words before it is signed, to confirm or reject. Rejected,
 * nothing has happened: nothing is stored, signed or sent.
 */
import { fail } from '../crypto/errors.js';
import { useTexts } from '../texts/index.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export class SigningDesk {
  /**
   * `confirm(items)` shows `[{words, exact, command}]` and answers whether the person confirmed; `nameOf(id)` answers
   * a promise of the name of an identity, or undefined.
   */
  constructor({ confirm, nameOf }) {
    this.confirm = confirm;
    this.nameOf = nameOf;
  }

  /** What is shown for a command: words, and exactly what is signed. */
  async show(command, payload) {
    const [{ namedIn, wordsFor }, { canonical }] = await Promise.all(
      [import('./wording.js'), import('../crypto/strict-json.js'), useTexts('wallet')]);
    const names = new Map();
    for (const id of namedIn(command)) names.set(id, await this.nameOf(id));
    return { command, words: wordsFor(command, (id) => names.get(id)), exact: canonical(payload ?? command) };
  }

  /**
   * Shows a command, stores the sealed content that it refers to, signs it, submits it and waits for its commit.
   * `storing`: `[{cid, content}]`. `quiet`: what a wallet does by itself as the consequence of what its owner decided.
   * Throws `signature.rejected`, and what the node says.
   */
  async submit(person, command, { storing = [], quiet = false, uploaded, signal } = {}) {
    const { signTransaction, transactionPayload } = await import('../crypto/jws.js');
    // Signed is exactly what is shown, so a transaction that waits for an upload is given the time for it.
    const lifetime = storing.length > 0 ? DAY : HOUR;
    const payload = transactionPayload(definedOnly(command), person.networkId, Date.now(), lifetime);
    if (!quiet && !this.#approved(command)) {
      const confirmed = await this.confirm([await this.show(command, payload)]);
      if (!confirmed) fail('signature.rejected');
    }
    const total = storing.reduce((sum, { content }) => sum + (content.size ?? content.length), 0);
    let stored = 0;
    for (const { cid, content } of storing) {
      await person.client.upload(cid, content, { progress: (bytes) => uploaded?.(stored + bytes, total), signal });
      stored += content.size ?? content.length;
    }
    const { jws } = await signTransaction(payload, person.keys.signing);
    return person.client.submit(jws);
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

const definedOnly = (command) => (
  Object.fromEntries(Object.entries(command).filter(([, value]) => value !== undefined)));
