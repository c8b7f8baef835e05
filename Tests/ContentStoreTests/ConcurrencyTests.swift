import Foundation
import GRDB
import LedgerFormat
import Testing

@testable import ContentStore

@Suite struct ConcurrencyTests {
    @Test func smallPutsThatWaitShareOneTransaction() async throws {
        try await withStore { (store, _) async throws in
            let gate = DispatchSemaphore(value: 0)
            // The writer is held, so that every put but the first has to wait for the next transaction.
            async let held: Void = store.database.pool.writeWithoutTransaction { _ in gate.wait() }
            let before = await store.committer.transactionCount
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask { try await store.keep(generatedContent(seed: "group \(index)", size: 50)) }
                }
                while await store.committer.waitingCount < 90 { await Task.yield() }
                #expect(try await store.usage().objects == 0, "none is visible before the transaction")
                gate.signal()
                try await group.waitForAll()
            }
            try await held
            #expect(try await store.usage().objects == 100)
            let transactions = await store.committer.transactionCount - before
            #expect((1...11).contains(transactions), "\(transactions) transactions for 100 puts")
        }
    }

    @Test func manyPutsOfTheSameContentKeepOne() async throws {
        for size in [1_000, 90_000] {
            try await withStore { (store, path) async throws in
                let content = generatedContent(seed: "same", size: size)
                try await withThrowingTaskGroup(of: CID.self) { group in
                    for _ in 0..<40 { group.addTask { try await store.keep(content) } }
                    try await group.waitForAll()
                }
                #expect(try await store.usage() == ContentUsage(objects: 1, bytes: size))
                #expect(try await store.collect(CIDBuilder.cid(of: content)) == content)
                #expect(try await store.scrubAll().isEmpty)
                #expect(try FileSystem.names(in: path + "/uploads").isEmpty)
            }
        }
    }

    @Test func putAndDeleteLeaveTheObjectWholeOrGone() async throws {
        for size in [1_000, 90_000] {
            try await withStore { (store, path) async throws in
                let content = generatedContent(seed: "race", size: size)
                let cid = CIDBuilder.cid(of: content)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<60 {
                        group.addTask {
                            if index % 2 == 0 {
                                try await store.keep(content)
                            } else if index % 3 == 0 {
                                _ = try await store.delete(cid)
                            } else {
                                do {
                                    let read = try await store.collect(cid)
                                    #expect(read == content)
                                } catch let error as ContentError {
                                    #expect(error.kind == .notFound)
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await store.scrubAll().isEmpty)
                try await store.keep(content)
                #expect(try await store.collect(cid) == content)
                #expect(try await store.delete(cid))
                #expect(try ContentFolder(path: path).objectFiles().isEmpty)
                #expect(try store.database.pendingErasures().isEmpty)
            }
        }
    }

    @Test func anUploadIsCommittedOnce() async throws {
        try await withStore { (store, _) async throws in
            let content = generatedContent(seed: "once", size: 100_000)
            let upload = try await store.beginUpload(
                of: CIDBuilder.cid(of: content), sizeLimit: content.count, now: noon)
            try await store.send(content, to: upload.id)
            let outcomes = await withTaskGroup(of: ContentError.Kind?.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        do {
                            _ = try await store.commit(upload.id)
                            return nil
                        } catch {
                            return (error as? ContentError)?.kind
                        }
                    }
                }
                return await group.reduce(into: [ContentError.Kind?]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.allSatisfy { $0 == nil || $0 == .uploadBusy || $0 == .uploadNotFound })
        }
    }

    @Test func oneHolderAtATimeForEachIdentifier() async throws {
        let locks = KeyedLock()
        let holders = Holders()
        let cid = CIDBuilder.cid(of: [1])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    await locks.withLock(cid) {
                        let count = await holders.enter()
                        await Task.yield()
                        #expect(count == 1)
                        await holders.leave()
                    }
                }
            }
        }
        #expect(await holders.count == 0)
    }

    private actor Holders {
        private(set) var count = 0

        func enter() -> Int {
            count += 1
            return count
        }

        func leave() {
            count -= 1
        }
    }

    @Test func readersOfDifferentObjectsDoNotDisturbEachOther() async throws {
        try await withStore { (store, _) async throws in
            let contents = (0..<8).map { generatedContent(seed: "reader \($0)", size: 400_000 + $0) }
            for content in contents { try await store.keep(content) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<32 {
                    let content = contents[index % contents.count]
                    group.addTask {
                        let read = try await store.collect(CIDBuilder.cid(of: content))
                        #expect(read == content)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
