public import Crypto

/// What one node hands to the ordering log: transactions in the order of their execution, chained to the node's batch
/// before and signed with its Ed25519 key. One batch becomes one block. Encoding: docs/spec/block-v1.md.
public struct Batch: Sendable {
    /// The first bytes of every encoded batch.
    public static let magic = Array("MCBATCH1".utf8)

    /// What the signature covers besides the transactions.
    public struct Heading: Hashable, Sendable {
        /// The network.
        public let network: NetworkID
        /// The ledger epoch in which it is ordered.
        public let epoch: UInt32
        /// The node that proposes it.
        public let node: IdentityID
        /// The node's running number, from 1 in each epoch.
        public let sequence: UInt64
        /// Hash of the node's batch before, zero for its first.
        public let previous: Hash256
        /// The node's clock when it cut the batch.
        public let time: LedgerTime

        /// A heading of these parts.
        public init(
            network: NetworkID, epoch: UInt32, node: IdentityID, sequence: UInt64, previous: Hash256, time: LedgerTime
        ) {
            self.network = network
            self.epoch = epoch
            self.node = node
            self.sequence = sequence
            self.previous = previous
            self.time = time
        }
    }

    /// The heading.
    public let heading: Heading
    /// The JWS of each transaction.
    public let transactions: [[UInt8]]
    /// The batch as it is stored and sent.
    public let encoded: [UInt8]
    /// SHA-256 of what is signed.
    public let hash: Hash256

    private static let signatureBytes = 64

    /// Makes and signs a batch. Throws `format.tooLarge` beyond `Limits.batchBytes` or `Limits.batchTransactions`.
    public init(
        heading: Heading, transactions: [[UInt8]], signingKey: Curve25519.Signing.PrivateKey
    ) throws {
        let unsigned = Self.unsigned(heading, transactions)
        let signature = try signingKey.signature(for: unsigned)
        self.heading = heading
        self.transactions = transactions
        encoded = unsigned + signature
        hash = Hash256(hashing: unsigned)
        guard encoded.count <= Limits.batchBytes, transactions.count <= Limits.batchTransactions,
            transactions.allSatisfy({ $0.count <= Limits.transactionBytes })
        else { throw Rejection(.formatTooLarge) }
    }

    /// Parses a batch without verifying its signature. Throws `format.*`.
    public init(parsing encoded: [UInt8]) throws(Rejection) {
        guard encoded.count <= Limits.batchBytes else { throw Rejection(.formatTooLarge) }
        var reader = ByteReader(encoded)
        guard Array(try reader.raw(Self.magic.count)) == Self.magic else { throw Rejection(.formatVersion) }
        let network = try reader.hash()
        let epoch: UInt32 = try reader.integer()
        let nodeText = String(decoding: try reader.raw(IdentityID.symbolCount), as: UTF8.self)
        let sequence: UInt64 = try reader.integer()
        let previous = try reader.hash()
        let milliseconds: Int64 = try reader.integer()
        guard let node = IdentityID(canonical: nodeText), let time = LedgerTime(milliseconds: milliseconds) else {
            throw Rejection(.formatMalformed)
        }
        let count = Int(try reader.integer(UInt32.self))
        guard count <= Limits.batchTransactions else { throw Rejection(.formatTooLarge) }
        var transactions: [[UInt8]] = []
        for _ in 0..<count { transactions.append(Array(try reader.lengthPrefixed(maximum: Limits.transactionBytes))) }
        _ = try reader.raw(Self.signatureBytes)
        try reader.finish()
        heading = Heading(
            network: network, epoch: epoch, node: node, sequence: sequence, previous: previous, time: time)
        self.transactions = transactions
        self.encoded = encoded
        hash = Hash256(SHA256.hash(data: encoded.dropLast(Self.signatureBytes)))
    }

    /// Whether the signature is that of the holder of `key` (Ed25519, 32 bytes).
    public func isSigned(by key: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else { return false }
        let split = encoded.count - Self.signatureBytes
        return key.isValidSignature(encoded[split...], for: encoded[..<split])
    }

    private static func unsigned(_ heading: Heading, _ transactions: [[UInt8]]) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 160 + transactions.reduce(0) { $0 + $1.count + 4 })
        writer.raw(magic)
        writer.hash(heading.network)
        writer.integer(heading.epoch)
        writer.raw(heading.node.canonical.utf8)
        writer.integer(heading.sequence)
        writer.hash(heading.previous)
        writer.integer(heading.time.milliseconds)
        writer.integer(UInt32(transactions.count))
        for transaction in transactions { writer.lengthPrefixed(transaction) }
        return writer.bytes
    }
}

/// Where a batch stands in the network's one order (docs/spec/block-v1.md): revisions start again in each epoch.
public struct LogPosition: Hashable, Sendable, Comparable {
    /// The ledger epoch.
    public let epoch: UInt32
    /// The position within the epoch; it only ever grows.
    public let revision: UInt64

    /// A position.
    public init(epoch: UInt32, revision: UInt64) {
        self.epoch = epoch
        self.revision = revision
    }

    /// Orders by epoch, then revision.
    public static func < (lhs: LogPosition, rhs: LogPosition) -> Bool {
        (lhs.epoch, lhs.revision) < (rhs.epoch, rhs.revision)
    }
}

/// A batch at its durable place in the log. It has been parsed; execution decides whether it counts.
public struct OrderedBatch: Sendable {
    /// Where it stands.
    public let position: LogPosition
    /// The batch.
    public let batch: Batch

    /// A batch at a position.
    public init(position: LogPosition, batch: Batch) {
        self.position = position
        self.batch = batch
    }
}
