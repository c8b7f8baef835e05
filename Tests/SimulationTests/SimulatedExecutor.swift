import LedgerFormat
import NodeCore
import Synchronization

/// One thread for every task of a simulated network: a job runs when the simulation says so, and which one runs, the
/// seed decides.
final class SimulatedExecutor: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// How many jobs could run now.
    var ready: Int { jobs.withLock { $0.count } }

    /// Runs the job at a place among those that are ready, until it waits or ends.
    func run(_ index: Int) {
        let job = jobs.withLock { $0.remove(at: index) }
        job.runSynchronously(on: asUnownedTaskExecutor())
    }
}

/// A machine's clock: the simulation's time, and how far this machine is off.
final class SimulatedClock: Sendable {
    private struct State {
        var now: LedgerTime
        var skew: Int64
        var waiting: [(ticket: Int, until: LedgerTime, continuation: CheckedContinuation<Void, any Error>)] = []
        var tickets = 0

        var shown: LedgerTime { now.advanced(byMilliseconds: skew) }
    }

    private let state: Mutex<State>

    init(_ now: LedgerTime, skew: Int64) { state = Mutex(State(now: now, skew: skew)) }

    /// What the machine shows.
    var shown: LedgerTime { state.withLock { $0.shown } }

    var clock: NodeClock { NodeClock(now: { self.shown }, wait: { try await self.wait($0) }) }

    func set(_ now: LedgerTime) {
        let due = state.withLock { state in
            state.now = now
            let shown = state.shown
            defer { state.waiting.removeAll { $0.until <= shown } }
            return state.waiting.filter { $0.until <= shown }
        }
        for waiter in due { waiter.continuation.resume() }
    }

    private func wait(_ until: LedgerTime) async throws {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let answer = state.withLock { state -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if until <= state.shown { return .success(()) }
                    state.waiting.append((ticket, until, continuation))
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let cancelled = state.withLock { state in
                let index = state.waiting.firstIndex { $0.ticket == ticket }
                return index.map { state.waiting.remove(at: $0) }
            }
            cancelled?.continuation.resume(throwing: CancellationError())
        }
    }
}
