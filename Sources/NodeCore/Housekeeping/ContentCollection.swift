internal import ContentStore
internal import Foundation
internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Erases content that nothing on the ledger refers to: what was uploaded and never added, what a refused transaction
/// brought, envelopes that newer ones replaced.
///
/// A round reads what the world state refers to, marks everything else, and erases what has been marked for the grace
/// period. It is safe while others write: whoever uploads something, or submits a transaction that names it, takes its
/// mark off first (``ContentStore/keep(_:)``), so what is erased was named by no transaction during the whole period,
/// and what was named before that period stands in the world state by now, or never will.
struct ContentCollection: Sendable {
    private let ledger: Ledger
    private let store: any ContentStore
    private let clock: NodeClock
    /// Milliseconds.
    private let grace: Int64

    /// Documents and objects that are looked at in one step.
    private static let page = 512

    init(ledger: Ledger, store: any ContentStore, clock: NodeClock, limits: NodeConfiguration.Limits) {
        self.ledger = ledger
        self.store = store
        self.clock = clock
        grace = Int64(limits.contentGraceSeconds) * 1_000
    }

    /// Milliseconds from one round to the next: nothing stays longer than a quarter beyond its time.
    var interval: Int64 { grace / 4 }

    /// Marks and erases. Returns how many objects were erased.
    func round() async throws -> Int {
        // Taken before the world state is read: what is marked during the round is not due in it.
        let now = clock.date
        let due = now.addingTimeInterval(-Double(grace) / 1_000)
        let referenced = try await referencedContent()
        let erased = try await erase(markedSince: due, unless: referenced)
        try await mark(unless: referenced, now: now)
        return erased
    }

    private func referencedContent() async throws -> ReferencedContent {
        var referenced = ReferencedContent()
        var cursor: DocumentKey?
        repeat {
            try Task.checkCancellation()
            let page = try await ledger.read { [cursor] reader in
                var cids: [CID] = []
                let last = try reader.forEachDocument(after: cursor, limit: Self.page) { _, bytes in
                    ContentReferences.forEach(in: bytes) { cids.append($0) }
                }
                return (cids: cids, last: last)
            }
            page.cids.forEach { referenced.insert($0) }
            cursor = page.last
        } while cursor != nil
        referenced.finish()
        return referenced
    }

    private func erase(markedSince due: Date, unless referenced: ReferencedContent) async throws -> Int {
        var erased = 0
        var cursor: CID?
        repeat {
            let marked = try await store.marked(since: due, after: cursor, limit: Self.page)
            for cid in marked {
                try Task.checkCancellation()
                if referenced.contains(cid) {
                    _ = try await store.keep(cid)
                } else if try await store.collect(cid, markedSince: due) {
                    erased += 1
                }
            }
            cursor = marked.last
        } while cursor != nil
        return erased
    }

    private func mark(unless referenced: ReferencedContent, now: Date) async throws {
        var cursor: CID?
        repeat {
            try Task.checkCancellation()
            let page = try await store.list(after: cursor, limit: Self.page)
            try await store.markUnreferenced(page.map(\.cid).filter { !referenced.contains($0) }, now: now)
            cursor = page.last?.cid
        } while cursor != nil
    }
}
