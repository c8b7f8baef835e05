import Crypto
import Foundation
import LedgerFormat
import TestSupport
import Testing

/// Someone who signs.
struct TestSigner {
    let key: P256.Signing.PrivateKey
    let sealing: P256.KeyAgreement.PrivateKey

    init(using generator: inout SeededGenerator) throws {
        key = try P256.Signing.PrivateKey(rawRepresentation: generator.bytes(32))
        sealing = try P256.KeyAgreement.PrivateKey(rawRepresentation: generator.bytes(32))
    }

    var publicKey: P256PublicKey { P256PublicKey(key.publicKey) }
    var sealingKey: P256PublicKey { P256PublicKey(sealing.publicKey) }

    func id(in network: NetworkID) -> IdentityID { IdentityID(network: network, firstKey: publicKey.thumbprint) }

    func sign(_ message: [UInt8]) throws -> ES256Signature {
        try ES256Signature(normalizing: Array(key.signature(for: message).rawRepresentation))
    }

    /// A signed transaction.
    func sign(
        _ command: JSONObject, network: NetworkID, id: EntityID, at time: LedgerTime, lifetime: Int64 = 3_600_000
    ) throws -> [UInt8] {
        let input = Transaction.signingInput(
            signer: publicKey.thumbprint, network: network, id: id, issuedAt: time,
            expiresAt: time.advanced(byMilliseconds: lifetime), command: command)
        return try Transaction.assemble(signingInput: input, signature: sign(input)).encoded
    }
}

/// A node with the chain of its batches.
final class TestNode {
    let signer: TestSigner
    let attestation: Curve25519.Signing.PrivateKey
    var sequence: UInt64 = 0
    var previous = Hash256.zero

    init(using generator: inout SeededGenerator) throws {
        signer = try TestSigner(using: &generator)
        attestation = try Curve25519.Signing.PrivateKey(rawRepresentation: generator.bytes(32))
    }

    var genesisNode: Genesis.Node {
        Genesis.Node(
            signingKey: signer.publicKey, attestationKey: Array(attestation.publicKey.rawRepresentation),
            releaseKey: signer.sealingKey)
    }
}

/// A network of an authority and a hospital, each with a node, and the log that orders their batches.
final class TestNetwork {
    static let start = LedgerTime(milliseconds: 1_800_000_000_000) ?? .zero

    let genesis: Genesis
    let nodes: [TestNode]
    let organisations: [TestSigner]
    let official: TestSigner
    var revision: UInt64 = 0
    var time = TestNetwork.start

    init(using generator: inout SeededGenerator, stateRootInterval: Int64 = 1_000) throws {
        nodes = [try TestNode(using: &generator), try TestNode(using: &generator)]
        organisations = [try TestSigner(using: &generator), try TestSigner(using: &generator)]
        official = try TestSigner(using: &generator)
        genesis = try Genesis(
            name: "Test", createdAt: Self.start, salt: generator.bytes(16),
            parameters: Genesis.Parameters(
                patientsPerDay: 1_000_000, maximumGrantDuration: 31_536_000_000, stateRootInterval: stateRootInterval,
                replicas: 1),
            organisations: [
                Genesis.Organisation(
                    kind: .authority, name: "Authority", signingKey: organisations[0].publicKey, registrar: 0,
                    node: nodes[0].genesisNode),
                Genesis.Organisation(
                    kind: .hospital, name: "Hospital", signingKey: organisations[1].publicKey, registrar: 1,
                    node: nodes[1].genesisNode),
            ],
            officials: [
                Genesis.Official(
                    organisation: 0, signingKey: official.publicKey, sealingKey: official.sealingKey,
                    name: "A. Official")
            ])
    }

    var network: NetworkID { genesis.network }

    /// A batch that counts, at the next position of the log.
    func batch(_ transactions: [[UInt8]], node index: Int = 0) throws -> OrderedBatch {
        let node = nodes[index]
        let batch = try Batch(
            heading: Batch.Heading(
                network: network, epoch: 0, node: genesis.nodeIDs[index] ?? genesis.officialIDs[0],
                sequence: node.sequence + 1, previous: node.previous, time: time),
            transactions: transactions, signingKey: node.attestation)
        node.sequence += 1
        node.previous = batch.hash
        revision += 1
        return OrderedBatch(position: LogPosition(epoch: 0, revision: revision), batch: batch)
    }
}

/// A directory that goes away with the test.
final class TemporaryDirectory {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "ledger-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String = "ledger.sqlite") -> String { url.appending(path: name).path(percentEncoded: false) }
}
