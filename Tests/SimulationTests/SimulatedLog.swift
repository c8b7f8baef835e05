import LedgerFormat
import Ordering
import Synchronization

/// What the members of an etcd cluster keep in common (docs/spec/ordering-etcd-v1.md): one order of places, a newest
/// batch for each node, and how far each node holds the ledger durably.
final class SharedLog: Sendable {
    static let epoch: UInt32 = 1

    /// What a planted fault does to the log, for the test that shows that it is caught.
    enum Fault: Sendable {
        /// It answers that a batch is durable and forgets it.
        case forgetsWhatItAcknowledged
        /// It shows two batches to one node in another order than to the others.
        case exchangesBatchesForOneNode
        /// One node is not shown a batch.
        case hidesABatchFromOneNode
    }

    private struct State {
        /// The places from revision 1 on; nil is a place without a batch.
        var places: [Batch?]
        var compacted: UInt64 = 0
        var newest: [IdentityID: (revision: UInt64, batch: Hash256)] = [:]
        var durable: [IdentityID: UInt64] = [:]
    }

    private let state: Mutex<State>
    private let nodes: [IdentityID]
    let fault: Fault?

    /// A log that begins with batches of the simulation's own.
    init(_ batches: [Batch], nodes: [IdentityID], fault: Fault? = nil) {
        var state = State(places: batches)
        for (index, batch) in batches.enumerated() {
            state.newest[batch.heading.node] = (UInt64(index + 1), batch.hash)
        }
        self.state = Mutex(state)
        self.nodes = nodes
        self.fault = fault
    }

    /// The newest revision.
    var revision: UInt64 { state.withLock { UInt64($0.places.count) } }
    /// The revision of the newest batch that is kept.
    var lastBatch: UInt64? {
        state.withLock { state in
            state.places.lastIndex { $0 != nil }.map { UInt64($0 + 1) }.flatMap { $0 > state.compacted ? $0 : nil }
        }
    }
    /// Bytes that are kept.
    var bytes: Int {
        state.withLock { state in
            state.places.dropFirst(Int(state.compacted)).reduce(0) { $0 + ($1?.encoded.count ?? 0) }
        }
    }

    /// Puts a node's next batch under its key, by comparison with what it put last. The same batch again has the
    /// place that it has.
    func put(_ batch: Batch) -> UInt64 {
        state.withLock { state in
            if let newest = state.newest[batch.heading.node], newest.batch == batch.hash { return newest.revision }
            let revision = UInt64(state.places.count + 1)
            state.newest[batch.heading.node] = (revision, batch.hash)
            state.places.append(fault == .forgetsWhatItAcknowledged && revision % 11 == 0 ? nil : batch)
            return revision
        }
    }

    /// Somebody who may not writes: to a node's key, so that this shows another batch than the node put last, or in a
    /// way that makes no batch.
    func write(_ batch: Batch?) {
        state.withLock { state in
            state.places.append(batch)
            guard let batch, state.newest[batch.heading.node] != nil else { return }
            state.newest[batch.heading.node] = (UInt64(state.places.count), batch.hash)
        }
    }

    /// What stands at a revision. Throws `ordering.trimmed`.
    func entry(_ revision: UInt64, for node: Int) throws(OrderingError) -> LogEntry {
        let found = state.withLock { state -> (isTrimmed: Bool, batch: Batch?) in
            guard revision > state.compacted else { return (true, nil) }
            return (false, state.places[place(revision, for: node, count: state.places.count)])
        }
        guard !found.isTrimmed else { throw .trimmed }
        let position = LogPosition(epoch: Self.epoch, revision: revision)
        guard let batch = found.batch, !hides(revision, from: node) else { return .empty(position) }
        return .batch(OrderedBatch(position: position, batch: batch))
    }

    private func hides(_ revision: UInt64, from node: Int) -> Bool {
        fault == .hidesABatchFromOneNode && node == 1 && revision % 13 == 0
    }

    private func place(_ revision: UInt64, for node: Int, count: Int) -> Int {
        let index = Int(revision - 1)
        guard fault == .exchangesBatchesForOneNode, node == 1, revision % 14 > 11 else { return index }
        let other = revision % 14 == 12 ? index + 1 : index - 1
        return other < count ? other : index
    }

    /// A node holds the ledger durably through a revision; what all hold is let go of.
    func trim(_ node: IdentityID, through revision: UInt64) {
        state.withLock { state in
            state.durable[node] = max(state.durable[node] ?? 0, revision)
            state.compacted = max(state.compacted, nodes.map { state.durable[$0] ?? 0 }.min() ?? 0)
        }
    }

    /// Through which revision a node said that it holds the ledger durably.
    func durable(_ node: IdentityID) -> UInt64 { state.withLock { $0.durable[node] ?? 0 } }
}

/// One node's connection to the shared log, from its start to its end. The simulation decides when the node sees what
/// stands there, and what becomes of each batch that it puts.
final class NodeLog: OrderingLog {
    /// What becomes of a batch on its way.
    enum Fate: CaseIterable {
        case ordered
        /// Carried out, and the answer is lost.
        case orderedUnheard
        /// The request is lost.
        case lost
    }

    private struct Request {
        let batch: Batch
        let continuation: CheckedContinuation<Result<UInt64, OrderingError>, Never>
    }

    private struct State {
        var request: Request?
        var readers: [CheckedContinuation<Void, Never>] = []
        /// How far the node sees.
        var visible: UInt64
        var isReachable = true
        var isClosed = false
    }

    let shared: SharedLog
    private let node: IdentityID
    private let index: Int
    private let state: Mutex<State>

    init(_ shared: SharedLog, node: IdentityID, index: Int, visible: UInt64, isReachable: Bool) {
        self.shared = shared
        self.node = node
        self.index = index
        state = Mutex(State(visible: visible, isReachable: isReachable))
    }

    var epoch: UInt32 { SharedLog.epoch }

    // MARK: What the simulation does

    /// Whether a batch is on its way.
    var isAppending: Bool { state.withLock { $0.request != nil } }
    /// How far the node sees.
    var visible: UInt64 { state.withLock { $0.visible } }
    /// Whether the node reaches a majority of the cluster.
    var isReachable: Bool { state.withLock { $0.isReachable } }

    func reach(_ isReachable: Bool) { state.withLock { $0.isReachable = isReachable } }

    /// Shows the node so many places more.
    func show(_ count: UInt64) {
        let last = shared.revision
        let readers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard state.isReachable, state.visible < last else { return [] }
            state.visible = min(last, state.visible + count)
            defer { state.readers = [] }
            return state.readers
        }
        for reader in readers { reader.resume() }
    }

    /// Decides what becomes of the batch on its way.
    func settle(_ fate: Fate) {
        let (request, isReachable) = state.withLock { state in
            defer { state.request = nil }
            return (state.request, state.isReachable)
        }
        guard let request else { return }
        switch isReachable ? fate : .lost {
        case .ordered: request.continuation.resume(returning: .success(shared.put(request.batch)))
        case .orderedUnheard:
            _ = shared.put(request.batch)
            request.continuation.resume(returning: .failure(.unavailable))
        case .lost: request.continuation.resume(returning: .failure(.unavailable))
        }
    }

    /// Ends with the process. A batch on its way may still arrive: a killed process does not take it back.
    func die(carriesOut: Bool) {
        let (request, readers) = state.withLock { state in
            state.isClosed = true
            defer { (state.request, state.readers) = (nil, []) }
            return (state.request, state.readers)
        }
        if let request, carriesOut { _ = shared.put(request.batch) }
        request?.continuation.resume(returning: .failure(.closed))
        for reader in readers { reader.resume() }
    }

    // MARK: What the node does

    func append(_ batch: Batch) async throws(OrderingError) -> LogPosition {
        let result = await withCheckedContinuation { continuation in
            let isTaken = state.withLock { state in
                guard !state.isClosed else { return false }
                state.request = Request(batch: batch, continuation: continuation)
                return true
            }
            if !isTaken { continuation.resume(returning: .failure(.closed)) }
        }
        return LogPosition(epoch: epoch, revision: try result.get())
    }

    func batches(after position: LogPosition?) -> OrderedBatches {
        OrderedBatches { [self] in
            let cursor = Cursor(position?.revision ?? 0)
            return { try await self.next(cursor) }
        }
    }

    /// How far a reader has come.
    private final class Cursor: Sendable {
        let revision: Mutex<UInt64>

        init(_ revision: UInt64) { self.revision = Mutex(revision) }
    }

    private func next(_ cursor: Cursor) async throws -> LogEntry? {
        while true {
            let (visible, isClosed) = state.withLock { ($0.visible, $0.isClosed) }
            if isClosed { return nil }
            let revision = cursor.revision.withLock { $0 + 1 }
            if revision <= visible {
                cursor.revision.withLock { $0 = revision }
                return try shared.entry(revision, for: index)
            }
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    let mustWait = !state.isClosed && state.visible < revision
                    if mustWait { state.readers.append(continuation) }
                    return mustWait
                }
                if !mustWait { continuation.resume() }
            }
        }
    }

    func trim(through position: LogPosition) async throws(OrderingError) {
        try requireAnswer()
        shared.trim(node, through: position.revision)
    }

    func status() async throws(OrderingError) -> OrderingLogStatus {
        try requireAnswer()
        return OrderingLogStatus(
            last: shared.lastBatch.map { LogPosition(epoch: epoch, revision: $0) },
            reached: LogPosition(epoch: epoch, revision: shared.revision), bytes: shared.bytes, capacity: 1 << 30)
    }

    private func requireAnswer() throws(OrderingError) {
        let (isClosed, isReachable) = state.withLock { ($0.isClosed, $0.isReachable) }
        if isClosed { throw .closed }
        if !isReachable { throw .unavailable }
    }

    func close() async { die(carriesOut: false) }
}
