/** Receipts, verified in the browser against a network's id and nothing else (docs/spec/receipt-v1.md). */
import { CodedError, fail } from './errors.js';
import { base64url, equalBytes, textOf, utf8 } from './bytes.js';
import {
  cosigners, HEADER_BYTES, parseCheckpoint, parseHeader, readGenesis, readOrganisationSet, transactionLeaf,
  verifyQuorum,
} from './chain.js';
import { publicJwk, verifyingKey } from './identity.js';
import { parseTransaction, verifyTransaction } from './jws.js';
import { leafHash, rootFromPath } from './merkle.js';
import { canonical, hashValue, isObject, ObjectReader, parseStrictObject, token } from './strict-json.js';

const MAXIMUM_BYTES = 4_194_304;
const CODE = /^[a-z][A-Za-z]*(\.[A-Za-z][A-Za-z]*)*$/;

const readPath = (reader, name) => reader.array(name, 0, 64).map((element) => hashValue(element, name));

function readHeaderProof(reader) {
  return { bytes: reader.bytes('header', HEADER_BYTES), path: readPath(reader, 'headerPath') };
}

const readCheckpoint = (reader) => parseCheckpoint(reader.string('checkpoint'));

/** Parses a receipt; verifies nothing. */
export async function parseReceipt(bytes) {
  if (bytes.length > MAXIMUM_BYTES) fail('format.tooLarge');
  const reader = new ObjectReader(parseStrictObject(bytes));
  if (reader.integer('v', 0, 2 ** 31 - 1) !== 1) fail('format.version');
  const network = base64url(hashValue(reader.value('network'), 'network'));
  const genesis = await readGenesis(reader.value('genesis'));
  if (genesis.network !== network) fail('receipt.invalid', { field: 'genesis' });
  const receipt = {
    genesis, transaction: token(reader.value('transaction'), 'transaction', 65_536),
    outcome: reader.bytes('outcome', MAXIMUM_BYTES), index: reader.integer('index', 0, 2 ** 32 - 1),
    count: reader.integer('count', 1, 2 ** 32 - 1), path: readPath(reader, 'path'), header: readHeaderProof(reader),
    checkpoint: readCheckpoint(reader), changes: [],
  };
  for (const [position, element] of reader.array('organisationSets', 1, 1000).entries()) {
    const entry = new ObjectReader(element);
    const set = await readOrganisationSet(entry.value('set'));
    if (position === 0 && !equalBytes(set.hash, genesis.set.hash)) fail('receipt.invalid');
    if (position > 0) {
      receipt.changes.push({ set, header: readHeaderProof(entry), checkpoint: readCheckpoint(entry) });
    }
    entry.finish();
  }
  const signer = reader.optional('signerKey');
  if (signer !== undefined) {
    receipt.signerKey = publicJwk(signer);
    await verifyingKey(receipt.signerKey);
  }
  reader.finish();
  return receipt;
}

/** An outcome is canonical JSON; throws `receipt.invalid`. */
function readOutcome(bytes) {
  const outcome = parseStrictObject(bytes);
  if (canonical(outcome) !== textOf(bytes)) fail('receipt.invalid');
  const reader = new ObjectReader(outcome);
  const accepted = reader.value('accepted');
  if (typeof accepted !== 'boolean') fail('json.wrongType');
  if (accepted) {
    if (!reader.array('events', 0, 1024).every(isObject)) fail('json.wrongType');
  } else if (!CODE.test(reader.token('code'))) {
    fail('json.valueRange');
  }
  reader.finish();
  return outcome;
}

async function verifyHeader(proof, network, checkpoint) {
  const header = parseHeader(proof.bytes);
  if (header.network !== network) fail('receipt.invalid');
  const root = await rootFromPath(await leafHash(proof.bytes), header.height, checkpoint.size, proof.path);
  return equalBytes(root, checkpoint.root) ? header : fail('proof.invalid');
}

/** The set in force: from genesis, each next one attested by a quorum of the one before. */
async function verifySetHistory(receipt, network) {
  let { set } = receipt.genesis;
  let height = 0;
  for (const change of receipt.changes) {
    if (change.checkpoint.network !== network) fail('transaction.network');
    await verifyQuorum(change.checkpoint, set);
    const header = await verifyHeader(change.header, network, change.checkpoint);
    const rightful = equalBytes(header.organisationSet, change.set.hash) && header.height > height;
    if (!rightful) fail('receipt.invalid');
    height = header.height;
    set = change.set;
  }
  return BigInt(height) < receipt.checkpoint.size ? set : fail('receipt.invalid');
}

const bytesOf = (input) => (typeof input === 'string' ? utf8(input) : input);

/** All that names a network must name the trusted one. */
function checkNetwork(receipt, transaction, network) {
  const named = [receipt.genesis.network, transaction.network, receipt.checkpoint.network];
  if (named.some((one) => one !== network)) fail('transaction.network');
}

/** That the transaction stands with its outcome in the block of the header. */
async function verifyInclusion(receipt, header) {
  const counted = receipt.count === header.transactionCount || receipt.count === header.transactionCount + 1;
  if (!counted || receipt.index >= header.transactionCount) fail('receipt.invalid', { field: 'index' });
  const leaf = await leafHash(transactionLeaf(receipt.transaction, receipt.outcome));
  const root = await rootFromPath(leaf, receipt.index, receipt.count, receipt.path);
  if (!equalBytes(root, header.transactionsRoot)) fail('proof.invalid');
}

/** Which organisations of the set in force cosigned. Throws `checkpoint.*`. */
async function verifyCosigned(receipt, set) {
  const signed = await cosigners(receipt.checkpoint, set);
  return signed.length > 0 ? signed : fail('checkpoint.quorum');
}

/**
 * Verifies a receipt (bytes or a text) against the trusted network's id. Answers `{hash, transaction, outcome, height,
 * time, final, cosigners, checkpoint, signatureVerified}`, or throws the code of what does not hold.
 */
export async function verifyReceipt(input, network, signerKey) {
  const receipt = await parseReceipt(bytesOf(input));
  const transaction = await parseTransaction(receipt.transaction);
  checkNetwork(receipt, transaction, network);
  const outcome = readOutcome(receipt.outcome);
  const header = await verifyHeader(receipt.header, network, receipt.checkpoint);
  await verifyInclusion(receipt, header);
  const set = await verifySetHistory(receipt, network);
  const signed = await verifyCosigned(receipt, set);
  const key = signerKey ?? receipt.signerKey;
  if (key !== undefined) await verifyTransaction(transaction, key);
  return {
    hash: transaction.hash, transaction, outcome, height: header.height, time: header.time,
    final: signed.length >= set.quorum, cosigners: signed, checkpoint: receipt.checkpoint,
    signatureVerified: key !== undefined,
  };
}

/**
 * The same step by step, for people: goes on where a step fails, so that what was altered is named. Answers
 * `{steps: [{name, state: 'holds'|'fails'|'open', code?, field?, ...facts}], holds, final?, transaction?, outcome?}`;
 * `open`: it could not be looked at. Steps: `form`, `network`, `signature`, `outcome`, `block`, `inclusion`, `history`,
 * `cosigned`.
 */
export async function examineReceipt(input, network, signerKey) {
  const steps = [];
  const step = async (name, check) => {
    try {
      const facts = await check();
      const { index, count, cosigners: signed, quorum } = facts ?? {};
      steps.push({
        name, state: facts === undefined ? 'open' : 'holds', index, count, cosigners: signed, quorum,
      });
      return facts;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      steps.push({ name, state: 'fails', code: error.code, field: error.field });
      return undefined;
    }
  };
  const parts = {};
  await step('form', async () => {
    parts.receipt = await parseReceipt(bytesOf(input));
    return {};
  });
  if (parts.receipt === undefined) return { steps, holds: false };
  const { receipt } = parts;
  const transaction = await parseTransaction(receipt.transaction).catch((error) => error);
  if (transaction instanceof Error) {
    await step('signature', () => { throw transaction; });
    return { steps, holds: false };
  }
  await step('network', () => {
    checkNetwork(receipt, transaction, network);
    return { network };
  });
  const key = signerKey ?? receipt.signerKey;
  await step('signature', async () => {
    if (key === undefined) return undefined;
    await verifyTransaction(transaction, key);
    return { signer: transaction.signer };
  });
  const outcome = await step('outcome', () => readOutcome(receipt.outcome));
  const header = await step('block', () => verifyHeader(receipt.header, receipt.genesis.network, receipt.checkpoint));
  await step('inclusion', async () => {
    // The header says what its block holds, whether or not it stands under the checkpoint.
    await verifyInclusion(receipt, header ?? parseHeader(receipt.header.bytes));
    return { index: receipt.index, count: receipt.count };
  });
  const set = await step('history', () => verifySetHistory(receipt, receipt.genesis.network));
  const cosigned = await step('cosigned', async () => {
    if (set === undefined) return undefined;
    const signed = await verifyCosigned(receipt, set);
    return { cosigners: signed, quorum: set.quorum, final: signed.length >= set.quorum };
  });
  return {
    steps, transaction, outcome, header, final: cosigned?.final ?? false, checkpoint: receipt.checkpoint,
    holds: steps.every(({ name, state }) => state === 'holds' || (name === 'signature' && state === 'open')),
  };
}
