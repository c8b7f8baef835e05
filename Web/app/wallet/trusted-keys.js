/** Other people's keys, as far as this device has proved them: nothing is sealed to any other. */
import { base64url } from '../crypto/bytes.js';
import { readGenesis } from '../crypto/chain.js';
import { fail } from '../crypto/errors.js';
import { pointOf } from '../crypto/identity.js';
import { signBytes } from '../crypto/jws.js';
import { proveRepresentation, provenCommand } from '../crypto/representation.js';
import { canonical, parseStrictObject } from '../crypto/strict-json.js';
import { agrees, checkReleaseKeys, holdsStatement, keyStatement, proveIdentity } from '../crypto/trust.js';

/** What a representative with the right to read may see, as the ledger has it. */
const READING = {
  scope: { categories: [
    'demographics', 'safety', 'clinical', 'medication', 'laboratory', 'imaging', 'restricted',
  ] },
  rights: ['list', 'read'], purpose: 'FAMRQT', reads: null,
};

const termsOf = ({ scope, rights, purpose, reads }) => ({ scope, rights, purpose, reads: reads ?? null });
const sameTerms = (one, other) => canonical(termsOf(one)) === canonical(termsOf(other));
const sameMembers = (signed, shown, members) => members.every((name) => signed?.[name] === shown[name]);

/** Whether a command, which `by` signed where it was not the patient, gives that grant with these terms. */
function gives(command, by, grant) {
  switch (command.type) {
    case 'access.grant':
      return sameMembers(command, grant, ['grant', 'grantee', 'from', 'until']) && sameTerms(command, grant);
    case 'appointment.request':
      // A grant that goes with an appointment begins and ends with it.
      return command.physician === grant.grantee && sameMembers(command.grant, grant, ['grant'])
        && sameTerms(command.grant, grant);
    case 'dependant.register':
      return grant.grantee === by.representative.id && grant.representation === command.representation
        && sameMembers(command.grant, grant, ['grant']) && sameTerms(READING, grant);
    case 'representative.appoint':
      // A representative reads as long as they are one; a guardian until the dependant comes of age.
      return command.representative === grant.grantee && grant.representation === command.representation
        && sameMembers(command.grant, grant, ['grant']) && sameTerms(READING, grant)
        && (command.until === undefined || command.until === grant.until);
    default: return false;
  }
}

/** Whose role keeps an organisation's key. */
const keeperOf = (kind) => (kind === 'insurer' ? 'insurer' : 'hospitalManager');

export class TrustedKeys {
  #known = new Map();

  /** Fetches the genesis document, which the network's id vouches for. Throws `client.otherNetwork`. */
  static async begin(client, network) {
    const trusted = new TrustedKeys();
    trusted.client = client;
    trusted.genesis = await readGenesis(parseStrictObject(await client.bytes('/v1/genesis', { session: false })));
    if (trusted.genesis.network !== network) fail('client.otherNetwork');
    return trusted;
  }

  /** A person's keys, proved by what the node delivered, or by what it is asked for. Throws `client.keyNotProven`. */
  async identity(id, people) {
    if (this.#known.has(id)) return this.#known.get(id);
    const proof = people ?? (await this.client.get(`/v1/identities/${id}/proof`)).people;
    const proven = await proveIdentity(id, proof, this.genesis);
    // Who waits for verification is asked for again: it may have come.
    if (proven.isVerified) this.#known.set(id, proven);
    return proven;
  }

  /** The same trust, for somebody who asks the node as another. */
  asking(client) {
    const trusted = new TrustedKeys();
    Object.assign(trusted, { client, genesis: this.genesis });
    return trusted;
  }

  /**
   * Checks something with a person's proven keys. Who was a dependant has other ones since they came of age: before
   * what was proved earlier refuses, it is proved anew.
   */
  async #checked(id, check) {
    const known = this.#known.get(id);
    if (known === undefined) return check(await this.identity(id));
    try {
      return await check(known);
    } catch (error) {
      if (known.guardian === undefined) throw error;
      this.#known.delete(id);
      return check(await this.identity(id));
    }
  }

  /** What the node shows of a person, if it is what was proved; undefined where it shows nothing. */
  async shownIdentity(id) {
    const shown = await this.client.find(`/v1/identities/${id}`);
    if (shown === undefined) return undefined;
    return this.#checked(id, (proven) => (agrees(shown, proven) ? shown : fail('client.keyNotProven')));
  }

  /** A person's sealing key (JWK): from the directory, or a patient's. Throws `notFound`. */
  async sealingKey(id) {
    const shown = await this.shownIdentity(id);
    if (shown !== undefined) return shown.sealingKey;
    const { proof } = await this.client.get(`/v1/patients/${id}/sealing-key`);
    return (await this.identity(id, proof)).sealingKey;
  }

  /** An organisation's sealing key, `{key: point, keyVersion}`, stated by a proven member who may make it. */
  async organisationKey(id) {
    const organisation = await this.client.get(`/v1/organisations/${id}`);
    const { key } = organisation;
    if (key === undefined) fail('client.noOrganisationKey');
    const keeper = await this.identity(key.statedBy);
    const mayKeep = keeper.isVerified && keeper.organisation === id && keeper.role === keeperOf(organisation.kind);
    const about = { network: this.genesis.network, holder: id, version: key.version, publicKey: key.publicKey };
    if (!mayKeep || !await holdsStatement(key.statement, about, keeper.signingKey)) fail('client.keyNotProven');
    return { key: pointOf(key.publicKey), keyVersion: key.version };
  }

  /** A patient's compartments, each key stated by the patient or a guardian; undefined where the node shows none. */
  async compartments(patient) {
    const chart = await this.client.find(`/v1/patients/${patient}`);
    if (chart === undefined) return undefined;
    return this.#checked(patient, (owner) => this.#stated(chart, owner));
  }

  async #stated({ compartments, representations = [] }, owner) {
    const stating = new Map();
    for (const steps of representations) {
      const proven = await proveRepresentation(owner, steps, this.genesis);
      stating.set(proven.representation, proven);
    }
    for (const { category, version, publicKey, statement, representation } of compartments) {
      const guardian = representation === undefined ? undefined : stating.get(representation);
      if (representation !== undefined && !guardian?.isGuardian) fail('client.keyNotProven');
      const about = { network: this.genesis.network, holder: owner.id, category, version, publicKey };
      const { signingKey } = guardian?.representative ?? owner;
      if (!await holdsStatement(statement, about, signingKey)) fail('client.keyNotProven');
    }
    return compartments;
  }

  /**
   * Throws `client.factNotProven` unless the patient, or who acted for them, signed that grant with these terms. Who
   * acted must have been allowed to.
   */
  async requireOwn(grant, patient) {
    const answer = await this.client.get(`/v1/grants/${grant.grant}/proof`);
    await this.#checked(patient, async (owner) => {
      const { command, by } = await provenCommand(owner, answer, this.genesis);
      if (grant.patient !== patient || !gives(command, by, grant)) fail('client.factNotProven');
    });
  }

  /** Throws `client.factNotProven` unless the author whom a record names signed it, in that role. */
  async requireAuthor(record) {
    const answer = await this.client.get(`/v1/patients/${record.patient}/records/${record.record}/proof`);
    await this.#checked(record.author, async (author) => {
      const known = author.isVerified && author.role === record.authorRole
        && author.organisation === record.organisation && record.selfReported === (record.author === record.patient);
      const { command } = await provenCommand(author, answer, this.genesis);
      // A result names its patient by the order that it fulfils; its payload opens for that patient alone.
      const members = ['record', 'category', 'payload', 'threshold', 'supersedes'];
      if (command.type !== 'order.fulfil') members.push('patient');
      const right = known && ['record.add', 'record.amend', 'order.fulfil'].includes(command.type)
        && sameMembers(command, record, members) && canonical(command.shares) === canonical(record.shares);
      if (!right) fail('client.factNotProven');
    });
  }

  /** The keys to which shares are sealed: `[{organisation, releaseKey: point}]`. */
  releaseKeys(network) {
    return checkReleaseKeys(network, this.genesis).map(({ organisation, key }) => (
      { organisation, releaseKey: pointOf(key) }));
  }

  /** The officials to whom credentials are sealed, each proved. */
  async officials(network) {
    const officials = [];
    for (const { id, proof } of network.authorities) {
      const official = await this.identity(id, proof);
      if (official.role !== 'authority' || !official.isVerified) fail('client.keyNotProven');
      officials.push(official);
    }
    return officials;
  }
}

/** Signs what others must know of a sealing key before they seal to it: base64url. */
export async function stateKey(person, about) {
  const statement = keyStatement({ network: person.networkId, ...about });
  return base64url(await signBytes(person.keys.signing.privateKey, statement));
}
