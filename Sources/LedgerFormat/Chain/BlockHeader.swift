/// The header of a block. One fixed binary encoding (docs/spec/block-v1.md); its hash chains the blocks.
public struct BlockHeader: Hashable, Sendable {
    /// The version of the encoding: 1.
    public static let version: UInt16 = 1
    /// The length of every encoded header, in bytes.
    public static let byteCount = 314

    /// The root of the whole world state after an earlier block.
    public struct StateRoot: Hashable, Sendable {
        /// The height after which the state has this root.
        public let height: UInt64
        /// The root (docs/spec/block-v1.md, "World state").
        public let root: Hash256

        /// The root after `height`.
        public init(height: UInt64, root: Hash256) {
            self.height = height
            self.root = root
        }
    }

    /// The network.
    public var network: NetworkID
    /// The version of the contract that executed the block.
    public var contractVersion: UInt16
    /// The ledger epoch.
    public var epoch: UInt32
    /// 0 for genesis, then one more each.
    public var height: UInt64
    /// Hash of the header before; zero for genesis.
    public var previous: Hash256
    /// How many transactions the block holds.
    public var transactionCount: UInt32
    /// RFC 6962 root over `TransactionLeaf`.
    public var transactionsRoot: Hash256
    /// RFC 6962 root over the block's document changes.
    public var deltaRoot: Hash256
    /// The state's root after a named earlier block, in the headers that carry one.
    public var stateRoot: StateRoot?
    /// RFC 6962 root over the headers 0 ..< height.
    public var headersRoot: Hash256
    /// Hash of the organisation set in force.
    public var organisationSet: Hash256
    /// The node that proposed the batch.
    public var proposer: IdentityID
    /// The batch's sequence number.
    public var sequence: UInt64
    /// The batch's hash.
    public var batch: Hash256
    /// The ledger's clock.
    public var time: LedgerTime

    /// A header of these parts.
    public init(
        network: NetworkID, contractVersion: UInt16, epoch: UInt32, height: UInt64, previous: Hash256,
        transactionCount: UInt32, transactionsRoot: Hash256, deltaRoot: Hash256, stateRoot: StateRoot?,
        headersRoot: Hash256, organisationSet: Hash256, proposer: IdentityID, sequence: UInt64, batch: Hash256,
        time: LedgerTime
    ) {
        self.network = network
        self.contractVersion = contractVersion
        self.epoch = epoch
        self.height = height
        self.previous = previous
        self.transactionCount = transactionCount
        self.transactionsRoot = transactionsRoot
        self.deltaRoot = deltaRoot
        self.stateRoot = stateRoot
        self.headersRoot = headersRoot
        self.organisationSet = organisationSet
        self.proposer = proposer
        self.sequence = sequence
        self.batch = batch
        self.time = time
    }

    /// The encoding, `byteCount` bytes.
    public var encoded: [UInt8] {
        var writer = ByteWriter(reservingCapacity: Self.byteCount)
        writer.integer(Self.version)
        writer.hash(network)
        writer.integer(contractVersion)
        writer.integer(epoch)
        writer.integer(height)
        writer.hash(previous)
        writer.integer(transactionCount)
        writer.hash(transactionsRoot)
        writer.hash(deltaRoot)
        writer.integer(stateRoot?.height ?? UInt64.max)
        writer.hash(stateRoot?.root ?? .zero)
        writer.hash(headersRoot)
        writer.hash(organisationSet)
        writer.raw(proposer.canonical.utf8)
        writer.integer(sequence)
        writer.hash(batch)
        writer.integer(time.milliseconds)
        return writer.bytes
    }

    /// Reads the encoding. Throws `format.*`.
    public init(parsing bytes: [UInt8]) throws(Rejection) {
        var reader = ByteReader(bytes)
        guard try reader.integer(UInt16.self) == Self.version else { throw Rejection(.formatVersion) }
        network = try reader.hash()
        contractVersion = try reader.integer()
        epoch = try reader.integer()
        height = try reader.integer()
        previous = try reader.hash()
        transactionCount = try reader.integer()
        transactionsRoot = try reader.hash()
        deltaRoot = try reader.hash()
        let stateHeight: UInt64 = try reader.integer()
        let root = try reader.hash()
        stateRoot = stateHeight == UInt64.max ? nil : StateRoot(height: stateHeight, root: root)
        headersRoot = try reader.hash()
        organisationSet = try reader.hash()
        let proposerText = String(decoding: try reader.raw(IdentityID.symbolCount), as: UTF8.self)
        sequence = try reader.integer()
        batch = try reader.hash()
        let milliseconds: Int64 = try reader.integer()
        try reader.finish()
        guard let proposer = IdentityID(canonical: proposerText), let time = LedgerTime(milliseconds: milliseconds),
            stateRoot != nil || root == .zero
        else { throw Rejection(.formatMalformed) }
        self.proposer = proposer
        self.time = time
    }

    /// SHA-256 of the encoding.
    public var hash: Hash256 { Hash256(hashing: encoded) }
    /// The leaf hash of the header in the log of headers (RFC 6962).
    public var logLeafHash: Hash256 { MerkleTree.leafHash(encoded) }
}
