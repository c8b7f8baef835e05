import Foundation
import LedgerFormat
import TestSupport
import Testing

@testable import ContentStore

@Suite struct UploadTests {
    private let content = generatedContent(seed: "upload", size: 800_000)

    @Test func anUploadResumesAtAnyOffsetAcrossRestarts() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for size in [0, 1, 40_000, 65_536, 262_144, 800_000] {
            let content = Array(content.prefix(size))
            let cid = CIDBuilder.cid(of: content)
            try await withFolder { path async throws in
                var store = try await FolderContentStore.open(at: path)
                let upload = try await store.beginUpload(of: cid, sizeLimit: size, now: noon)
                var offset = 0
                while offset < size {
                    let count = Int.random(in: 1...max(1, size / 3), using: &random)
                    let piece = Array(content[offset..<min(size, offset + count)])
                    #expect(try await store.append(piece, to: upload.id, at: offset) == offset + piece.count)
                    offset += piece.count
                    if Bool.random(using: &random) {
                        try await store.close()
                        store = try await FolderContentStore.open(at: path)
                    }
                    let status = try await store.status(of: upload.id)
                    #expect(status.offset == offset, "seed \(seed)")
                    #expect(status.expiresAt == noon.addingTimeInterval(86_400))
                    #expect(try await store.stat(cid) == nil, "nothing is visible before the commit")
                }
                #expect(try await store.commit(upload.id) == ContentInfo(cid: cid, size: size))
                #expect(try await store.collect(cid) == content, "seed \(seed)")
                await expectRefusal(.uploadNotFound) { try await store.status(of: upload.id) }
                #expect(try FileSystem.names(in: path + "/uploads").isEmpty)
                try await store.close()
            }
        }
    }

    @Test func exchangedTruncatedOrExtendedContentIsRefusedAndRemoved() async throws {
        let cid = CIDBuilder.cid(of: content)
        var exchanged = content
        exchanged[400_000] ^= 1
        let wrong = [
            exchanged, Array(content.dropLast()), Array(content.prefix(262_144)), [], Array(content.prefix(100)),
        ]
        try await withStore { (store, path) async throws in
            for bytes in wrong {
                let upload = try await store.beginUpload(of: cid, sizeLimit: content.count + 10, now: noon)
                try await store.send(bytes, to: upload.id)
                await expectRefusal(.cidMismatch) { try await store.commit(upload.id) }
                await expectRefusal(.uploadNotFound) { try await store.commit(upload.id) }
            }
            let extended = try await store.beginUpload(of: cid, sizeLimit: content.count + 10, now: noon)
            try await store.send(content + [1], to: extended.id)
            await expectRefusal(.cidMismatch) { try await store.commit(extended.id) }
            #expect(try await store.usage().objects == 0)
            #expect(try FileSystem.names(in: path + "/uploads").isEmpty)
            #expect(try ContentFolder(path: path).objectFiles().isEmpty)
        }
    }

    @Test func limitsHold() async throws {
        try await withStore { (store, _) async throws in
            let cid = CIDBuilder.cid(of: content)
            let upload = try await store.beginUpload(of: cid, sizeLimit: 1_000, now: noon)
            await expectRefusal(.tooLarge) {
                try await store.append(Array(content.prefix(1_001)), to: upload.id, at: 0)
            }
            #expect(try await store.append(Array(content.prefix(1_000)), to: upload.id, at: 0) == 1_000)
            await expectRefusal(.tooLarge) { try await store.append([1], to: upload.id, at: 1_000) }
            // What one raw leaf cannot hold is no content of such an identifier.
            let leaf = CIDBuilder.cid(of: content.prefix(10))
            let raw = try await store.beginUpload(of: leaf, sizeLimit: .max, now: noon)
            #expect(raw.sizeLimit == CIDBuilder.chunkSize)
            let piece = [UInt8](repeating: 0, count: ContentLimits.appendPiece + 1)
            let large = try await store.beginUpload(of: cid, sizeLimit: .max, now: noon)
            await expectRefusal(.tooLarge) { try await store.append(piece, to: large.id, at: 0) }
        }
        try await withFolder { path async throws in
            var settings = FolderContentStore.Settings()
            settings.maximumUploads = 3
            let store = try await FolderContentStore.open(at: path, settings: settings)
            let cid = CIDBuilder.cid(of: [1])
            var uploads: [UploadStatus] = []
            for _ in 0..<3 { uploads.append(try await store.beginUpload(of: cid, sizeLimit: 1, now: noon)) }
            await expectRefusal(.tooManyUploads) { try await store.beginUpload(of: cid, sizeLimit: 1, now: noon) }
            try await store.abandon(uploads[0].id)
            try await store.abandon(uploads[0].id)
            _ = try await store.beginUpload(of: cid, sizeLimit: 1, now: noon)
            try await store.close()
        }
    }

    @Test func bytesAtAWrongOffsetAreRefused() async throws {
        try await withStore { (store, _) async throws in
            let cid = CIDBuilder.cid(of: content)
            let upload = try await store.beginUpload(of: cid, sizeLimit: content.count, now: noon)
            for offset in [1, -1, 500, .max] {
                await expectRefusal(.offsetMismatch) { try await store.append([1], to: upload.id, at: offset) }
            }
            _ = try await store.append(Array(content.prefix(500)), to: upload.id, at: 0)
            await expectRefusal(.offsetMismatch) { try await store.append([1], to: upload.id, at: 0) }
            try await store.send(content, to: upload.id)
            _ = try await store.commit(upload.id)
            #expect(try await store.collect(cid) == content)
        }
    }

    @Test func uploadsExpireAtTheTimeTheCallerTells() async throws {
        try await withFolder { path async throws in
            var store = try await FolderContentStore.open(at: path)
            let cid = CIDBuilder.cid(of: content)
            let early = try await store.beginUpload(of: cid, sizeLimit: 1_000, now: noon)
            let late = try await store.beginUpload(of: cid, sizeLimit: 1_000, now: noon.addingTimeInterval(60))
            _ = try await store.append([1, 2], to: early.id, at: 0)
            #expect(try await store.expireUploads(now: early.expiresAt.addingTimeInterval(-1)) == 0)
            try await store.close()
            store = try await FolderContentStore.open(at: path)
            #expect(try await store.expireUploads(now: early.expiresAt) == 1)
            await expectRefusal(.uploadNotFound) { try await store.append([3], to: early.id, at: 2) }
            #expect(try await store.append([1], to: late.id, at: 0) == 1)
            #expect(try FileSystem.names(in: path + "/uploads") == [late.id.text])
            try await store.close()
        }
    }

    @Test func anUploadIsTakenUpByItsNameAlsoAfterARestart() async throws {
        try await withFolder { path async throws in
            let id = UploadID(bytes: 0..<16)
            #expect(id.text == "000102030405060708090a0b0c0d0e0f")
            let cid = CIDBuilder.cid(of: content)
            var store = try await FolderContentStore.open(at: path)
            #expect(try await store.beginUpload(id, of: cid, sizeLimit: content.count, now: noon).offset == 0)
            _ = try await store.append(Array(content.prefix(1_000)), to: id, at: 0)
            try await store.close()
            store = try await FolderContentStore.open(at: path)
            let later = noon.addingTimeInterval(60)
            let again = try await store.beginUpload(id, of: cid, sizeLimit: content.count, now: later)
            #expect(again.offset == 1_000)
            // It expires when it would have.
            #expect(again.expiresAt == noon.addingTimeInterval(24 * 3_600))
            // Another object, or another size, is another upload.
            let other = try await store.beginUpload(id, of: cid, sizeLimit: content.count + 1, now: later)
            #expect(other.offset == 0)
            try await store.send(content, to: id)
            _ = try await store.commit(id)
            #expect(try await store.collect(cid) == content)
            try await store.close()
        }
    }

    @Test func aCrashBetweenMoveAndListingLosesNothing() async throws {
        try await withFolder { path async throws in
            let folder = ContentFolder(path: path)
            let cid = CIDBuilder.cid(of: content)
            var store = try await FolderContentStore.open(at: path)
            let upload = try await store.beginUpload(of: cid, sizeLimit: content.count, now: noon)
            try await store.send(content, to: upload.id)
            try await store.close()
            // The state of the disk right after the move.
            try FileSystem.makeFolder((folder.objectPath(cid) as NSString).deletingLastPathComponent)
            try FileSystem.rename(folder.uploadPath(upload.id), to: folder.objectPath(cid))
            store = try await FolderContentStore.open(at: path)
            #expect(try await store.scrubAll().isEmpty)
            #expect(try await store.status(of: upload.id).offset == content.count)
            _ = try await store.commit(upload.id)
            #expect(try await store.collect(cid) == content)
            try await store.close()
        }
    }

    @Test func partialFilesOfNobodyAreRemovedAtOpening() async throws {
        try await withFolder { path async throws in
            var store = try await FolderContentStore.open(at: path)
            let upload = try await store.beginUpload(of: CIDBuilder.cid(of: content), sizeLimit: 800_000, now: noon)
            try await store.send(Array(content.prefix(1_000)), to: upload.id)
            try await store.close()
            try Data(content).write(to: URL(filePath: path + "/uploads/" + UploadID().text))
            // A write that a crash cut short: the file ends within the last piece, and the upload goes on there.
            try OpenFile(path + "/uploads/" + upload.id.text, O_RDWR).truncate(to: 777)
            store = try await FolderContentStore.open(at: path)
            #expect(try FileSystem.names(in: path + "/uploads") == [upload.id.text])
            #expect(try await store.status(of: upload.id).offset == 777)
            try await store.send(content, to: upload.id)
            _ = try await store.commit(upload.id)
            #expect(try await store.collect(CIDBuilder.cid(of: content)) == content)
            try await store.close()
        }
    }

    @Test func aStreamIsStoredWholeOrNotAtAll() async throws {
        try await withStore { (store, path) async throws in
            let cid = CIDBuilder.cid(of: content)
            let pieces = AsyncStream { stream in
                for start in stride(from: 0, to: content.count, by: 99_999) {
                    stream.yield(Array(content[start..<min(start + 99_999, content.count)]))
                }
                stream.finish()
            }
            #expect(try await store.store(pieces, as: cid, sizeLimit: 800_000, now: noon).size == 800_000)
            let tooLong = AsyncStream<[UInt8]> { stream in
                stream.yield([1, 2, 3])
                stream.finish()
            }
            let other = CIDBuilder.cid(of: [1, 2, 3])
            await expectRefusal(.tooLarge) { try await store.store(tooLong, as: other, sizeLimit: 2, now: noon) }
            #expect(try FileSystem.names(in: path + "/uploads").isEmpty)
        }
    }

    @Test func uploadNamesAreParsedStrictly() {
        let id = UploadID()
        #expect(UploadID(text: id.text) == id)
        for text in ["", "../../etc/passwd", id.text.uppercased() + "A", String(id.text.dropLast()), id.text + "0"] {
            #expect(UploadID(text: text) == nil)
        }
        #expect(UploadID(text: String(repeating: "A", count: 32)) == nil)
    }
}
