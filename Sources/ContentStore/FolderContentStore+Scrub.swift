internal import Foundation
public import LedgerFormat

extension FolderContentStore {
    /// Verifies one page of objects, one after the other, on a thread of its own.
    public nonisolated func scrub(after cursor: CID?, limit: Int) async throws -> ScrubPage {
        var findings = cursor == nil ? try await scrubStructure() : []
        let entries: [ContentInfo]
        do {
            entries = try await list(after: cursor, limit: max(1, limit))
        } catch let error as ContentError where error.kind == .databaseAltered {
            findings.append(ScrubFinding(.databaseAltered))
            return ScrubPage(examined: 0, findings: findings, next: nil)
        }
        for entry in entries {
            if let finding = try await scrubObject(entry.cid) {
                findings.append(finding)
            }
        }
        let next = entries.count == max(1, limit) ? entries.last?.cid : nil
        return ScrubPage(examined: entries.count, findings: findings, next: next)
    }

    /// The database's own structures, and files that nothing accounts for.
    private nonisolated func scrubStructure() async throws -> [ScrubFinding] {
        var findings: [ScrubFinding] = []
        do {
            if try await !ContentError.translating({ try await database.isWhole() }) {
                findings.append(ScrubFinding(.databaseAltered))
            }
        } catch let error as ContentError where error.kind == .databaseAltered {
            findings.append(ScrubFinding(.databaseAltered))
        }
        let files = try await lanes.maintenance.perform { [folder] in try folder.objectFiles() }
        for file in files {
            if let cid = file.cid {
                // Asked after the folder was listed: a file that appeared or went meanwhile is accounted for, or gone.
                if try await isAccountedFor(cid) { continue }
            }
            let remains = try await lanes.maintenance.perform { try FileSystem.exists(file.path) }
            if remains {
                findings.append(ScrubFinding(.strayFile, cid: file.cid))
            }
        }
        return findings
    }

    /// Where the database cannot tell, the file is not called stray: the damage of the database is named by itself.
    private nonisolated func isAccountedFor(_ cid: CID) async throws -> Bool {
        do {
            return try await ContentError.translating { try await database.accounts(for: cid) }
        } catch let error as ContentError where error.kind == .databaseAltered {
            return true
        }
    }

    private nonisolated func scrubObject(_ cid: CID) async throws -> ScrubFinding? {
        do {
            guard let object = try await ContentError.translating({ try await database.object(cid) }) else {
                // Deleted since the page was listed, unless the list itself lies; the structure's check names that.
                return nil
            }
            let found =
                if let content = object.content {
                    await lanes.maintenance.perform { Self.examine(content, of: object) }
                } else {
                    try await examineFile(of: object)
                }
            guard let finding = found else { return nil }
            // Erased while it was being read: no damage.
            return try await stat(cid) == nil ? nil : finding
        } catch let error as ContentError where error.kind == .databaseAltered {
            return ScrubFinding(.databaseAltered, cid: cid)
        }
    }

    private static func examine(_ content: [UInt8], of object: StoredObject) -> ScrubFinding? {
        guard CIDBuilder.cid(of: content) == object.cid else {
            return ScrubFinding(.altered, cid: object.cid, chunks: [0])
        }
        return content.count == object.size ? nil : ScrubFinding(.recordAltered, cid: object.cid)
    }

    /// Chunks examined before others get the lane, and before a cancellation is noticed: 16 MiB.
    private static let chunksPerStep = 64

    private nonisolated func examineFile(of object: StoredObject) async throws -> ScrubFinding? {
        let path = folder.objectPath(object.cid)
        var builder = CIDBuilder(keepingLeafDigests: true)
        do {
            let file = try await lanes.maintenance.perform { try OpenFile(path, O_RDONLY) }
            var hasMore = true
            while hasMore {
                try Task.checkCancellation()
                (builder, hasMore) = try await lanes.maintenance.perform { [builder] in
                    try Self.step(builder, through: file)
                }
            }
        } catch let error as ContentError {
            return ScrubFinding(error.systemError == ENOENT ? .missing : .unreadable, cid: object.cid)
        }
        let isIntact = builder.finish() == object.cid
        let recorded = object.leafDigests ?? []
        let recordIsRight = CIDBuilder.cid(ofLeafDigests: recorded, byteCount: object.size) == object.cid
        if isIntact {
            return recordIsRight ? nil : ScrubFinding(.recordAltered, cid: object.cid)
        }
        let chunks = recordIsRight ? Self.differingDigests(recorded, builder.leafDigests) : []
        return ScrubFinding(.altered, cid: object.cid, chunks: chunks)
    }

    private static func step(_ builder: CIDBuilder, through file: OpenFile) throws -> (CIDBuilder, hasMore: Bool) {
        var next = builder
        for _ in 0..<chunksPerStep {
            let chunk = try file.read(at: next.byteCount, count: CIDBuilder.chunkSize)
            next.update(chunk)
            if chunk.count < CIDBuilder.chunkSize { return (next, false) }
        }
        return (next, true)
    }

    private static func differingDigests(_ expected: [UInt8], _ found: [UInt8]) -> [Int] {
        (0..<max(expected.count, found.count) / 32).filter { index in
            let range = index * 32..<(index + 1) * 32
            guard range.upperBound <= expected.count, range.upperBound <= found.count else { return true }
            return expected[range] != found[range]
        }
    }
}
