internal import LedgerFormat
internal import Synchronization

/// Wakes the orderer when the ledger's nearest deadline passes, so that expiry does not wait for somebody to submit
/// something: a block, even an empty one, moves the ledger's clock.
final class DeadlineWatch: Sendable {
    /// How long to wait for the ledger's clock to follow after an empty batch, in milliseconds: with several
    /// organisations it follows when theirs have come too.
    private static let patience: Int64 = 10_000

    private struct State {
        var deadline: LedgerTime?
        var task: Task<Void, Never>?
        var isStopped = false
    }

    private let clock: NodeClock
    private let executor: (any TaskExecutor)?
    private let wake: @Sendable () -> Void
    private let state = Mutex(State())

    init(clock: NodeClock, executor: (any TaskExecutor)? = nil, wake: @escaping @Sendable () -> Void) {
        self.clock = clock
        self.executor = executor
        self.wake = wake
    }

    /// Tells the nearest deadline on the ledger after a commit, and the ledger's time.
    func update(next: LedgerTime?, ledgerTime: LedgerTime) {
        state.withLock { state in
            guard !state.isStopped else { return }
            let isOverdue = next.map { $0 <= ledgerTime } ?? false
            guard next != state.deadline || isOverdue else { return }
            state.task?.cancel()
            state.deadline = next
            state.task = next.map { next in
                // More was due than one block works off: the next follows at once.
                if isOverdue { return Task(executorPreference: executor) { [wake] in wake() } }
                return Task(executorPreference: executor) { [clock, wake] in
                    do {
                        try await clock.wait(next)
                        while true {
                            wake()
                            try await clock.wait(clock.now().advanced(byMilliseconds: Self.patience))
                        }
                    } catch {
                        // Cancelled: another deadline is the nearest now.
                    }
                }
            }
        }
    }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.task?.cancel()
        }
    }
}
