/** Registration: keys, account, application, and for patients the compartments and what they said of themselves. */
import { base64url, random, utf8 } from '../crypto/bytes.js';
import { cidOf } from '../crypto/cid.js';
import { crockford, identityOf, jwkOf, pointOf } from '../crypto/identity.js';
import { signTransaction, transactionPayload } from '../crypto/jws.js';
import { newScalar } from '../crypto/keys.js';
import { sealNote } from '../crypto/note.js';
import { checkPassphrase, deriveAccountKeys, freshStretching, sealVault } from '../crypto/vault.js';
import { addRecord, writingContext } from '../wallet/records.js';
import { openCompartments } from '../wallet/compartments.js';
import { TrustedKeys } from '../wallet/trusted-keys.js';
import { keysOf } from './person.js';

/** Which kinds of organisation have which roles (docs/spec/contract-v1.md section 1). */
export const ROLES = {
  patient: ['hospital', 'laboratory', 'imagingCentre', 'pharmacy'],
  physician: ['hospital', 'laboratory', 'imagingCentre'],
  nurse: ['hospital', 'imagingCentre'],
  radiologist: ['hospital', 'imagingCentre'],
  laboratoryTechnician: ['hospital', 'laboratory'],
  pharmacist: ['hospital', 'pharmacy'],
  hospitalManager: ['hospital', 'laboratory', 'imagingCentre', 'pharmacy'],
  insurer: ['insurer'],
  authority: ['authority'],
};

/** A sign-in name that says nothing of the person: the node knows it. */
const newUserName = (role) => (
  `${role === 'patient' ? 'p' : 's'}-${crockford(random(5), 8).toLowerCase()}`);

/** New keys and an account, in memory only: nothing is sent yet. */
export async function prepare({ passphrase, role, displayName, network }) {
  checkPassphrase(passphrase);
  const contents = {
    network, userName: newUserName(role), signingKey: await newScalar(), sealingKey: await newScalar(),
    importKey: random(32), displayName,
  };
  const card = { network, userName: contents.userName, secret: random(16) };
  const keys = await keysOf(contents);
  return { contents, card, keys, id: await identityOf(network, keys.signing.thumbprint) };
}

/**
 * The command of an application, and the sealed credentials that it names. `invitation`: `{id, token}` of who was
 * invited.
 */
export async function application(prepared, { role, organisation, profile, credentials, invitation }, network, client) {
  const { keys, id } = prepared;
  const command = {
    type: 'identity.apply', role, organisation, signingKey: keys.signing.jwk,
    sealingKey: jwkOf(keys.sealing.point), profile, invitation,
  };
  if (credentials === undefined) return { command };
  const trusted = await TrustedKeys.begin(client, network.network);
  const officials = await trusted.officials(network);
  const recipients = officials.map(({ id: official, sealingKey }) => ({ id: official, key: pointOf(sealingKey) }));
  const sealed = await sealNote({
    content: new Uint8Array(await credentials.arrayBuffer()), kind: 'credential', network: network.network, sender: id,
    metadata: { mediaType: credentials.type || 'application/octet-stream', fileName: credentials.name }, recipients,
  });
  command.credentials = await cidOf(sealed);
  return { command, sealed };
}

/** Leaves the vault at the node, sealed under passphrase and card. */
export async function createAccount({ client, prepared, passphrase }) {
  if (prepared.hasAccount) return;
  const { contents, card } = prepared;
  const kdf = freshStretching();
  const derived = await deriveAccountKeys({ passphrase, secret: card.secret, kdf, ...card });
  const vault = await sealVault(contents, derived.vaultKey, kdf);
  await client.post('/v1/accounts', {
    userName: card.userName, kdf, authenticationKey: base64url(derived.authenticationKey), vault: base64url(vault),
  }, { session: false });
  prepared.hasAccount = true;
}

/** Creates the account and registers: everything up to the card. `approved` is the command that was confirmed. */
export async function register({ client, prepared, passphrase, approved, network, progress }) {
  const { keys } = prepared;
  if (!prepared.hasAccount) progress?.('account');
  await createAccount({ client, prepared, passphrase });
  progress?.('application');
  if (approved.sealed) await client.upload(approved.command.credentials, approved.sealed, { registration: true });
  const payload = transactionPayload(approved.command, network.network);
  const { jws, hash } = await signTransaction(payload, keys.signing);
  const result = await client.register(jws);
  prepared.registration = { hash, command: approved.command, result };
  return result;
}

/** Sets up a new patient's record: seven compartments, and a Patient resource of what they said. */
export async function setUpPatient(person, desk, { name, birthDate }) {
  const opened = await openCompartments(person, desk);
  if (name === undefined) return;
  await addRecord(person, desk, await writingContext(person, person.id), patientResource({ name, birthDate }), opened);
}

/** The record of a person's own name and date of birth, as FHIR has it. */
export function patientResource({ name, birthDate }) {
  const words = name.trim().split(/\s+/);
  const family = words.length > 1 ? words.pop() : undefined;
  const resource = {
    resourceType: 'Patient', name: [{ use: 'usual', text: name.trim(), family, given: words }], birthDate,
  };
  return {
    category: 'demographics', content: new Blob([utf8(JSON.stringify(resource))]),
    metadata: { mediaType: 'application/fhir+json', fhirType: 'Patient', title: name.trim() },
  };
}
