import Foundation
import GRDB
import LedgerFormat
import TestSupport
import Testing

@testable import ContentStore

@Suite struct ScrubTests {
    @Test func everyFlippedBitOfAFileIsPinpointedAndRepaired() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        try await withStore { (store, path) async throws in
            var contents: [CID: [UInt8]] = [:]
            for index in 0..<6 {
                let content = generatedContent(seed: "scrub \(index)", size: 70_000 + index * 150_000)
                contents[try await store.keep(content)] = content
            }
            for _ in 0..<30 {
                let cid = contents.keys.sorted().randomElement(using: &random)!
                let content = contents[cid]!
                let offset = Int.random(in: 0..<content.count, using: &random)
                let file = ContentFolder(path: path).objectPath(cid)
                try flip(file, at: offset, bit: UInt8.random(in: 0..<8, using: &random))
                let chunk = offset / CIDBuilder.chunkSize
                let findings = try await store.scrubAll(pageSize: 2)
                #expect(findings == [ScrubFinding(.altered, cid: cid, chunks: [chunk])], "seed \(seed)")
                await expectRefusal(.altered) { try await store.collect(cid, range: offset..<offset + 1) }
                // The untouched chunks are still given out.
                if chunk > 0 {
                    #expect(try await store.collect(cid, range: 0..<1_000) == Array(content.prefix(1_000)))
                }
                try await store.keep(content)
                #expect(try await store.collect(cid) == content)
            }
            #expect(try await store.scrubAll().isEmpty)
        }
    }

    @Test func cutExtendedMissingAndStrayFilesAreNamed() async throws {
        try await withStore { (store, path) async throws in
            let folder = ContentFolder(path: path)
            let content = generatedContent(seed: "cut", size: 600_000)
            let cid = try await store.keep(content)
            let file = folder.objectPath(cid)
            try OpenFile(file, O_RDWR).truncate(to: 599_999)
            #expect(try await store.scrubAll() == [ScrubFinding(.altered, cid: cid, chunks: [2])])
            await expectRefusal(.altered) { try await store.collect(cid) }
            try await store.keep(content)
            try OpenFile(file, O_RDWR).write([0], at: 600_000)
            #expect(try await store.scrubAll() == [ScrubFinding(.altered, cid: cid, chunks: [2])])
            try FileManager.default.removeItem(atPath: file)
            #expect(try await store.scrubAll() == [ScrubFinding(.missing, cid: cid)])
            await expectRefusal(.altered) { try await store.collect(cid) }
            try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/etc/hostname")
            #expect(try await store.scrubAll() == [ScrubFinding(.unreadable, cid: cid)])
            try await store.keep(content)
            #expect(try await store.scrubAll().isEmpty)

            let stray = CIDBuilder.cid(of: [5])
            try FileSystem.makeFolder((folder.objectPath(stray) as NSString).deletingLastPathComponent)
            try Data([5]).write(to: URL(filePath: folder.objectPath(stray)))
            try Data([6]).write(to: URL(filePath: (file as NSString).deletingLastPathComponent + "/notes"))
            let found = try await store.scrubAll()
            #expect(Set(found) == [ScrubFinding(.strayFile, cid: stray), ScrubFinding(.strayFile)])
        }
    }

    @Test func alteredRowsAreNamedAndRepaired() async throws {
        try await withStore { (store, _) async throws in
            let small = try await store.keep([1, 2, 3])
            let content = generatedContent(seed: "leaves", size: 300_000)
            let large = try await store.keep(content)
            try await store.database.pool.write { db in
                try db.execute(sql: "UPDATE object SET content = x'010204' WHERE content IS NOT NULL")
            }
            #expect(try await store.scrubAll() == [ScrubFinding(.altered, cid: small, chunks: [0])])
            await expectRefusal(.altered) { try await store.read(small, range: nil) }
            try await store.keep([1, 2, 3])
            try await store.database.pool.write { db in
                try db.execute(sql: "UPDATE object SET leaves = zeroblob(64) WHERE leaves IS NOT NULL")
            }
            #expect(try await store.scrubAll() == [ScrubFinding(.recordAltered, cid: large)])
            await expectRefusal(.altered) { try await store.collect(large) }
            try await store.keep(content)
            try await store.database.pool.write { db in
                try db.execute(sql: "UPDATE object SET size = 299999 WHERE leaves IS NOT NULL")
            }
            #expect(try await store.scrubAll() == [ScrubFinding(.recordAltered, cid: large)])
            try await store.keep(content)
            try await store.database.pool.write { db in try db.execute(sql: "UPDATE usage SET objects = 7") }
            #expect(try await store.scrubAll() == [ScrubFinding(.databaseAltered)])
            try await store.database.pool.write { db in
                try db.execute(sql: "UPDATE usage SET objects = 2; UPDATE object SET cid = zeroblob(36) WHERE id = 1")
            }
            #expect(try await store.scrubAll() == [ScrubFinding(.databaseAltered)])
        }
    }

    /// Flips anywhere in the database: each one is named, or all content is what it was.
    @Test func aFlipAnywhereInTheDatabaseIsNamedOrHarmless() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        try await withFolder { path async throws in
            let store = try await FolderContentStore.open(at: path)
            var contents: [CID: [UInt8]] = [:]
            for index in 0..<12 {
                let content = generatedContent(seed: "row \(index)", size: 500 * index * index)
                contents[try await store.keep(content)] = content
            }
            let file = generatedContent(seed: "file", size: 70_000)
            contents[try await store.keep(file)] = file
            try await store.database.emptyLog()
            try await store.close()
            let database = ContentFolder(path: path).databasePath
            let whole = try Data(contentsOf: URL(filePath: database))
            var named = 0
            for _ in 0..<200 {
                for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
                var flipped = whole
                let offset = Int.random(in: 0..<whole.count, using: &random)
                flipped[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try flipped.write(to: URL(filePath: database))
                if try await isNamed(path) {
                    named += 1
                } else {
                    try await expectUnchanged(contents, path, "seed \(seed), offset \(offset)")
                }
            }
            #expect(named > 100, "seed \(seed)")
        }
    }

    @Test func aTornDatabaseIsRefusedOrNamed() async throws {
        try await withFolder { path async throws in
            let store = try await FolderContentStore.open(at: path)
            for index in 0..<10 { try await store.keep(generatedContent(seed: "torn \(index)", size: 9_000)) }
            try await store.database.emptyLog()
            try await store.close()
            let database = ContentFolder(path: path).databasePath
            let whole = try Data(contentsOf: URL(filePath: database))
            for part in [10, 4_096, whole.count / 2, whole.count - 1_000] {
                for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
                try whole.prefix(part).write(to: URL(filePath: database))
                #expect(try await isNamed(path), "cut at \(part)")
            }
        }
    }

    private func isNamed(_ path: String) async throws -> Bool {
        do {
            let store = try await FolderContentStore.open(at: path)
            let findings = try await store.scrubAll(pageSize: 4)
            try await store.close()
            return !findings.isEmpty
        } catch let error as ContentError {
            return [.databaseAltered, .storageFailed].contains(error.kind)
        }
    }

    private func expectUnchanged(_ contents: [CID: [UInt8]], _ path: String, _ comment: Comment) async throws {
        let store = try await FolderContentStore.open(at: path)
        #expect(try await store.list(after: nil, limit: 100).map(\.cid) == contents.keys.sorted(), comment)
        for (cid, content) in contents {
            #expect(try await store.collect(cid) == content, comment)
        }
        try await store.close()
    }
}
