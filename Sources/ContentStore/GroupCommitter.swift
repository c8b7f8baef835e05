internal import GRDB

/// Writes changes in groups: whatever arrives while one transaction is being made durable goes into the next, so that
/// many small writes share one fsync and none is acknowledged before it. There is no timer: an idle store writes at
/// once.
actor GroupCommitter {
    private struct Request: Sendable {
        let changes: [ContentChange]
        let weight: Int
        let waiter: CheckedContinuation<Bool, any Error>
    }

    /// Bytes that may wait; beyond, a request is refused with `content.busy`.
    private static let maximumWaiting = 64 * 1_024 * 1_024
    /// Bytes written in one transaction at most, but for a single larger request.
    private static let maximumGroup = 8 * 1_024 * 1_024

    private let pool: DatabasePool
    private var waiting: [Request] = []
    private var waitingWeight = 0
    private var isWriting = false

    /// Transactions made so far.
    private(set) var transactionCount = 0
    /// Requests that wait for the transaction after the one being written.
    var waitingCount: Int { waiting.count }

    init(pool: DatabasePool) {
        self.pool = pool
    }

    /// Makes changes durable, all of them together, after those submitted earlier.
    ///
    /// - Returns: whether each removal among them found something.
    func submit(_ changes: [ContentChange]) async throws -> Bool {
        let weight = changes.reduce(0) { $0 + $1.weight }
        guard waitingWeight + weight <= Self.maximumWaiting || waiting.isEmpty else { throw ContentError(.busy) }
        return try await withCheckedThrowingContinuation { waiter in
            waiting.append(Request(changes: changes, weight: weight, waiter: waiter))
            waitingWeight += weight
            if !isWriting {
                isWriting = true
                // Not a child of the caller's task, whose cancellation concerns nobody else's changes.
                Task { await writeGroups() }
            }
        }
    }

    private func writeGroups() async {
        while !waiting.isEmpty {
            let group = nextGroup()
            do {
                let outcomes = try await pool.write { db in
                    try group.map { request in
                        try request.changes.map { try $0.apply(to: db) }.allSatisfy { $0 }
                    }
                }
                transactionCount += 1
                for (request, outcome) in zip(group, outcomes) {
                    request.waiter.resume(returning: outcome)
                }
            } catch {
                for request in group {
                    request.waiter.resume(throwing: error)
                }
            }
        }
        isWriting = false
    }

    private func nextGroup() -> [Request] {
        var weight = 0
        let group = Array(
            waiting.prefix { request in
                defer { weight += request.weight }
                return weight == 0 || weight + request.weight <= Self.maximumGroup
            })
        waiting.removeFirst(group.count)
        waitingWeight -= group.reduce(0) { $0 + $1.weight }
        return group
    }
}
