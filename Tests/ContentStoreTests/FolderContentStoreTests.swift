import Foundation
import GRDB
import LedgerFormat
import TestSupport
import Testing

@testable import ContentStore

@Suite struct FolderContentStoreTests {
    @Test func contentOfEverySizeComesBackByteForByte() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let edges = [0, 1, 65_535, 65_536, 262_143, 262_144, 262_145, 1_000_000]
        let sizes = edges + (0..<20).map { _ in Int.random(in: 0...700_000, using: &random) }
        try await withStore { (store, path) async throws in
            var expected: [CID: Int] = [:]
            for size in sizes {
                let content = random.bytes(size)
                let cid = try await store.keep(content)
                expected[cid] = size
                #expect(try await store.collect(cid) == content, "seed \(seed), size \(size)")
                #expect(try await store.stat(cid) == ContentInfo(cid: cid, size: size))
                for _ in 0..<8 {
                    let bounds = [Int.random(in: 0...size, using: &random), Int.random(in: 0...size, using: &random)]
                    let range = bounds.min()!..<bounds.max()!
                    let part = try await store.collect(cid, range: range)
                    #expect(part == Array(content[range]), "seed \(seed), size \(size), range \(range)")
                }
                await expectRefusal(.rangeInvalid) { try await store.read(cid, range: 0..<size + 1) }
            }
            let listed = try await store.list(after: nil, limit: 1_000)
            #expect(listed.map(\.cid) == expected.keys.sorted())
            #expect(try await store.list(after: listed[2].cid, limit: 3) == Array(listed[3..<6]))
            let total = expected.values.reduce(0, +)
            #expect(try await store.usage() == ContentUsage(objects: expected.count, bytes: total))
            #expect(try await store.scrubAll(pageSize: 5).isEmpty)
            await #expect(throws: ContentError(.tooLarge)) { try await store.bytes(of: listed[0].cid, limit: -1) }
            // Small objects are rows, larger ones files.
            let files = try ContentFolder(path: path).objectFiles().compactMap(\.cid)
            #expect(Set(files) == Set(expected.filter { $0.value >= 65_536 }.keys))
        }
    }

    @Test func whatIsAcknowledgedSurvivesWithoutClosing() async throws {
        // A copy of the folder at any moment is what kill -9 leaves behind.
        try await withFolder { path async throws in
            let store = try await FolderContentStore.open(at: path)
            let small = try await store.keep([1, 2, 3])
            let large = try await store.keep(generatedContent(seed: "large", size: 300_000))
            try FileManager.default.copyItem(atPath: path, toPath: path + "-after")
            defer { try? FileManager.default.removeItem(atPath: path + "-after") }
            let after = try await FolderContentStore.open(at: path + "-after")
            #expect(try await after.collect(small) == [1, 2, 3])
            #expect(try await after.collect(large) == generatedContent(seed: "large", size: 300_000))
            #expect(try await after.scrubAll().isEmpty)
            try await after.close()
            try await store.close()
        }
    }

    @Test func absentContentIsRefusedWithItsCode() async throws {
        try await withStore { (store, _) async throws in
            let cid = CIDBuilder.cid(of: [9])
            #expect(try await store.stat(cid) == nil)
            #expect(try await !store.exists(cid))
            #expect(try await !store.delete(cid))
            await expectRefusal(.notFound) { try await store.read(cid, range: nil) }
            await expectRefusal(.notFound) { try await store.bytes(of: cid, limit: 10) }
        }
    }

    @Test func exchangedOrOversizedSmallContentIsRefused() async throws {
        try await withStore { (store, _) async throws in
            let cid = CIDBuilder.cid(of: [1, 2, 3])
            for wrong in [[1, 2], [1, 2, 3, 4], [1, 2, 4], []] as [[UInt8]] {
                await expectRefusal(.cidMismatch) { try await store.put(wrong, as: cid) }
            }
            let large = [UInt8](repeating: 7, count: ContentLimits.smallObject)
            await expectRefusal(.tooLarge) { try await store.put(large, as: CIDBuilder.cid(of: large)) }
            #expect(try await store.usage() == ContentUsage(objects: 0, bytes: 0))
        }
    }

    @Test func theFolderIsClosedToOthersAndToASecondStore() async throws {
        try await withStore { (store, path) async throws in
            try await store.keep([1])
            try await store.keep(generatedContent(seed: "mode", size: 70_000))
            _ = try await store.beginUpload(of: CIDBuilder.cid(of: [2]), sizeLimit: 10, now: noon)
            let names = [""] + (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
            #expect(names.count > 8)
            for name in names {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
                let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
                #expect(attributes[.posixPermissions] as? Int == (isFolder ? 0o700 : 0o600), "\(name)")
            }
            await expectRefusal(.folderInUse) { try await FolderContentStore.open(at: path) }
        }
    }

    @Test func everyConnectionOverwritesWhatItDeletesAndTheWriterSyncs() async throws {
        try await withStore { (store, _) async throws in
            let pool = store.database.pool
            #expect(try await pool.read { try Int.fetchOne($0, sql: "PRAGMA secure_delete") } == 1)
            let writer = try await pool.writeWithoutTransaction { db in
                try ["secure_delete", "synchronous"].map { try Int.fetchOne(db, sql: "PRAGMA \($0)") }
            }
            #expect(writer == [1, 2])
            #expect(try await pool.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        }
    }

    @Test func aFullMediumIsRefusedAndLosesNothing() async throws {
        try await withFolder { path async throws in
            let store = try await FolderContentStore.open(at: path, settings: .init(), maximumPages: 60)
            var kept: [CID] = []
            var refusal: ContentError?
            for index in 0..<20 where refusal == nil {
                do {
                    kept.append(try await store.keep(generatedContent(seed: "full \(index)", size: 40_000)))
                } catch let error as ContentError {
                    refusal = error
                }
            }
            #expect(refusal?.kind == .storageFull)
            #expect(kept.count >= 2)
            for (index, cid) in kept.enumerated() {
                #expect(try await store.collect(cid) == generatedContent(seed: "full \(index)", size: 40_000))
            }
            // Room comes back with the next erasure.
            #expect(try await store.delete(kept[0]))
            try await store.keep(generatedContent(seed: "room", size: 30_000))
            try await store.close()
        }
        #expect(throws: ContentError(.storageFull, systemError: ENOSPC)) {
            try OpenFile("/dev/full", O_WRONLY).write([1], at: 0)
        }
    }

    @Test func aFileSystemThatRefusesGivesAStableCode() async throws {
        await expectRefusal(.storageFailed) { try await FolderContentStore.open(at: "/dev/null/content") }
        try await withStore { (store, path) async throws in
            let content = generatedContent(seed: "refused", size: 100_000)
            let cid = CIDBuilder.cid(of: content)
            let upload = try await store.beginUpload(of: cid, sizeLimit: content.count, now: noon)
            try await store.send(content, to: upload.id)
            // A file stands where the folder of this object has to be.
            let shard = (ContentFolder(path: path).objectPath(cid) as NSString).deletingLastPathComponent
            try Data().write(to: URL(filePath: shard))
            await expectRefusal(.storageFailed) { try await store.commit(upload.id) }
            #expect(try await store.stat(cid) == nil)
            try FileManager.default.removeItem(atPath: shard)
            _ = try await store.commit(upload.id)
            #expect(try await store.collect(cid) == content)
        }
    }

    @Test func errorCodesAreStable() {
        let codes = ContentError.Kind.allCases.map(\.rawValue)
        #expect(
            codes == [
                "content.notFound", "content.cidMismatch", "content.tooLarge", "content.offsetMismatch",
                "content.uploadNotFound", "content.uploadBusy", "content.tooManyUploads", "content.busy",
                "content.rangeInvalid", "content.altered", "content.databaseAltered", "content.storageFull",
                "content.storageFailed", "content.folderInUse",
            ])
        #expect(ContentError.Kind.allCases.allSatisfy { ContentError($0).reason.hasSuffix(".") })
    }
}
