import Foundation
import LedgerFormat
import Testing

@testable import ContentStore

/// What has been marked as unreferenced is erased when its time has come, unless somebody keeps it.
@Suite struct CollectionTests {
    private let day = noon.addingTimeInterval(86_400)

    @Test func whatIsMarkedIsErasedAfterItsTimeAndNotBefore() async throws {
        try await withFolder { path async throws in
            let small = generatedContent(seed: "small", size: 5_000)
            let large = generatedContent(seed: "large", size: 200_000)
            var store = try await FolderContentStore.open(at: path)
            let cids = [try await store.keep(small), try await store.keep(large)].sorted()
            let absent = CIDBuilder.cid(of: [1])
            try await store.markUnreferenced(cids + [absent], now: noon)
            // A mark keeps its time, and survives a restart.
            try await store.markUnreferenced(cids, now: day)
            try await store.close()
            store = try await FolderContentStore.open(at: path)
            #expect(try await store.marked(since: noon.addingTimeInterval(-1), after: nil, limit: 10).isEmpty)
            #expect(try await store.marked(since: noon, after: nil, limit: 10) == cids)
            #expect(try await store.marked(since: noon, after: cids[0], limit: 10) == [cids[1]])
            for cid in cids {
                #expect(try await !store.collect(cid, markedSince: noon.addingTimeInterval(-1)))
                #expect(try await store.stat(cid) != nil)
                #expect(try await store.collect(cid, markedSince: noon))
                #expect(try await store.stat(cid) == nil)
            }
            #expect(try await store.usage() == ContentUsage(objects: 0, bytes: 0))
            #expect(try filesHolding(Array(small.prefix(64)), in: path).isEmpty)
            #expect(try filesHolding(Array(large.prefix(64)), in: path).isEmpty)
            #expect(try await store.marked(since: .distantFuture, after: nil, limit: 10).isEmpty)
            #expect(try await store.scrubAll().isEmpty)
            try await store.close()
        }
    }

    @Test func whatIsKeptOrStoredAgainLosesItsMark() async throws {
        try await withStore { (store, _) async throws in
            let small = generatedContent(seed: "small", size: 5_000)
            let large = generatedContent(seed: "large", size: 200_000)
            let cids = [try await store.keep(small), try await store.keep(large)]
            let kept = try await store.keep(generatedContent(seed: "kept", size: 100))
            #expect(try await store.keep(kept))
            try await store.markUnreferenced(cids + [kept], now: noon)
            try await store.keep(small)
            try await store.keep(large)
            #expect(try await store.keep(kept))
            for cid in cids + [kept] {
                #expect(try await !store.collect(cid, markedSince: day))
                #expect(try await store.stat(cid) != nil)
            }
            #expect(try await !store.keep(CIDBuilder.cid(of: [9])))
        }
    }

    /// Whoever kept something may rely on it, whatever is being collected at the same time.
    @Test func keepingAndCollectingAtOnceNeverLosesWhatWasKept() async throws {
        try await withStore { (store, _) async throws in
            for round in 0..<40 {
                let cid = try await store.keep(generatedContent(seed: "race \(round)", size: 200))
                try await store.markUnreferenced([cid], now: noon)
                async let collected = store.collect(cid, markedSince: noon)
                let isKept: Bool = try await store.keep(cid)
                #expect(try await collected != isKept)
                #expect(try await (store.stat(cid) != nil) == isKept)
            }
        }
    }
}
