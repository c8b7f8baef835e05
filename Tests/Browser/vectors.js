/**
 * Runs the golden vectors of Tests/Vectors/ in the page, against the modules that the node serves. test_vectors.py puts
 * this file beside them, with `?root=` saying where they are.
 */
const root = new URL(import.meta.url).searchParams.get('root');
const module = (path) => import(`${root}/crypto/${path}.js`);
const [bytes, json, identity, keys, jws, hpke, shamir, cid, payload, envelopes, note, vault, merkle, chain, receipt,
  trust] =
  await Promise.all(['bytes', 'strict-json', 'identity', 'keys', 'jws', 'hpke', 'shamir', 'cid', 'payload',
    'envelopes', 'note', 'vault', 'merkle', 'chain', 'receipt', 'trust'].map(module));
const { hex, fromHex, base64url, fromBase64url, utf8, equalBytes, concat } = bytes;
/** The document of the run. */
let vectors;
const failures = [];
let checks = 0;
const same = (actual, expected, what) => {
  checks += 1;
  const [one, two] = [actual, expected].map((value) => JSON.stringify(value));
  if (one !== two) failures.push(`${what}: ${String(one).slice(0, 300)} instead of ${String(two).slice(0, 300)}`);
};
/** Expects `code` (undefined: success) of a case. */
const outcome = async (code, what, body) => {
  let thrown;
  try {
    await body();
  } catch (error) {
    thrown = error.code ?? String(error);
  }
  same(thrown, code, what);
};
const pair = (text) => keys.sealingPair(fromHex(text));
const patterned = (length) => Uint8Array.from({ length }, (_, index) => (index * 7 + 3) % 251);

async function runBase64url() {
  for (const { hex: bits, text } of vectors.valid) {
    same(base64url(fromHex(bits)), text, text);
    same(hex(fromBase64url(text)), bits, text);
  }
  for (const text of vectors.invalid) await outcome('format.base64url', text, () => fromBase64url(text));
}

async function runJson() {
  for (const entry of vectors.valid) {
    same(json.canonical(json.parseStrict(fromHex(entry.hex))), entry.canonical, entry.name);
  }
  for (const entry of vectors.invalid) {
    await outcome(entry.code, entry.name, () => json.parseStrict(fromHex(entry.hex)));
  }
}

async function runIdentity() {
  for (const entry of vectors.derived) {
    const thumbprint = await identity.thumbprint(entry.key);
    same(thumbprint, entry.thumbprint, 'thumbprint');
    const id = await identity.identityOf(entry.network, thumbprint);
    same([id, identity.readableIdentity(id), identity.isIdentity(id)], [entry.canonical, entry.readable, true], id);
  }
  for (const entry of vectors.typed) same(identity.typedIdentity(entry.typed), entry.canonical, entry.typed);
  for (const text of vectors.invalid) same(identity.isIdentity(text), false, text);
  for (const entry of vectors.thumbprints) same(await identity.thumbprint(entry.key), entry.thumbprint, 'RFC 7638');
  for (const entry of vectors.invalidKeys) {
    await outcome(entry.code, entry.name, () => identity.verifyingKey(entry.key));
  }
}

async function runTransaction() {
  for (const entry of vectors.valid) {
    const parsed = await jws.parseTransaction(entry.jws);
    same([parsed.hash, parsed.signer, json.canonical(parsed.command)], [entry.hash, entry.signer, entry.command],
      entry.name);
    await outcome(undefined, entry.name, () => jws.verifyTransaction(parsed, entry.key));
  }
  for (const entry of vectors.invalid) {
    await outcome(entry.code, entry.name, async () => {
      const parsed = await jws.parseTransaction(entry.jws);
      await jws.verifyTransaction(parsed, entry.key ?? vectors.valid[0].key);
    });
  }
  // What is signed here is accepted by the same rules, with a low s each time.
  const signer = await keys.signingPair(await keys.newScalar());
  for (let round = 0; round < 8; round += 1) {
    const signed = await jws.signTransaction(
      jws.transactionPayload({ type: 'access.withdraw', request: base64url(bytes.random(16)) },
        vectors.valid[0].signer), signer);
    const parsed = await jws.parseTransaction(signed.jws);
    same(parsed.hash, signed.hash, 'own transaction');
    await outcome(undefined, 'own transaction', () => jws.verifyTransaction(parsed, signer.jwk));
  }
}

async function runHpkeRfc9180() {
  for (const entry of vectors.vectors) {
    const recipient = await pair(entry.skRm);
    same(hex(recipient.point), entry.pkRm, 'the public key of a scalar');
    const shared = await hpke.decapsulate(fromHex(entry.enc), recipient);
    same(hex(shared), entry.shared_secret, 'shared secret');
    const schedule = await hpke.keySchedule(shared, fromHex(entry.info), entry.aead_id);
    same([hex(schedule.key), hex(schedule.baseNonce), hex(schedule.exporterSecret)],
      [entry.key, entry.base_nonce, entry.exporter_secret], 'key schedule');
    const key = await bytes.aesKey(schedule.key);
    for (const [sequence, message] of entry.encryptions.entries()) {
      const nonce = hpke.nonceOf(schedule.baseNonce, sequence);
      if (sequence < 256) same(hex(nonce), message.nonce, 'nonce');
      const opened = await bytes.aesOpen(key, fromHex(message.nonce), fromHex(message.ct), fromHex(message.aad));
      same(opened && hex(opened), message.pt, 'plaintext');
    }
  }
}

async function runHpke() {
  for (const entry of vectors.contexts) {
    const fields = entry.fields.map((field) => field.text ?? field.number ?? fromHex(field.bytes));
    same(hex(identity.context(entry.label, ...fields)), entry.context, entry.label);
  }
  const { parseCanonical } = await module('sealed-json');
  for (const entry of vectors.boxes) {
    await outcome(entry.error, entry.name, async () => {
      const box = hpke.readBox(parseCanonical(utf8(entry.box), 131_072), entry.plaintextLength);
      const opened = await hpke.openBox(box, await pair(entry.privateKey), fromHex(entry.context));
      same(hex(opened), entry.plaintext, entry.name);
    });
  }
  const recipient = await pair(vectors.boxes[0].privateKey);
  const info = identity.context('record/share', 'net-1', 258, Uint8Array.of(0, 255));
  const box = await hpke.sealBox(patterned(32), recipient.point, info);
  same(hex(await hpke.openBox(box, recipient, info)), hex(patterned(32)), 'own box');
}

async function runShamir() {
  const share = (entry) => ({ x: entry.x, y: fromHex(entry.y) });
  for (const entry of vectors.split) {
    const coefficients = entry.coefficients.map(fromHex);
    const shares = shamir.split(fromHex(entry.secret), coefficients.length + 1, entry.n, coefficients);
    same(shares.map(({ x, y }) => ({ x, y: hex(y) })), entry.shares.map(({ x, y }) => ({ x, y })), entry.name);
  }
  for (const entry of vectors.combine) {
    await outcome(entry.error, entry.name, () => {
      same(hex(shamir.combine(entry.shares.map(share), entry.k)), entry.secret, entry.name);
    });
  }
  for (const entry of vectors.commitments) {
    same(hex(await shamir.commitment(share(entry), entry, entry.organisation)), entry.commitment, 'commitment');
  }
}

async function runCidV1() {
  for (const entry of vectors.parsed) same(hex(cid.parseCid(entry.cid)), entry.bytes, entry.name);
  for (const entry of vectors.parsed) same(cid.cidText(fromHex(entry.bytes)), entry.cid, entry.name);
  for (const entry of vectors.refused) await outcome(entry.code, entry.name, () => cid.parseCid(entry.cid));
  for (const entry of vectors.content) {
    const builder = new cid.CidBuilder();
    for (let segment = 0, left = entry.size; left > 0; segment += 1, left -= 32_768) {
      const block = await bytes.sha256(utf8(entry.seed), bytes.integer(segment, 8));
      const piece = new Uint8Array(32_768);
      for (let offset = 0; offset < piece.length; offset += 32) piece.set(block, offset);
      await builder.update(piece.subarray(0, Math.min(left, 32_768)));
    }
    same(await builder.finish(), entry.cid, entry.name);
  }
}

async function runPayload() {
  for (const entry of vectors.padding) same(payload.paddedLength(entry.length), entry.padded, 'padding');
  const binding = { network: vectors.network, subject: vectors.subject, object: vectors.object, code: vectors.code };
  const record = { network: vectors.network, patient: vectors.subject, record: vectors.object };
  same(hex(await payload.dataKey(fromHex(vectors.a), fromHex(vectors.b), record)), vectors.dataKey, 'data key');
  const key = fromHex(vectors.dataKey);
  const bases = {};
  for (const entry of vectors.payloads) {
    const sealed = fromBase64url(entry.payload);
    bases[entry.name] = sealed;
    const opened = await payload.openPayload(key, binding, sealed);
    same(equalBytes(opened.content, patterned(entry.contentLength)), true, `content of ${entry.name}`);
    same(json.canonical(opened.metadata), entry.metadata, 'metadata');
    const again = await payload.sealPayload(
      { key, binding, metadata: opened.metadata, content: opened.content, salt: fromHex(entry.salt) });
    same(equalBytes(again, sealed), true, `${entry.name}, sealed again`);
    // The same in pieces of odd sizes, through the sealer and the opener.
    const opener = new payload.PayloadOpener(key, binding);
    const pieces = [];
    for (let at = 0; at < sealed.length; at += 40_961) {
      pieces.push(...await opener.update(sealed.slice(at, at + 40_961)));
    }
    opener.finish();
    same(equalBytes(concat(...pieces), opened.content), true, `${entry.name} in pieces`);
  }
  for (const entry of vectors.failures) {
    let sealed = (entry.base ? bases[entry.base] : fromBase64url(entry.payload)).slice();
    if (entry.flip !== undefined) sealed[entry.flip] ^= 1;
    if (entry.keep !== undefined) sealed = sealed.slice(0, entry.keep);
    if (entry.append !== undefined) sealed = concat(sealed, fromHex(entry.append));
    if (entry.swapSegments !== undefined) {
      const [one, two] = entry.swapSegments.map((index) => 112 + index * 65_552);
      const [first, second] = [one, two].map((at) => sealed.slice(at, at + 65_552));
      sealed.set(second, one);
      sealed.set(first, two);
    }
    const used = { ...vectors, ...entry };
    await outcome(entry.error, entry.name, () => payload.openPayload(
      fromHex(used.dataKey), { network: used.network, subject: used.subject, object: used.object, code: used.code },
      sealed));
  }
}

async function runEnvelope() {
  await recordVectors(vectors.record, vectors.releaseFailures);
  await keyVectors();
  const parsers = {
    'record-envelope': envelopes.parseRecordEnvelope, 'released-share': envelopes.parseReleasedShare,
    'compartment-envelope': envelopes.parseCompartmentEnvelope, 'grant-envelope': envelopes.parseGrantEnvelope,
    'organisation-key-envelope': envelopes.parseOrganisationEnvelope, note: note.parseNote,
  };
  for (const [index, entry] of vectors.failures.entries()) {
    await outcome(entry.error, `${entry.format} ${index}`, () => parsers[entry.format](utf8(entry.text)));
  }
}

async function runWallet() {
  const entry = vectors.vault;
  const { network, userName, passphrase } = entry;
  const kdf = { algorithm: 'PBKDF2-HMAC-SHA-256', iterations: entry.iterations, salt: entry.salt };
  const card = await vault.parseCard(entry.card);
  same(base64url(card.secret), entry.accountSecret, 'secret');
  same(await vault.cardText({ network, userName, secret: card.secret }), entry.card, 'card');
  const typed = (await vault.secretText(card, true)).toLowerCase();
  same(base64url(await vault.typedSecret(typed, network, userName)), entry.accountSecret, 'typed secret');
  const wrong = entry.card.slice(0, -1) + (entry.card.endsWith('Q') ? 'R' : 'Q');
  await outcome('card.checksum', 'a wrong symbol', () => vault.parseCard(wrong));
  await outcome('card.malformed', 'another text', () => vault.parseCard('medchain-card:2?x=y'));
  const derived = await vault.deriveAccountKeys({ passphrase, secret: card.secret, kdf, network, userName });
  same(base64url(derived.authenticationKey), entry.authenticationKey, 'authentication key');
  const contents = await vault.openVault(
    fromBase64url(entry.sealed), { vaultKey: derived.vaultKey, kdf, network, userName });
  const signer = await keys.signingPair(contents.signingKey);
  same(signer.thumbprint, entry.thumbprint, 'thumbprint');
  same(await vault.importedRecordId(
    contents.importKey, entry.importPatient, entry.importFullUrl, utf8(entry.importResource)),
  entry.importRecord, 'imported record');
  const again = await vault.sealVault(contents, derived.vaultKey, kdf);
  const reopened = await vault.openVault(again, { vaultKey: derived.vaultKey, kdf, network, userName });
  same(base64url(reopened.signingKey), base64url(contents.signingKey), 'own vault');
  again[30] ^= 1;
  await outcome('wallet.locked', 'altered', () => (
    vault.openVault(again, { vaultKey: derived.vaultKey, kdf, network, userName })));
  await outcome('wallet.kdfRefused', 'few rounds', () => vault.deriveAccountKeys(
    { passphrase, secret: card.secret, kdf: { ...kdf, iterations: 599_999 }, network, userName }));
}

async function runBlockMerkle() {
  for (const tree of vectors.trees) {
    const leaves = tree.leaves.map(fromHex);
    same(hex(await merkle.merkleRoot(leaves)), tree.root, 'root');
    for (const { index, path } of tree.inclusion) {
      const leaf = await merkle.leafHash(leaves[index]);
      const hashes = path.map(fromHex);
      same(hex(await merkle.rootFromPath(leaf, index, leaves.length, hashes)), tree.root, `leaf ${index}`);
      await outcome('proof.invalid', 'a longer path', () => (
        merkle.rootFromPath(leaf, index, leaves.length, [...hashes, leaf])));
    }
    for (const { old, path } of tree.consistency) {
      const proof = {
        oldSize: old, newSize: leaves.length, oldRoot: await merkle.merkleRoot(leaves.slice(0, old)),
        newRoot: fromHex(tree.root), path: path.map(fromHex),
      };
      await outcome(undefined, `consistent with ${old}`, () => merkle.verifyConsistency(proof));
      proof.newRoot[0] ^= 1;
      await outcome('proof.invalid', `not consistent with ${old}`, () => merkle.verifyConsistency(proof));
    }
  }
}

async function runBlockHeader() {
  for (const entry of vectors.chain) {
    const header = chain.parseHeader(fromHex(entry.hex));
    same(await chain.headerHash(fromHex(entry.hex)), entry.hash, 'hash');
    const { fields } = entry;
    same([header.network, header.height, header.transactionCount, base64url(header.transactionsRoot),
      base64url(header.headersRoot), base64url(header.organisationSet), header.proposer, header.time],
    [fields.network, fields.height, fields.transactionCount, fields.transactionsRoot, fields.headersRoot,
      fields.organisationSet, fields.proposer, fields.time], 'header');
  }
  for (const entry of vectors.invalid) {
    await outcome(entry.code, entry.name, () => chain.parseHeader(fromHex(entry.hex)));
  }
}

async function runBlockGenesis() {
  const genesis = await chain.readGenesis(vectors.genesis);
  same([genesis.network, base64url(genesis.set.hash), genesis.organisations, genesis.officials],
    [vectors.network, vectors.organisationSetHash, vectors.organisations, vectors.officials], 'genesis');
  same(json.canonical(genesis.set.json), json.canonical(vectors.organisationSet), 'set');
  for (const entry of vectors.invalid) await outcome(entry.code, entry.name, () => chain.readGenesis(entry.genesis));
}

async function runCheckpoint() {
  for (const entry of vectors.valid) {
    const set = await chain.readOrganisationSet(entry.set);
    const checkpoint = chain.parseCheckpoint(entry.text);
    const signed = await chain.cosigners(checkpoint, set);
    same([checkpoint.treeSize, base64url(checkpoint.root), signed, signed.length >= set.quorum],
      [entry.treeSize, entry.root, entry.cosigners, entry.quorum], entry.name);
  }
  for (const entry of vectors.invalid) {
    await outcome(entry.code, entry.name, async () => (
      chain.verifyQuorum(chain.parseCheckpoint(entry.text), await chain.readOrganisationSet(entry.set))));
  }
}

async function runReceipt() {
  for (const [title, entry] of Object.entries(vectors.valid)) {
    const verified = await receipt.verifyReceipt(JSON.stringify(entry.receipt), vectors.network);
    same([verified.hash, verified.height, verified.time, verified.final, verified.outcome.accepted,
      verified.cosigners, verified.signatureVerified],
    [entry.hash, entry.height, entry.time, entry.final, entry.accepted, entry.cosigners, entry.signatureVerified],
    title);
  }
  for (const entry of vectors.invalid) {
    const altered = { ...vectors.valid[entry.base].receipt, ...entry.change };
    for (const [member, value] of Object.entries(entry.change)) if (value === null) delete altered[member];
    await outcome(entry.code, entry.name, () => (
      receipt.verifyReceipt(JSON.stringify(altered), entry.network ?? vectors.network)));
  }
}


async function recordVectors(entry, releaseFailures) {
  const binding = { network: entry.network, patient: entry.patient, record: entry.record, category: entry.category };
  const envelope = envelopes.parseRecordEnvelope(utf8(entry.envelope));
  await outcome(undefined, 'binding', () => envelopes.checkRecordEnvelope(envelope, binding));
  await outcome('envelope.wrongRecord', 'another record', () => (
    envelopes.checkRecordEnvelope(envelope, { ...binding, record: 'x' })));
  const { category, compartmentVersion: version } = entry;
  const compartment = { category, version, pair: await pair(entry.compartmentKey) };
  same(hex(await envelopes.openWithCompartment(envelope, [compartment])), entry.a, 'a, by the compartment');
  const author = await pair(entry.authorKey);
  same(hex(await envelopes.openAsAuthor(envelope, entry.author, author)), entry.a, 'a, the author');
  const halves = await envelopes.openHalves(envelope, await pair(entry.patientKey));
  same([hex(halves.a), hex(halves.b)], [entry.a, entry.b], 'halves');
  const commitments = entry.commitments.map((one) => (
    { organisation: one.organisation, commitment: fromHex(one.commitment) }));
  const combine = async (released) => envelopes.combineReleased(
    released.map((text) => envelopes.parseReleasedShare(utf8(text))),
    { binding, read: fromHex(entry.read), commitments, threshold: entry.threshold, pair: await pair(entry.readerKey) });
  same(hex(await combine(entry.released)), entry.b, 'b, released');
  for (const failure of releaseFailures) {
    await outcome(failure.error, failure.name, () => combine(failure.released));
  }
  const key = await payload.dataKey(halves.a, halves.b, binding);
  const opened = await payload.openPayload(key, payload.recordBinding(binding), fromBase64url(entry.payload));
  same(equalBytes(opened.content, patterned(entry.contentLength)), true, 'content');
  const other = await pair(entry.readerKey);
  const resealed = envelopes.parseRecordEnvelope(await envelopes.resealEnvelope(
    utf8(entry.envelope), await pair(entry.patientKey), { version: 9, key: other.point }));
  same(hex(await envelopes.openWithCompartment(
    resealed, [{ category: entry.category, version: 9, pair: other }])), entry.a, 'resealed');
  await ownEnvelope(entry, binding, halves);
}

async function ownEnvelope(entry, binding, halves) {
  const patient = await pair(entry.patientKey);
  const author = await pair(entry.authorKey);
  const organisations = [];
  for (const [organisation, scalar] of Object.entries(entry.releaseKeys)) {
    organisations.push({ organisation, releaseKey: (await pair(scalar)).point });
  }
  const sealed = await envelopes.sealRecordEnvelope({
    ...halves, binding, threshold: 2, organisations, patientKey: patient.point,
    compartment: { version: 4, key: author.point }, author: { id: 'author-1', key: author.point },
  });
  const parsed = envelopes.parseRecordEnvelope(sealed.bytes);
  same(hex((await envelopes.openHalves(parsed, patient)).b), entry.b, 'own envelope');
  same(sealed.shares.map((share) => share.organisation), organisations.map((one) => one.organisation).sort(), 'shares');
}

async function keyVectors() {
  const scalars = (opened) => opened.map((key) => hex(key.scalar));
  const { compartment, grant: granted, organisation, note: sealedNote } = vectors;
  const opened = await envelopes.openCompartmentEnvelope(utf8(compartment.envelope), {
    network: compartment.network, patient: compartment.patient, pair: await pair(compartment.patientKey),
  });
  same(scalars(opened), compartment.keys.map((key) => key.privateKey), 'compartment keys');
  const again = await envelopes.sealCompartmentEnvelope({
    network: 'net-1', patient: 'p', keys: opened, patientKey: (await pair(granted.granteeKey)).point });
  same(scalars(await envelopes.openCompartmentEnvelope(again, {
    network: 'net-1', patient: 'p', pair: await pair(granted.granteeKey) })), scalars(opened), 'own compartment keys');
  const grant = await envelopes.parseGrantEnvelope(utf8(granted.envelope));
  const grantee = await pair(granted.granteeKey);
  await outcome(undefined, 'grant', () => envelopes.checkGrant(grant, granted));
  same(scalars(await envelopes.openGrantedKeys(grant, grantee)), granted.keys.map((key) => key.privateKey), 'grant');
  same(await envelopes.openGrantReason(grant, grantee), granted.reason, 'reason');
  same(hex(await envelopes.openGrantedRecord(grant, granted, grantee)), granted.a, 'a record granted alone');
  const own = await envelopes.parseGrantEnvelope(await envelopes.sealGrantEnvelope({
    network: 'net-1', patient: 'p', grantee: 'g', granteeKey: grantee.point, compartments: opened, reason: 'Größe',
    records: [{ record: 'r', category: 'imaging', a: patterned(32) }] }));
  same([scalars(await envelopes.openGrantedKeys(own, grantee)), await envelopes.openGrantReason(own, grantee)],
    [scalars(opened), 'Größe'], 'own grant');
  const member = await pair(organisation.memberKey);
  const keyring = await envelopes.openOrganisationEnvelope(utf8(organisation.envelope), {
    network: organisation.network, organisation: 'org-1', member: organisation.member, pair: member });
  same(scalars(keyring), organisation.privateKeys, 'organisation keys');
  const recipient = await pair(sealedNote.recipientKey);
  const about = { network: sealedNote.network, sender: sealedNote.sender, kind: sealedNote.kind };
  const read = await note.openNote(
    fromBase64url(sealedNote.note), { ...about, recipient: sealedNote.recipient, pair: recipient });
  same([read.metadata.fileName, equalBytes(read.content, patterned(sealedNote.contentLength))],
    [sealedNote.fileName, true], 'note');
  const mine = await note.sealNote({
    ...about, content: patterned(100), metadata: { mediaType: 'text/plain' },
    recipients: [{ id: 'r', key: recipient.point }] });
  const openedNote = await note.openNote(mine, { ...about, recipient: 'r', pair: recipient });
  same(equalBytes(openedNote.content, patterned(100)), true, 'own note');
  await outcome('note.wrongKind', 'another kind', () => (
    note.openNote(mine, { ...about, kind: 'message', recipient: 'r', pair: recipient })));
  const key = await note.sealNote({
    ...about, kind: 'key', content: patterned(32), metadata: { mediaType: 'application/octet-stream' },
    recipients: [{ id: 'r', key: recipient.point }] });
  const openedKey = await note.openNote(key, { ...about, kind: 'key', recipient: 'r', pair: recipient });
  same(equalBytes(openedKey.content, patterned(32)), true, 'own sealed key');
}

async function runKeyStatement() {
  for (const about of vectors.cases) {
    if (about.message) same(base64url(trust.keyStatement(about)), about.message, about.name);
    same(await trust.holdsStatement(about.statement, about, about.signer), about.valid, about.name);
  }
}

const runs = {
  base64url: runBase64url,
  json: runJson,
  identity: runIdentity,
  transaction: runTransaction,
  'hpke-rfc9180': runHpkeRfc9180,
  hpke: runHpke,
  shamir: runShamir,
  'cid-v1': runCidV1,
  payload: runPayload,
  envelope: runEnvelope,
  wallet: runWallet,
  'block-merkle': runBlockMerkle,
  'block-header': runBlockHeader,
  'block-genesis': runBlockGenesis,
  checkpoint: runCheckpoint,
  receipt: runReceipt,
  'key-statement': runKeyStatement,
};

/** Runs the vectors of one file: `{checks, failures}`. */
export async function run(name, document) {
  vectors = document;
  await runs[name]();
  return { checks, failures };
}
