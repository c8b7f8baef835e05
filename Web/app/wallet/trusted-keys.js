/** Other people's keys, as far as this device has proved them: nothing is sealed to any other. */
import { base64url } from '../crypto/bytes.js';
import { readGenesis } from '../crypto/chain.js';
import { fail } from '../crypto/errors.js';
import { pointOf } from '../crypto/identity.js';
import { parseTransaction, signBytes, verifyTransaction } from '../crypto/jws.js';
import { canonical, parseStrictObject } from '../crypto/strict-json.js';
import { agrees, checkReleaseKeys, holdsStatement, keyStatement, proveIdentity } from '../crypto/trust.js';

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

  /** What the node shows of a person, if it is what was proved; undefined where it shows nothing. */
  async shownIdentity(id) {
    const shown = await this.client.find(`/v1/identities/${id}`);
    if (shown !== undefined && !agrees(shown, await this.identity(id))) fail('client.keyNotProven');
    return shown;
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

  /** A patient's compartments, each key stated by the patient; undefined where the node shows none. */
  async compartments(patient) {
    const chart = await this.client.find(`/v1/patients/${patient}`);
    if (chart === undefined) return undefined;
    const owner = await this.identity(patient);
    for (const { category, version, publicKey, statement } of chart.compartments) {
      const about = { network: this.genesis.network, holder: patient, category, version, publicKey };
      if (!await holdsStatement(statement, about, owner.signingKey)) fail('client.keyNotProven');
    }
    return chart.compartments;
  }

  async #signed(path) {
    const { transaction } = await this.client.get(path);
    const parsed = await parseTransaction(transaction);
    if (parsed.network !== this.genesis.network) fail('client.factNotProven');
    return parsed;
  }

  /** Throws `client.factNotProven` unless the patient, whose key is `signer`, signed that grant with these terms. */
  async requireOwn(grant, patient, signer) {
    const transaction = await this.#signed(`/v1/grants/${grant.grant}/proof`);
    await verifyTransaction(transaction, signer).catch(() => fail('client.factNotProven'));
    const { command } = transaction;
    const terms = ({ scope, rights, purpose, reads }) => ({ scope, rights, purpose, reads: reads ?? null });
    // A grant that goes with an appointment begins and ends with it.
    const booked = command.type === 'appointment.request';
    const signed = booked ? { ...command.grant, grantee: command.physician } : command;
    const members = booked ? ['grant', 'grantee'] : ['grant', 'grantee', 'from', 'until'];
    const right = (booked || command.type === 'access.grant') && grant.patient === patient
      && members.every((name) => signed[name] === grant[name])
      && canonical(terms(signed)) === canonical(terms(grant));
    if (!right) fail('client.factNotProven');
  }

  /** Throws `client.factNotProven` unless the author whom a record names signed it, in that role. */
  async requireAuthor(record) {
    const author = await this.identity(record.author);
    const known = author.isVerified && author.role === record.authorRole && author.organisation === record.organisation
      && record.selfReported === (record.author === record.patient);
    const transaction = await this.#signed(`/v1/patients/${record.patient}/records/${record.record}/proof`);
    await verifyTransaction(transaction, author.signingKey).catch(() => fail('client.factNotProven'));
    const { command } = transaction;
    // A result names its patient by the order that it fulfils; its payload opens for that patient alone.
    const members = ['record', 'category', 'payload', 'threshold', 'supersedes'];
    if (command.type !== 'order.fulfil') members.push('patient');
    const right = known && ['record.add', 'record.amend', 'order.fulfil'].includes(command.type)
      && members.every((name) => command[name] === record[name])
      && canonical(command.shares) === canonical(record.shares);
    if (!right) fail('client.factNotProven');
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
