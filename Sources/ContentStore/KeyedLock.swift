internal import LedgerFormat
internal import Synchronization

/// One holder at a time for each identifier; the others wait in order, without blocking a thread.
final class KeyedLock: Sendable {
    private typealias Waiter = CheckedContinuation<Void, Never>

    /// The waiters for each identifier that is held.
    private let held = Mutex<[CID: [Waiter]]>([:])

    func withLock<Result>(
        _ cid: CID, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async rethrows -> Result {
        await acquire(cid, isolation: isolation)
        defer { release(cid) }
        return try await body()
    }

    private func acquire(_ cid: CID, isolation: isolated (any Actor)?) async {
        await withCheckedContinuation(isolation: isolation) { (waiter: Waiter) in
            let free = held.withLock { held in
                guard held[cid] != nil else {
                    held[cid] = []
                    return true
                }
                held[cid]?.append(waiter)
                return false
            }
            if free { waiter.resume() }
        }
    }

    private func release(_ cid: CID) {
        let next: Waiter? = held.withLock { held in
            guard let waiters = held[cid], let first = waiters.first else {
                held[cid] = nil
                return nil
            }
            held[cid] = Array(waiters.dropFirst())
            return first
        }
        next?.resume()
    }
}
