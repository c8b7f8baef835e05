import Crypto
import LedgerFormat
import Testing

/// A small network with real keys: `organisations` nodes, a chain of blocks, receipts. Contract and store have no part
/// in it.
struct SampleLedger {
    struct Node {
        let signing = P256.Signing.PrivateKey()
        let organisation = P256.Signing.PrivateKey()
        let release = P256.KeyAgreement.PrivateKey()
        let attestation = Curve25519.Signing.PrivateKey()
    }

    struct Block {
        let header: BlockHeader
        let transactions: [[UInt8]]
        let outcomes: [[UInt8]]
        let leaves: [Hash256]
    }

    let nodes: [Node]
    let genesis: Genesis
    let patient = P256.Signing.PrivateKey()
    private(set) var blocks: [Block] = []
    private(set) var log = HeaderLog()
    private(set) var logLeaves: [Hash256] = []

    init(organisations: Int = 1, blocks count: Int = 4) throws {
        let nodes = (0..<organisations).map { _ in Node() }
        self.nodes = nodes
        genesis = try Self.genesis(nodes: nodes)
        for height in 0...count { try append(height: UInt64(height)) }
    }

    static func genesis(nodes: [Node], name: String = "Sample") throws -> Genesis {
        let organisations = nodes.enumerated().map { index, node in
            Genesis.Organisation(
                kind: index == 0 ? .authority : .hospital, name: "Organisation \(index)",
                signingKey: P256PublicKey(node.organisation.publicKey), registrar: index,
                node: Genesis.Node(
                    signingKey: P256PublicKey(node.signing.publicKey),
                    attestationKey: Array(node.attestation.publicKey.rawRepresentation),
                    releaseKey: P256PublicKey(node.release.publicKey)))
        }
        let official = Genesis.Official(
            organisation: 0, signingKey: P256PublicKey(P256.Signing.PrivateKey().publicKey),
            sealingKey: P256PublicKey(P256.KeyAgreement.PrivateKey().publicKey), name: "Olga Official")
        return try Genesis(
            name: name, createdAt: try #require(LedgerTime(milliseconds: 1_767_225_600_000)),
            salt: Array(0..<16),
            parameters: Genesis.Parameters(
                patientsPerDay: 100, maximumGrantDuration: 86_400_000 * 365, stateRootInterval: 1_000, replicas: 1),
            organisations: organisations, officials: [official])
    }

    func transaction(_ command: JSONObject = ["type": .string("access.revoke")], id: EntityID? = nil) throws
        -> Transaction
    {
        var system = SystemRandomNumberGenerator()
        let input = Transaction.signingInput(
            signer: P256PublicKey(patient.publicKey).thumbprint, network: genesis.network,
            id: id ?? EntityID.random(using: &system), issuedAt: genesis.createdAt,
            expiresAt: genesis.createdAt.advanced(byMilliseconds: 60_000), command: command)
        let raw = Array(try patient.signature(for: input).rawRepresentation)
        return try Transaction.assemble(signingInput: input, signature: try ES256Signature(normalizing: raw))
    }

    private mutating func append(height: UInt64) throws {
        let transactions = height == 0 ? [] : try (0..<height).map { _ in try transaction().encoded }
        let outcomes = transactions.indices.map { $0 % 2 == 0 ? Outcome.accepted([]) : .rejected(.grantUnknown) }
        var leaves = zip(transactions, outcomes).map { TransactionLeaf.hash(transaction: $0, outcome: $1.encoded) }
        // Every second block runs due work.
        if height % 2 == 1 {
            leaves.append(TransactionLeaf.hash(transaction: [], outcome: Outcome.accepted([]).encoded))
        }
        let header: BlockHeader
        if height == 0 {
            header = genesis.header(contractVersion: 1, deltaRoot: MerkleTree.emptyRoot)
        } else {
            header = BlockHeader(
                network: genesis.network, contractVersion: 1, epoch: 0, height: height,
                previous: try #require(blocks.last).header.hash, transactionCount: UInt32(transactions.count),
                transactionsRoot: MerkleTree.root(ofLeafHashes: leaves), deltaRoot: MerkleTree.emptyRoot,
                stateRoot: nil,
                headersRoot: log.root, organisationSet: genesis.organisationSet.hash,
                proposer: genesis.organisationSet.members[0].node, sequence: height, batch: .zero,
                time: genesis.createdAt.advanced(byMilliseconds: Int64(height) * 10))
        }
        log.append(header.logLeafHash)
        logLeaves.append(header.logLeafHash)
        blocks.append(
            Block(header: header, transactions: transactions, outcomes: outcomes.map(\.encoded), leaves: leaves))
    }

    func checkpoint(size: Int? = nil, cosigners: [Int]? = nil) throws -> Checkpoint {
        let size = size ?? logLeaves.count
        let root = MerkleTree.root(ofLeafHashes: Array(logLeaves.prefix(size)))
        var checkpoint = Checkpoint(network: genesis.network, treeSize: UInt64(size), root: root)
        for index in cosigners ?? Array(nodes.indices) {
            let node = try #require(genesis.nodeIDs[index])
            checkpoint = checkpoint.adding(
                try checkpoint.cosignature(node: node, unixSeconds: 1_767_225_601, key: nodes[index].attestation))
        }
        return checkpoint
    }

    func headerProof(_ height: Int, size: Int? = nil) -> Receipt.HeaderProof {
        let leaves = Array(logLeaves.prefix(size ?? logLeaves.count))
        return Receipt.HeaderProof(
            header: blocks[height].header.encoded,
            path: MerkleTree.inclusionProof(ofLeafAt: height, inLeafHashes: leaves))
    }

    func receipt(height: Int, index: Int, checkpoint: Checkpoint? = nil, withKey: Bool = true) throws -> Receipt {
        let block = blocks[height]
        return Receipt(
            genesis: genesis, transaction: block.transactions[index], outcome: block.outcomes[index],
            index: UInt32(index),
            count: UInt32(block.leaves.count),
            path: MerkleTree.inclusionProof(ofLeafAt: index, inLeafHashes: block.leaves), header: headerProof(height),
            checkpoint: try checkpoint ?? self.checkpoint(),
            signerKey: withKey ? P256PublicKey(patient.publicKey) : nil)
    }
}
