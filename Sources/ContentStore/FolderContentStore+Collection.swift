public import Foundation
public import LedgerFormat

// Content that nothing refers to is marked first and erased after a grace period. Marks live in the database, so that a
// restart neither forgets nor hastens anything; whoever is about to refer to content takes its mark off in the same
// sequence of transactions in which a collection looks for it.
extension FolderContentStore {
    /// Marks what nothing refers to.
    public nonisolated func markUnreferenced(_ cids: [CID], now: Date) async throws {
        guard !cids.isEmpty else { return }
        _ = try await submit([.mark(cids, since: now.millisecondsSince1970)])
    }

    /// What has been marked long enough.
    public nonisolated func marked(since time: Date, after cursor: CID?, limit: Int) async throws -> [CID] {
        try await ContentError.translating {
            try await database.marked(since: time.millisecondsSince1970, after: cursor, limit: max(0, limit))
        }
    }

    /// Takes a mark off. Content without one, which is the rule, costs no write.
    public nonisolated func keep(_ cid: CID) async throws -> Bool {
        let standing = try await ContentError.translating { try await database.standing(of: cid) }
        guard standing.isMarked else { return standing.isStored }
        return try await submit([.unmark(cid)])
    }

    /// Looks at all in one snapshot; marks, which are rare, are taken off one by one.
    public nonisolated func keep(_ claims: [ContentClaim]) async throws -> [HeldContent?] {
        let standings = try await ContentError.translating { try await database.standings(of: claims) }
        var kept = standings.map { $0?.content }
        for (index, standing) in standings.enumerated() where standing?.isMarked == true {
            // What was collected since the look is not stored any more.
            if try await !submit([.unmark(claims[index].cid)]) { kept[index] = nil }
        }
        return kept
    }

    /// Erases what is still marked; goes on even when the caller is cancelled.
    public nonisolated func collect(_ cid: CID, markedSince time: Date) async throws -> Bool {
        try await Task {
            try await locks.withLock(cid) {
                guard try await submit([.removeMarked(cid, since: time.millisecondsSince1970)]) else { return false }
                try await finishErasure(of: cid)
                return true
            }
        }.value
    }
}

extension Date {
    /// Whole milliseconds since 1970, as the database holds times.
    var millisecondsSince1970: Int64 { Int64((timeIntervalSince1970 * 1_000).rounded()) }
}
