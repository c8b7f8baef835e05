internal import LedgerFormat
internal import Synchronization

/// Slows down whoever fails again and again: after a few failures each further one doubles the wait. Keys are names and
/// addresses; they stay in memory and nowhere else.
final class AttemptLimiter: Sendable {
    private struct Record {
        var failures: Int
        var last: LedgerTime
        var blockedUntil: LedgerTime
    }

    private let free: Int
    private let capacity: Int
    private let records = Mutex<[String: Record]>([:])

    private static let firstWait: Int64 = 1_000
    private static let longestWait: Int64 = 900_000
    /// After this long without a failure, in milliseconds, nothing is held against anybody.
    private static let memory: Int64 = 3_600_000

    /// The first `free` failures cost nothing. At most `capacity` keys are remembered.
    init(free: Int, capacity: Int = 100_000) {
        self.free = free
        self.capacity = capacity
    }

    /// Throws `tooManyRequests` while any of the keys has to wait.
    func check(_ keys: [String], at now: LedgerTime) throws(NodeError) {
        let until = records.withLock { records in keys.compactMap { records[$0]?.blockedUntil }.max() }
        guard let until, until > now else { return }
        throw NodeError.tooMany(retryAfter: Int((until.milliseconds - now.milliseconds + 999) / 1_000))
    }

    /// Notes a failure against each key.
    func failed(_ keys: [String], at now: LedgerTime) {
        records.withLock { records in
            if records.count + keys.count > capacity {
                records = records.filter { $0.value.last.milliseconds + Self.memory > now.milliseconds }
            }
            for key in keys {
                // Full of recent failures: whoever is not remembered yet must not push out who is.
                guard records[key] != nil || records.count < capacity else { continue }
                var record = records[key] ?? Record(failures: 0, last: now, blockedUntil: .zero)
                if record.last.milliseconds + Self.memory <= now.milliseconds { record.failures = 0 }
                record.failures += 1
                record.last = now
                let excess = record.failures - free
                if excess >= 0 {
                    let wait = min(Self.firstWait << Int64(min(excess, 20)), Self.longestWait)
                    record.blockedUntil = now.advanced(byMilliseconds: wait)
                }
                records[key] = record
            }
        }
    }

    /// Forgets what was held against a key.
    func succeeded(_ key: String) { records.withLock { _ = $0.removeValue(forKey: key) } }
}
