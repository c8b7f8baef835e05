/** A person who is signed in on this device: keys in use, a node, what the ledger knows of them. */
import { aesKey, hkdfExpand, utf8 } from '../crypto/bytes.js';
import { fail } from '../crypto/errors.js';
import { identityOf, jwkOf, publicJwk } from '../crypto/identity.js';
import { sealingPair, signingPair } from '../crypto/keys.js';
import { canonical } from '../crypto/strict-json.js';
import { TrustedKeys } from '../wallet/trusted-keys.js';

/** Keys in use, from a vault's contents: none of them can be exported. */
export async function keysOf(contents) {
  const importing = await crypto.subtle.importKey(
    'raw', contents.importKey, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return {
    signing: await signingPair(contents.signingKey), sealing: await sealingPair(contents.sealingKey), importing,
  };
}

/** Whether two JWKs are the same public key. */
export const isSameKey = (one, other) => canonical(publicJwk(one)) === canonical(publicJwk(other));

export class Person {
  /**
   * Signs in to the node and asks who this is. An id follows from the first signing key; only who was a dependant has
   * other keys, by a proven hand-over. Throws `client.otherNetwork`, `client.keyNotProven`, and what the node says.
   */
  static async signIn({ client, keys, userName, network, displayName }) {
    const information = await client.get('/v1/network', { session: false });
    if (information.network !== network) fail('client.otherNetwork');
    const trusted = await TrustedKeys.begin(client, network);
    await client.signIn(keys.signing, information);
    const person = new Person();
    Object.assign(person, { client, keys, trusted, userName, displayName, network: information });
    const me = await client.get('/v1/me');
    person.id = me.identity.id;
    person.know(me);
    await person.#prove();
    return person;
  }

  /** The id and keys that the node tells are this person's own. */
  async #prove() {
    const { signing } = this.keys;
    const isOwn = ({ signingKey, sealingKey }) => (
      isSameKey(signingKey, signing.jwk) && isSameKey(sealingKey, this.sealingJwk));
    if (!isOwn(this.identity)) fail('client.keyNotProven');
    this.cameOfAge = this.id !== await identityOf(this.networkId, signing.thumbprint);
    if (this.cameOfAge && !isOwn(await this.trusted.identity(this.id))) fail('client.keyNotProven');
    /** Sealing keys of the time before the person came of age. */
    this.formerKeys = this.cameOfAge ? await (await import('../wallet/own-keys.js')).formerKeys(this) : [];
  }

  /** Reads the own standing anew: status, role, what waits. */
  async refresh() {
    const me = await this.client.get('/v1/me');
    if (me.identity.id !== this.id) fail('client.keyNotProven');
    this.know(me);
  }

  /** Notes what the node says of the own standing. */
  know({ identity, waiting, organisation }) {
    Object.assign(this, { identity, waiting, organisation });
  }

  /** Whether this person may do something in a patient's affairs: in their own, all of it. */
  may() {
    return true;
  }

  /** A command as this person signs it. */
  signed(command) {
    return command;
  }

  get networkId() {
    return this.network.network;
  }

  get role() {
    return this.identity.role;
  }

  get isPatient() {
    return this.role === 'patient';
  }

  get status() {
    return this.identity.status;
  }

  /** What the person is called on their own screen. */
  get name() {
    return this.identity.profile?.name ?? this.displayName;
  }

  /** The public sealing key, as the ledger writes it. */
  get sealingJwk() {
    return jwkOf(this.keys.sealing.point);
  }

  /** A key for what this device keeps for the person alone: drafts. */
  async localKey(label) {
    const root = await crypto.subtle.sign('HMAC', this.keys.importing, utf8(`medchain/v1/local/${label}`));
    return aesKey(await hkdfExpand(new Uint8Array(root), utf8(label), 32));
  }
}
