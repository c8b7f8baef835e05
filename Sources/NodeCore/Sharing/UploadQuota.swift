internal import LedgerFormat
internal import Synchronization

/// How much content that nothing refers to yet each identity may bring: what was uploaded counts until the ledger
/// refers to it, at most for a day.
final class UploadQuota: Sendable {
    private struct Entry {
        let owner: String
        let bytes: Int
        let since: LedgerTime
    }

    private struct State {
        var entries: [CID: [Entry]] = [:]
        var totals: [String: Int] = [:]
    }

    private let limit: Int
    private let capacity: Int
    private let state = Mutex(State())

    private static let memory: Int64 = 86_400_000

    /// At most `limit` bytes an owner; at most `capacity` objects are counted at once.
    init(limit: Int, capacity: Int = 200_000) {
        self.limit = limit
        self.capacity = capacity
    }

    /// Counts an object of `bytes` against its owner. Throws `tooManyRequests`.
    func reserve(_ bytes: Int, of cid: CID, for owner: String, at now: LedgerTime) throws(NodeError) {
        let isOver = state.withLock { state in
            let known = state.entries[cid]?.first { $0.owner == owner }
            // Who declared less before is counted for the rest now.
            let more = bytes - (known?.bytes ?? 0)
            guard known == nil || more > 0 else { return false }
            if (state.totals[owner] ?? 0) + more > limit || state.entries.count >= capacity {
                Self.forget(&state) { $0.since.milliseconds + Self.memory <= now.milliseconds }
            }
            let counted = state.entries[cid]?.first { $0.owner == owner }?.bytes ?? 0
            guard (state.totals[owner] ?? 0) + bytes - counted <= limit, state.entries.count < capacity else {
                return true
            }
            state.entries[cid, default: []].removeAll { $0.owner == owner }
            state.entries[cid, default: []].append(Entry(owner: owner, bytes: bytes, since: now))
            state.totals[owner, default: 0] += bytes - counted
            return false
        }
        if isOver { throw NodeError.tooMany(retryAfter: 600) }
    }

    /// The ledger refers to these objects.
    func settle(_ cids: [CID]) {
        guard !cids.isEmpty else { return }
        state.withLock { state in
            guard !state.entries.isEmpty else { return }
            for cid in cids {
                for entry in state.entries.removeValue(forKey: cid) ?? [] { Self.subtract(entry, &state.totals) }
            }
        }
    }

    private static func forget(_ state: inout State, where isOld: (Entry) -> Bool) {
        for (cid, entries) in state.entries {
            let kept = entries.filter { !isOld($0) }
            guard kept.count < entries.count else { continue }
            for entry in entries where isOld(entry) { subtract(entry, &state.totals) }
            state.entries[cid] = kept.isEmpty ? nil : kept
        }
    }

    private static func subtract(_ entry: Entry, _ totals: inout [String: Int]) {
        let rest = (totals[entry.owner] ?? entry.bytes) - entry.bytes
        totals[entry.owner] = rest > 0 ? rest : nil
    }
}
