import Foundation
import LedgerFormat
import Testing

@testable import ContentStore

@Suite struct ErasureTests {
    @Test func noFileHoldsErasedBytes() async throws {
        try await withStore { (store, path) async throws in
            let canary = Array("a canary that nobody may find again".utf8)
            for size in [0, 1_000, 30_000, 100_000, 600_000] {
                let content = generatedContent(seed: "before", size: size) + canary
                try await store.keep(generatedContent(seed: "neighbour \(size)", size: 5_000))
                let cid = try await store.keep(content)
                #expect(try !filesHolding(canary, in: path).isEmpty)
                #expect(try await store.delete(cid))
                #expect(try filesHolding(canary, in: path).isEmpty, "size \(size)")
                #expect(try await store.stat(cid) == nil)
                #expect(try await !store.delete(cid))
            }
            #expect(try await store.usage() == ContentUsage(objects: 5, bytes: 25_000))
            #expect(try await store.scrubAll().isEmpty)
        }
    }

    @Test func anErasureThatACrashInterruptedIsFinishedAtOpening() async throws {
        try await withFolder { path async throws in
            let canary = Array("interrupted canary".utf8)
            var store = try await FolderContentStore.open(at: path)
            let large = try await store.keep(generatedContent(seed: "large", size: 100_000) + canary)
            let small = try await store.keep(generatedContent(seed: "small", size: 100) + canary)
            // The objects are gone from the list, their bytes are still in file and log.
            _ = try await store.submit([.remove(large), .remove(small)])
            try await store.close()
            #expect(try !filesHolding(canary, in: path).isEmpty)
            store = try await FolderContentStore.open(at: path)
            #expect(try filesHolding(canary, in: path).isEmpty)
            #expect(try store.database.pendingErasures().isEmpty)
            #expect(try await store.scrubAll().isEmpty)
            try await store.close()
        }
    }

    @Test func whoReadsWhileItIsErasedGetsNoZeros() async throws {
        try await withStore { (store, _) async throws in
            let content = generatedContent(seed: "read", size: 1_000_000)
            let cid = try await store.keep(content)
            var pieces = try await store.read(cid, range: nil).makeAsyncIterator()
            #expect(try await pieces.next() == Array(content.prefix(CIDBuilder.chunkSize)))
            #expect(try await store.delete(cid))
            await expectRefusal(.notFound) { try await pieces.next() }
        }
    }

    @Test func abandonedUploadsLeaveNoBytes() async throws {
        try await withStore { (store, path) async throws in
            let canary = Array("abandoned canary".utf8)
            let upload = try await store.beginUpload(of: CIDBuilder.cid(of: [1]), sizeLimit: 1_000, now: noon)
            _ = try await store.append(canary, to: upload.id, at: 0)
            #expect(try !filesHolding(canary, in: path).isEmpty)
            try await store.abandon(upload.id)
            #expect(try filesHolding(canary, in: path).isEmpty)
        }
    }
}
