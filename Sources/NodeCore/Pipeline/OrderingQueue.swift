internal import LedgerFormat
internal import Ordering
internal import Synchronization

/// The place where transactions meet their batch: the cutter's queue, and who waits for which result.
final class OrderingQueue: Sendable {
    typealias Answer = Result<RecordedTransaction, NodeError>
    private typealias Waiter = CheckedContinuation<Answer, Never>

    /// A transaction on its way, and who waits for it.
    private struct Pending {
        let signer: KeyThumbprint
        var waiters: [Waiter]
    }

    private struct State {
        var cutter: BatchCutter<VerifiedTransaction>
        var pending: [TransactionHash: Pending] = [:]
        var ordererWaiting: CheckedContinuation<Void, Never>?
        /// Why nothing more is taken; nil while all is well.
        var closed: NodeError?
        /// Why nothing is taken for now: the ordering log's cluster does not answer.
        var suspended: NodeError?
        /// Whether the ordering log has too little room left.
        var isFull = false
        var perSigner: [KeyThumbprint: Int] = [:]
    }

    private let state: Mutex<State>
    private let waitingPerSigner: Int

    init(limits: BatchCutter<VerifiedTransaction>.Limits, waitingPerSigner: Int) {
        state = Mutex(State(cutter: BatchCutter(limits: limits)))
        self.waitingPerSigner = waitingPerSigner
    }

    /// How many transactions wait for a batch.
    var queued: Int { state.withLock { $0.cutter.queuedItems } }

    /// Whether a transaction would be refused now, whatever it is: asked before the costly checks.
    func refusal() -> NodeError? {
        state.withLock { state in
            if let closed = state.closed ?? state.suspended { return closed }
            let limits = state.cutter.limits
            let isFull =
                state.isFull || state.cutter.queuedItems >= limits.queueItems
                || state.cutter.queuedBytes + Limits.transactionBytes > limits.queueBytes
            return isFull ? .busy : nil
        }
    }

    /// Queues a transaction and returns its result when it is committed. One that is queued already is waited for, not
    /// queued again.
    func submit(_ transaction: VerifiedTransaction) async -> Answer {
        await withCheckedContinuation { waiter in
            let (refusal, orderer) = state.withLock { state -> (NodeError?, CheckedContinuation<Void, Never>?) in
                if let refusal = Self.enqueue(transaction, waiter, &state, waitingPerSigner) { return (refusal, nil) }
                return (nil, Self.takeOrderer(&state))
            }
            if let refusal { waiter.resume(returning: .failure(refusal)) }
            orderer?.resume()
        }
    }

    private static func enqueue(
        _ verified: VerifiedTransaction, _ waiter: Waiter, _ state: inout State, _ waitingPerSigner: Int
    ) -> NodeError? {
        let transaction = verified.transaction
        if let closed = state.closed ?? state.suspended { return closed }
        if state.isFull { return .busy }
        if state.pending[transaction.hash] != nil {
            state.pending[transaction.hash]?.waiters.append(waiter)
            return nil
        }
        let waiting = state.perSigner[transaction.signer] ?? 0
        guard waiting < waitingPerSigner else { return .tooMany(retryAfter: 1) }
        // Each entry of a batch has a length before it.
        switch state.cutter.offer(verified, bytes: transaction.encoded.count + 4) {
        case .accepted: break
        case .busy: return .busy
        case .stopping: return .stopping
        case .tooLarge: return NodeError(Rejection(.transactionTooLarge))
        }
        state.pending[transaction.hash] = Pending(signer: transaction.signer, waiters: [waiter])
        state.perSigner[transaction.signer] = waiting + 1
        return nil
    }

    /// The next batch's transactions, as soon as there is something to order; nil when the queue was stopped and is
    /// empty.
    func nextBatch() async -> [VerifiedTransaction]? {
        while true {
            let (batch, isOver) = state.withLock { state in
                (state.cutter.cut(), state.cutter.isStopping && state.cutter.isDrained)
            }
            if let batch { return batch }
            if isOver { return nil }
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    let mustWait = !state.cutter.isReady && !(state.cutter.isStopping && state.cutter.isDrained)
                    if mustWait { state.ordererWaiting = continuation }
                    return mustWait
                }
                if !mustWait { continuation.resume() }
            }
        }
    }

    /// The batch that `nextBatch` gave is durable or has failed.
    func batchEnded() {
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.cutter.batchEnded()
            return Self.takeOrderer(&state)
        }?.resume()
    }

    /// Asks for a batch even if nothing waits.
    func wantEmptyBatch() {
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.cutter.wantEmptyBatch()
            return Self.takeOrderer(&state)
        }?.resume()
    }

    /// Answers everybody who waits for one of these transactions.
    func answer(_ answers: [(transaction: TransactionHash, answer: Answer)]) {
        let resumed = state.withLock { state in
            answers.flatMap { entry -> [(Waiter, Answer)] in
                guard let pending = state.pending.removeValue(forKey: entry.transaction) else { return [] }
                let others = (state.perSigner[pending.signer] ?? 1) - 1
                state.perSigner[pending.signer] = others > 0 ? others : nil
                return pending.waiters.map { ($0, entry.answer) }
            }
        }
        for (waiter, answer) in resumed { waiter.resume(returning: answer) }
    }

    /// Whether anybody waits for a transaction: most blocks of other nodes concern nobody here.
    func waits(for transaction: TransactionHash) -> Bool { state.withLock { $0.pending[transaction] != nil } }

    /// Refuses new transactions as `stopping`; what waits is still ordered.
    func stop() {
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.closed = state.closed ?? .stopping
            state.cutter.stop()
            return Self.takeOrderer(&state)
        }?.resume()
    }

    /// Whether `stop` was called, or `fail`.
    var isStopped: Bool { state.withLock { $0.closed != nil } }

    /// Whether submissions are refused because the ordering log has too little room; empty batches are still cut.
    var isFull: Bool {
        get { state.withLock { $0.isFull } }
        set { state.withLock { $0.isFull = newValue } }
    }

    /// Answers everybody who waits with `error`, and everybody who comes until `resume`. What is under way may be
    /// ordered all the same.
    func suspend(_ error: NodeError) {
        let waiters = state.withLock { state in
            state.suspended = error
            _ = state.cutter.removeAll()
            defer { (state.pending, state.perSigner) = ([:], [:]) }
            return state.pending.values.flatMap(\.waiters)
        }
        for waiter in waiters { waiter.resume(returning: .failure(error)) }
    }

    /// Takes transactions again.
    func resume() { state.withLock { $0.suspended = nil } }

    /// Gives up: everybody who waits gets `error`, and so does everybody who comes.
    func fail(_ error: NodeError) {
        let (waiters, orderer) = state.withLock { state in
            state.closed = error
            state.cutter.stop()
            _ = state.cutter.removeAll()
            state.cutter.batchEnded()
            defer { (state.pending, state.perSigner) = ([:], [:]) }
            return (state.pending.values.flatMap(\.waiters), Self.takeOrderer(&state))
        }
        for waiter in waiters { waiter.resume(returning: .failure(error)) }
        orderer?.resume()
    }

    private static func takeOrderer(_ state: inout State) -> CheckedContinuation<Void, Never>? {
        guard state.cutter.isReady || (state.cutter.isStopping && state.cutter.isDrained) else { return nil }
        defer { state.ordererWaiting = nil }
        return state.ordererWaiting
    }
}
