public import Foundation
public import LedgerFormat

/// Holds content under its identifier: ciphertext, verified before it is visible and whenever it is read.
///
/// It is the seam between a node and where its content lies: a folder (``FolderContentStore``) now, an IPFS swarm
/// later. Every method throws ``ContentError`` (or `CancellationError`, where the task was cancelled before the work
/// began). What a method has returned from is durable. Times come from the caller; a store reads no clock.
public protocol ContentStore: Sendable {
    /// Stores content of fewer than ``ContentLimits/smallObject`` bytes in one step; what is stored already stays, and
    /// is repaired if it was altered.
    ///
    /// - Throws: `content.cidMismatch`, `content.tooLarge`, `content.busy`, `content.storageFull`.
    func put(_ bytes: [UInt8], as cid: CID) async throws

    /// Begins an upload, or takes up the open one of that name. Nothing of it is visible before ``commit(_:)``. An open
    /// one of another CID or limit is abandoned first.
    ///
    /// - Parameters:
    ///   - id: its name, by which a caller that derives it finds the upload again after a restart.
    ///   - cid: the identifier that the whole must turn out to have.
    ///   - sizeLimit: bytes that it may have at most.
    ///   - now: the time from which it expires after the store's configured lifetime.
    /// - Throws: `content.tooManyUploads`, `content.storageFull`, `content.uploadBusy`.
    func beginUpload(_ id: UploadID, of cid: CID, sizeLimit: Int, now: Date) async throws -> UploadStatus

    /// Adds bytes at the end of an upload and gives the offset at which it then stands.
    ///
    /// - Throws: `content.offsetMismatch` unless `offset` is where it stands, `content.tooLarge`,
    ///   `content.uploadNotFound`, `content.uploadBusy`, `content.storageFull`. After any of them the
    ///   upload stands where it stood.
    func append(_ bytes: [UInt8], to upload: UploadID, at offset: Int) async throws -> Int

    /// Where an upload stands; also after a restart.
    ///
    /// - Throws: `content.uploadNotFound`.
    func status(of upload: UploadID) async throws -> UploadStatus

    /// Verifies an upload against its identifier and makes the content visible.
    ///
    /// - Throws: `content.cidMismatch`, which ends the upload; any other error leaves it as it was, to be tried again.
    func commit(_ upload: UploadID) async throws -> ContentInfo

    /// Ends an upload and removes its bytes; without effect when it has ended already.
    func abandon(_ upload: UploadID) async throws

    /// Abandons every upload whose time has come and gives their number.
    func expireUploads(now: Date) async throws -> Int

    /// Size of the content, nil when it is not stored. The bytes are not touched.
    func stat(_ cid: CID) async throws -> ContentInfo?

    /// Reads content, or a range of it, in pieces of at most ``CIDBuilder/chunkSize`` bytes, each verified against the
    /// identifier before it is given out. Memory does not grow with the content.
    ///
    /// - Parameter range: bytes to read; nil for all.
    /// - Throws: `content.notFound`, `content.rangeInvalid`; the sequence throws `content.altered` at the first piece
    ///   that no longer matches, and `content.notFound` when the content is deleted meanwhile.
    func read(_ cid: CID, range: Range<Int>?) async throws -> ContentChunks

    /// Erases content: when it returns, no file of the store holds its bytes (docs/spec/content-v1.md).
    ///
    /// - Returns: whether it was stored.
    func delete(_ cid: CID) async throws -> Bool

    /// Marks what nothing refers to, as of `now`. A mark that stands already keeps its time; what is not stored gets
    /// none.
    func markUnreferenced(_ cids: [CID], now: Date) async throws

    /// What has been marked since `time` or earlier, in the order of the identifiers' bytes after `cursor`.
    func marked(since time: Date, after cursor: CID?, limit: Int) async throws -> [CID]

    /// Takes the mark off content that somebody is about to refer to, or that was stored again.
    ///
    /// - Returns: whether it is stored; then it stays until it has been marked anew.
    func keep(_ cid: CID) async throws -> Bool

    /// Does for several objects, with one look, what ``keep(_:)`` does for one.
    ///
    /// - Returns: at the place of each claim what is stored; nil for what is not.
    func keep(_ claims: [ContentClaim]) async throws -> [HeldContent?]

    /// Erases content as ``delete(_:)`` does, if it has been marked since `time` or earlier and still is.
    ///
    /// - Returns: whether it was erased.
    func collect(_ cid: CID, markedSince time: Date) async throws -> Bool

    /// What is stored, in the order of the identifiers' bytes, from the first one after `cursor`; empty at the end.
    func list(after cursor: CID?, limit: Int) async throws -> [ContentInfo]

    /// Verifies up to `limit` objects, as ``list(after:limit:)`` orders them, and names each one that is altered. The
    /// first page (`cursor` nil) also checks what holds the objects together. A caller paces a scrub by the size of its
    /// pages.
    func scrub(after cursor: CID?, limit: Int) async throws -> ScrubPage

    /// Number and total size of what is stored.
    func usage() async throws -> ContentUsage
}

/// Bounds that hold for every content store.
public enum ContentLimits {
    /// Content of fewer bytes is small: ``ContentStore/put(_:as:)`` takes it.
    public static let smallObject = 65_536
    /// Bytes of one call of ``ContentStore/append(_:to:at:)`` at most.
    public static let appendPiece = 8 * 1_024 * 1_024
}

/// What is stored under an identifier.
public struct ContentInfo: Hashable, Sendable {
    /// The identifier.
    public let cid: CID
    /// Bytes of content.
    public let size: Int

    /// Describes content.
    public init(cid: CID, size: Int) {
        self.cid = cid
        self.size = size
    }
}

/// Content that somebody is about to refer to.
public struct ContentClaim: Hashable, Sendable {
    /// The identifier.
    public let cid: CID
    /// Its bytes come with the answer where it has no more than so many and lies in the database; 0: they do not.
    public let bytesUpTo: Int

    /// A claim.
    public init(_ cid: CID, bytesUpTo: Int = 0) {
        self.cid = cid
        self.bytesUpTo = bytesUpTo
    }
}

/// Content that is stored and stays until it has been marked anew.
public struct HeldContent: Sendable {
    /// Bytes of content.
    public let size: Int
    /// The content as it is stored, where it was asked for and could be had at once; ``verified(as:)`` checks it.
    public let bytes: [UInt8]?

    /// Describes content.
    public init(size: Int, bytes: [UInt8]?) {
        self.size = size
        self.bytes = bytes
    }

    /// The bytes if they are those of `cid`; nil when none came. Throws `content.altered`.
    public func verified(as cid: CID) throws -> [UInt8]? {
        guard let bytes else { return nil }
        guard bytes.count == size, CIDBuilder.cid(of: bytes) == cid else { throw ContentError(.altered) }
        return bytes
    }
}

/// Number and total size of stored content.
public struct ContentUsage: Hashable, Sendable {
    /// Objects stored.
    public let objects: Int
    /// Bytes of content stored, without what the store itself needs.
    public let bytes: Int

    /// Describes usage.
    public init(objects: Int, bytes: Int) {
        self.objects = objects
        self.bytes = bytes
    }
}

/// The random name of an upload, 32 hexadecimal digits. Who knows it may continue the upload; it says nothing else.
public struct UploadID: Hashable, Sendable, CustomStringConvertible {
    /// The 32 digits, lower case.
    public let text: String

    /// A new random name of 128 bits.
    public init() {
        var generator = SystemRandomNumberGenerator()
        let halves: [UInt64] = [generator.next(), generator.next()]
        text = halves.map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// The name of these 16 bytes, which nobody else can guess: a caller derives them under a secret.
    public init(bytes: some Collection<UInt8>) {
        precondition(bytes.count == 16)
        text = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// Parses a name; nil unless it is 32 lower-case hexadecimal digits.
    public init?(text: String) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let letters = UInt8(ascii: "a")...UInt8(ascii: "f")
        guard text.utf8.count == 32, text.utf8.allSatisfy({ digits.contains($0) || letters.contains($0) }) else {
            return nil
        }
        self.text = text
    }

    /// The 32 digits.
    public var description: String { text }
}

/// Where an upload stands.
public struct UploadStatus: Hashable, Sendable {
    /// The upload.
    public let id: UploadID
    /// The identifier that the whole must turn out to have.
    public let cid: CID
    /// Bytes received; the next ones are expected at this offset.
    public let offset: Int
    /// Bytes that it may have at most.
    public let sizeLimit: Int
    /// When it expires, to the millisecond.
    public let expiresAt: Date

    /// Describes an upload.
    public init(id: UploadID, cid: CID, offset: Int, sizeLimit: Int, expiresAt: Date) {
        self.id = id
        self.cid = cid
        self.offset = offset
        self.sizeLimit = sizeLimit
        self.expiresAt = expiresAt
    }
}

extension ContentStore {
    /// Whether content is stored.
    public func exists(_ cid: CID) async throws -> Bool {
        try await stat(cid) != nil
    }

    /// Begins an upload under a new name, as ``beginUpload(_:of:sizeLimit:now:)`` does.
    public func beginUpload(of cid: CID, sizeLimit: Int, now: Date) async throws -> UploadStatus {
        try await beginUpload(UploadID(), of: cid, sizeLimit: sizeLimit, now: now)
    }

    /// Reads content of at most `limit` bytes as a whole.
    ///
    /// - Throws: `content.tooLarge` where it has more; otherwise as ``read(_:range:)`` does.
    public func bytes(of cid: CID, limit: Int) async throws -> [UInt8] {
        guard let info = try await stat(cid) else { throw ContentError(.notFound) }
        guard info.size <= limit else { throw ContentError(.tooLarge) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(info.size)
        for try await chunk in try await read(cid, range: nil) {
            bytes += chunk
        }
        return bytes
    }

    /// Takes in a whole stream of content as one upload, which is abandoned if anything fails.
    ///
    /// - Throws: as ``append(_:to:at:)`` and ``commit(_:)`` do, and what the stream throws.
    public func store<Pieces: AsyncSequence>(
        _ pieces: Pieces, as cid: CID, sizeLimit: Int, now: Date
    ) async throws -> ContentInfo where Pieces.Element == [UInt8] {
        let upload = try await beginUpload(of: cid, sizeLimit: sizeLimit, now: now)
        do {
            var offset = upload.offset
            for try await piece in pieces {
                offset = try await append(piece, to: upload.id, at: offset)
            }
            return try await commit(upload.id)
        } catch {
            try? await abandon(upload.id)
            throw error
        }
    }
}
