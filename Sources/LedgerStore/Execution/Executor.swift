import GRDB
import LedgerFormat
import RecordContract

/// Runs the contract over ordered batches, one after another, ahead of the commits. Not thread-safe: `Ledger` lets one
/// caller in at a time.
final class Executor {
    private(set) var tip: Tip
    private var overlay = Overlay()
    private var cache: DocumentCache
    private let pool: DatabasePool
    private let stateRoots: StateRootWorker

    init(pool: DatabasePool, tip: Tip, stateRoots: StateRootWorker, cacheCapacity: Int) {
        self.pool = pool
        self.tip = tip
        self.stateRoots = stateRoots
        cache = DocumentCache(capacity: cacheCapacity)
    }

    /// Executes a batch. `committed` is the height that the database shows at least.
    func execute(
        _ ordered: OrderedBatch, verified: VerifiedTransactions?, committed: UInt64
    ) throws -> Execution {
        // In this order: first forget what is committed, then open the snapshot. It shows that and perhaps more, and
        // whatever it shows beyond is in the overlay too, with the same content.
        overlay.prune(committed: committed, into: &cache)
        return try pool.read { database in
            let view = ExecutionView(executor: self, reader: LedgerReader(database: database))
            guard ordered.position > tip.position else { return .skipped(ordered.position, .alreadyExecuted) }
            if let code = try Contract.refusal(of: ordered, network: tip.header.network, reading: view) {
                return .skipped(ordered.position, .refused(code))
            }
            return .block(try executeBlock(ordered, verified: verified, view: view))
        }
    }

    private func executeBlock(
        _ ordered: OrderedBatch, verified: VerifiedTransactions?, view: ExecutionView
    ) throws -> ExecutedBlock {
        let batch = ordered.batch
        let height = tip.header.height + 1
        guard height <= Place.maximumHeight, ordered.position.revision <= Int64.max else {
            throw LedgerError.outOfRange
        }
        guard case .parameters(let parameters)? = try view.document(.parameters) else {
            throw LedgerError.corrupted(place: "documents.parameters")
        }
        let candidates = try CandidateAssembly.candidates(batch.transactions, verified: verified, state: view)
        let context = BlockContext(
            network: tip.header.network, height: height, ordered: ordered, parentTime: tip.header.time)
        let execution = try Contract.execute(candidates, in: context, reading: view)

        let isBoundary = StateRootSchedule.isBoundary(
            time: execution.time, parentTime: tip.header.time, interval: parameters.stateRootInterval)
        let stateRoot =
            isBoundary ? try stateRoots.update(height: StateRootSchedule.target(lastBoundary: tip.boundary)) : nil
        let result = ExecutionResult(execution, candidates: candidates, entries: batch.transactions)
        let header = BlockHeader(
            network: tip.header.network, contractVersion: execution.contractVersion, epoch: batch.heading.epoch,
            height: height, previous: tip.hash, transactionCount: UInt32(candidates.count),
            transactionsRoot: result.transactionsRoot, deltaRoot: try result.deltaRoot(),
            stateRoot: stateRoot.map { BlockHeader.StateRoot(height: $0.height, root: $0.root) },
            headersRoot: tip.headerLog.root, organisationSet: execution.organisationSet.hash,
            proposer: batch.heading.node,
            sequence: batch.heading.sequence, batch: batch.hash, time: execution.time)
        let block = try result.block(
            header: header, position: ordered.position, batch: batch, after: tip.headerLog, stateRoot: stateRoot,
            previousDocument: view.document)
        advance(to: block)
        return block
    }

    private func advance(to block: ExecutedBlock) {
        tip = Tip(block, previous: tip)
        overlay.add(height: block.height, changes: block.changes, ids: block.usedIDs.map { ($0.id, $0.hash) })
        stateRoots.record(block.leafChanges, height: block.height)
        if block.stateRoot != nil {
            // The next boundary block needs this root at least an interval from now: begin.
            stateRoots.prepare(height: StateRootSchedule.target(lastBoundary: tip.boundary))
        }
    }

    // MARK: What the contract reads

    fileprivate func document(_ key: DocumentKey, _ reader: LedgerReader) throws -> Document? {
        if let document = overlay.document(key) { return document }
        if let document = cache.lookUp(key) { return document }
        let document = try reader.document(key)
        cache.store(document, key)
        return document
    }

    fileprivate func transactionHash(ofID id: EntityID, _ reader: LedgerReader) throws -> TransactionHash? {
        try overlay.hash(ofID: id) ?? reader.transactionHash(ofID: id)
    }

    fileprivate func dueDocuments(
        notAfter time: LedgerTime, limit: Int, _ reader: LedgerReader
    ) throws -> [DueDocument] {
        let changed = overlay.due
        // Each change can hide one stored document at most.
        let stored = try reader.dueDocuments(notAfter: time, limit: limit + changed.count)
        guard !changed.isEmpty else { return stored }
        var due: [DocumentKey: DueDocument] = [:]
        for document in stored { due[document.key] = document }
        for change in changed {
            due.removeValue(forKey: change.key)
            if case .due(let document)? = change.document, document.time <= time { due[change.key] = document }
        }
        return due.sorted { $0.key < $1.key }.prefix(limit).map(\.value)
    }

    fileprivate func nextDue(_ reader: LedgerReader) throws -> LedgerTime? {
        try dueDocuments(notAfter: .maximum, limit: 1, reader).first?.time
    }
}

/// The world state after the last executed block: overlay, cache, database.
struct ExecutionView: WorldState {
    let executor: Executor
    let reader: LedgerReader

    func document(_ key: DocumentKey) throws -> Document? { try executor.document(key, reader) }
    func transactionHash(ofID id: EntityID) throws -> TransactionHash? {
        try executor.transactionHash(ofID: id, reader)
    }
    func dueDocuments(notAfter time: LedgerTime, limit: Int) throws -> [DueDocument] {
        try executor.dueDocuments(notAfter: time, limit: limit, reader)
    }
    func nextDue() throws -> LedgerTime? { try executor.nextDue(reader) }
}
