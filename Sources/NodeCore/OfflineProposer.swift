internal import ContentStore
public import LedgerFormat
internal import LedgerStore
internal import Ordering
internal import RecordContract

/// Puts transactions on the ledger of a node that does not run, without its HTTP side: how `medchain bench fill` makes
/// a large network in minutes. Each batch is signed by the node, synchronised in its log, executed by the contract with
/// every signature verified, and committed, so that what it leaves behind is a ledger like any other.
///
/// What admission does beside that (quotas, whether referred content is stored) is the caller's matter.
public final class OfflineProposer: Sendable {
    /// The founding document.
    public let genesis: Genesis
    /// The node in whose name batches are made.
    public let node: IdentityID

    private let lock: DirectoryLock
    private let keys: NodeKeys
    private let ledger: Ledger
    private let log: EmbeddedOrderingLog
    private let content: FolderContentStore
    private let registrations: Registrations
    private let clock: NodeClock

    /// Opens the data directory of a node that does not run and whose ledger has executed all of its log. Throws
    /// `SetupError`, and what the stores throw.
    public init(_ directory: DataDirectory, clock: NodeClock = .system) async throws {
        lock = try directory.lock()
        try directory.prepare()
        let configuration = try NodeConfiguration(
            parsing: String(decoding: DataDirectory.read(directory.configuration, maximum: 1 << 20), as: UTF8.self))
        guard let node = IdentityID(canonical: configuration.node) else {
            throw SetupError(.malformed, "node.yaml: node is not an identity")
        }
        guard configuration.etcd == nil else {
            throw SetupError(.mismatch, "an etcd cluster orders this node's ledger, which grows while the node runs")
        }
        self.node = node
        keys = try NodeKeys(reading: directory.keys)
        ledger = try Ledger(opening: directory.ledgerDatabase)
        genesis = ledger.genesis
        log = try EmbeddedOrderingLog(
            opening: directory.log, epoch: 1, limits: .init(totalBytes: configuration.limits.logBytes))
        let last = log.lastPosition
        guard last == nil || last == ledger.lastPosition else {
            throw SetupError(.mismatch, "the log holds batches that are not executed yet: start the node once")
        }
        content = try await FolderContentStore.open(at: directory.content)
        registrations = Registrations(network: ledger.network, signing: keys.signing, clock: clock)
        self.clock = clock
    }

    /// The transaction that registers an applicant, counter-signed by the node. Throws `transaction.*`, `json.*`.
    public func registration(of application: [UInt8]) throws -> [UInt8] {
        try registrations.counterSign(application).transaction
    }

    /// Stores content under its identifier. Throws `ContentError`.
    public func store(_ bytes: [UInt8], as cid: CID) async throws { try await content.put(bytes, as: cid) }

    /// Puts transactions on the ledger, in their order, in as many batches as they need, and returns the outcomes. One
    /// batch is executed while the one before it is written. One caller at a time. Throws what the log, the contract
    /// and the ledger throw.
    public func propose(_ transactions: [[UInt8]]) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        var rest = transactions[...]
        var (sequence, previous) = try chain()
        var committing: Task<Void, any Error>?
        while !rest.isEmpty {
            sequence += 1
            let heading = Batch.Heading(
                network: ledger.network, epoch: log.epoch, node: node, sequence: sequence, previous: previous,
                time: clock.now())
            let batch = try Batch(
                heading: heading, transactions: Self.nextBatch(&rest), signingKey: keys.attestation)
            previous = batch.hash
            let position = try await log.append(batch)
            switch try ledger.execute(OrderedBatch(position: position, batch: batch)) {
            case .skipped(_, let reason): throw PipelineFailure.ownBatchSkipped(reason.description)
            case .block(let block):
                outcomes += block.transactions.map(\.outcome)
                try await committing?.value
                committing = Task { [ledger] in try ledger.commit([block]) }
            }
        }
        try await committing?.value
        if try await log.status().isNearCapacity { try await log.trim(through: ledger.checkpointToDisk()) }
        return outcomes
    }

    /// Closes everything, the ledger on the disk.
    public func close() async throws {
        try await log.trim(through: try ledger.checkpointToDisk())
        await log.close()
        try ledger.close()
        try await content.close()
    }

    /// As many transactions as one batch takes.
    private static func nextBatch(_ rest: inout ArraySlice<[UInt8]>) -> [[UInt8]] {
        let limits = PipelineLimits().queue
        var bytes = 0
        let count = rest.prefix(limits.batchItems).prefix { transaction in
            bytes += transaction.count + 4
            return bytes <= limits.batchBytes
        }.count
        defer { rest = rest.dropFirst(max(1, count)) }
        return Array(rest.prefix(max(1, count)))
    }

    /// The end of this node's chain of batches.
    private func chain() throws -> (sequence: UInt64, previous: Hash256) {
        let node = node
        let document = try ledger.read { reader in try reader.document(.progress(node)) }
        guard case .progress(let progress)? = document else { return (0, .zero) }
        return (progress.epoch == log.epoch ? progress.sequence : 0, progress.batch)
    }
}
