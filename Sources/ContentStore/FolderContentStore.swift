public import Foundation
internal import GRDB
public import LedgerFormat

/// Content in a folder of the local file system: small objects in one SQLite database, larger ones in files.
///
/// Layout: `content.sqlite`, `objects/XX/CID` (XX: the two characters before the last of the identifier), `uploads/ID`,
/// `lock`. Folders have mode 0700, files 0600. A folder is open in one store at a time.
public actor FolderContentStore: ContentStore {
    /// What an operator may choose.
    public struct Settings: Sendable {
        /// Seconds from an upload's beginning to its expiry.
        public var uploadLifetime: TimeInterval = 24 * 3_600
        /// Uploads that may be open at once.
        public var maximumUploads = 1_024
        /// Bytes of one object at most, whatever a caller allows.
        public var maximumObjectSize = 16 * 1_024 * 1_024 * 1_024

        /// The defaults: 24 hours, 1,024 uploads, 16 GiB.
        public init() {}
    }

    nonisolated let database: ContentDatabase
    nonisolated let committer: GroupCommitter
    nonisolated let folder: ContentFolder
    nonisolated let lanes: FileLanes
    private nonisolated let settings: Settings
    nonisolated let locks = KeyedLock()
    private var lock: OpenFile?
    private var uploads: [UploadID: UploadFile] = [:]
    private var committing: Set<UploadID> = []

    /// Opens a folder, creates it if there is none, and finishes what a crash interrupted.
    ///
    /// - Parameters:
    ///   - path: the folder; its parent exists.
    ///   - settings: what an operator may choose.
    /// - Throws: ``ContentError``: `content.folderInUse`, `content.databaseAltered`, `content.storageFailed`.
    public static func open(at path: String, settings: Settings = Settings()) async throws -> FolderContentStore {
        try await open(at: path, settings: settings, maximumPages: nil)
    }

    static func open(at path: String, settings: Settings, maximumPages: Int?) async throws -> FolderContentStore {
        let lanes = FileLanes()
        let folder = ContentFolder(path: path)
        return try await ContentError.translating {
            let (lock, database) = try await lanes.maintenance.perform {
                try folder.create()
                let lock = try OpenFile(folder.lockPath, O_RDWR | O_CREAT)
                try lock.lockExclusively()
                return (lock, try ContentDatabase(path: folder.databasePath, maximumPages: maximumPages))
            }
            let store = FolderContentStore(
                folder: folder, database: database, lock: lock, lanes: lanes, settings: settings)
            try await store.recover()
            return store
        }
    }

    private init(
        folder: ContentFolder, database: ContentDatabase, lock: OpenFile, lanes: FileLanes, settings: Settings
    ) {
        self.folder = folder
        self.database = database
        self.lock = lock
        self.lanes = lanes
        self.settings = settings
        committer = GroupCommitter(pool: database.pool)
    }

    /// Closes the database and lets go of the folder, which can then be opened again. Every later call fails.
    public func close() async throws {
        try await ContentError.translating {
            try await lanes.maintenance.perform { [database] in try database.pool.close() }
        }
        uploads = [:]
        lock = nil
    }

    // MARK: Small objects

    /// Stores a small object as a row, in one transaction with others that wait.
    public nonisolated func put(_ bytes: [UInt8], as cid: CID) async throws {
        guard bytes.count < ContentLimits.smallObject else { throw ContentError(.tooLarge) }
        guard CIDBuilder.cid(of: bytes) == cid else { throw ContentError(.cidMismatch) }
        _ = try await submit([.storeSmall(cid, bytes)])
    }

    // MARK: Uploads

    /// Begins an upload: an empty file, and a row by which a restart finds it.
    public func beginUpload(_ id: UploadID, of cid: CID, sizeLimit: Int, now: Date) async throws -> UploadStatus {
        var limit = max(0, min(sizeLimit, settings.maximumObjectSize))
        if cid.codec == .raw { limit = min(limit, CIDBuilder.chunkSize) }
        if let open = uploads[id] {
            guard !committing.contains(id) else { throw ContentError(.uploadBusy) }
            if open.record.cid == cid, open.record.sizeLimit == limit { return try await status(of: id) }
            try await abandon(id)
        }
        guard uploads.count < settings.maximumUploads else { throw ContentError(.tooManyUploads) }
        let expiry = now.addingTimeInterval(settings.uploadLifetime)
        let record = UploadRecord(id: id, cid: cid, sizeLimit: limit, expiresAt: expiry.millisecondsSince1970)
        let upload = makeUpload(record)
        // Its place is taken before the first suspension, so that the bound holds for callers at the same time.
        uploads[record.id] = upload
        committing.insert(record.id)
        defer { committing.remove(record.id) }
        do {
            try await upload.create()
            _ = try await submit([.openUpload(record)])
        } catch {
            uploads[record.id] = nil
            _ = try? await upload.discard()
            throw error
        }
        return upload.record.status(offset: 0)
    }

    /// Adds bytes to the file of an upload.
    public func append(_ bytes: [UInt8], to upload: UploadID, at offset: Int) async throws -> Int {
        try await find(upload).append(bytes, at: offset)
    }

    /// Where an upload stands: at the size of its file.
    public func status(of upload: UploadID) async throws -> UploadStatus {
        let file = try find(upload)
        return file.record.status(offset: try await file.offset())
    }

    /// Verifies an upload and makes it visible: as a row, or as a file that is synced, moved and then listed.
    public func commit(_ upload: UploadID) async throws -> ContentInfo {
        let file = try find(upload)
        guard committing.insert(upload).inserted else { throw ContentError(.uploadBusy) }
        defer { committing.remove(upload) }
        let cid = file.record.cid
        let sealed: UploadFile.Sealed
        do {
            sealed = try await file.seal()
        } catch let error as ContentError where error.kind == .cidMismatch {
            try await end(file)
            throw error
        }
        let size: Int
        switch sealed {
        case .small(let bytes):
            size = bytes.count
            _ = try await submit([.storeSmall(cid, bytes), .closeUpload(upload)])
            // Visible and durable by now; a file that stays is removed when the folder is next opened.
            _ = try? await file.discard()
        case .file(let count, let leafDigests):
            size = count
            let target = folder.objectPath(cid)
            try await locks.withLock(cid) {
                try await file.publish(to: target)
                _ = try await submit([
                    .storeFile(cid, size: count, leafDigests: leafDigests), .closeUpload(upload),
                ])
            }
        }
        uploads[upload] = nil
        return ContentInfo(cid: cid, size: size)
    }

    /// Ends an upload and erases its file.
    public func abandon(_ upload: UploadID) async throws {
        guard let file = uploads[upload] else { return }
        guard committing.insert(upload).inserted else { throw ContentError(.uploadBusy) }
        defer { committing.remove(upload) }
        try await end(file)
    }

    /// Abandons every upload whose time has come, but for those being committed.
    public func expireUploads(now: Date) async throws -> Int {
        let moment = now.millisecondsSince1970
        let due = uploads.values.filter { $0.record.expiresAt <= moment && !committing.contains($0.record.id) }
        for file in due {
            try await abandon(file.record.id)
        }
        return due.count
    }

    private func find(_ upload: UploadID) throws -> UploadFile {
        guard let file = uploads[upload] else { throw ContentError(.uploadNotFound) }
        return file
    }

    private func makeUpload(_ record: UploadRecord) -> UploadFile {
        UploadFile(record: record, path: folder.uploadPath(record.id), lane: lanes.lane(for: record.id))
    }

    /// Removes an upload with its bytes, wherever a commit that failed has left them.
    private func end(_ file: UploadFile) async throws {
        let cid = file.record.cid
        let target = folder.objectPath(cid)
        try await locks.withLock(cid) {
            let wasHere = try await file.discard()
            let isStored = try await ContentError.translating { try await database.info(cid) != nil }
            if !wasHere, !isStored {
                _ = try await lanes.maintenance.perform { try FileSystem.erase(target) }
            }
            _ = try await submit([.closeUpload(file.record.id)])
        }
        uploads[file.record.id] = nil
    }

    // MARK: Stored content

    /// Size of the content, nil when it is not stored.
    public nonisolated func stat(_ cid: CID) async throws -> ContentInfo? {
        try await ContentError.translating { try await database.info(cid) }
    }

    /// Reads content: a row at once, a file chunk by chunk as the pieces are asked for.
    public nonisolated func read(_ cid: CID, range: Range<Int>?) async throws -> ContentChunks {
        guard let object = try await ContentError.translating({ try await database.object(cid) }) else {
            throw ContentError(.notFound)
        }
        let range = range ?? 0..<object.size
        guard range.lowerBound >= 0, range.upperBound <= object.size else { throw ContentError(.rangeInvalid) }
        if let content = object.content {
            guard content.count == object.size, CIDBuilder.cid(of: content) == cid else { throw ContentError(.altered) }
            return ContentChunks(byteCount: range.count) { SinglePiece(Array(content[range])).fetch }
        }
        let path = folder.objectPath(cid)
        let lane = lanes.lane(for: cid)
        return ContentChunks(byteCount: range.count) {
            let reader = ObjectReader(object: object, path: path, range: range, lane: lane)
            return {
                do {
                    return try await reader.next()
                } catch let error as ContentError where error.kind == .altered {
                    // Erasing overwrites the bytes of who is still reading.
                    throw try await self.stat(cid) == nil ? ContentError(.notFound) : error
                }
            }
        }
    }

    /// Erases a row with its traces in the log, or a file; goes on even when the caller is cancelled.
    public nonisolated func delete(_ cid: CID) async throws -> Bool {
        // Not a child of the caller's task: a client that goes away does not leave an erasure half done.
        try await Task {
            try await locks.withLock(cid) {
                let removed = try await submit([.remove(cid)])
                try await finishErasure(of: cid)
                return removed
            }
        }.value
    }

    /// What is stored, in the order of the identifiers.
    public nonisolated func list(after cursor: CID?, limit: Int) async throws -> [ContentInfo] {
        try await ContentError.translating { try await database.list(after: cursor, limit: max(0, limit)) }
    }

    /// Number and total size of what is stored, kept by the database.
    public nonisolated func usage() async throws -> ContentUsage {
        try await ContentError.translating { try await database.usage() }
    }

    nonisolated func submit(_ changes: [ContentChange]) async throws -> Bool {
        try await ContentError.translating { try await committer.submit(changes) }
    }

    /// Removes the bytes of an object that the database no longer names. Harmless when repeated.
    nonisolated func finishErasure(of cid: CID) async throws {
        let path = folder.objectPath(cid)
        try await ContentError.translating {
            _ = try await lanes.maintenance.perform { try FileSystem.erase(path) }
            try await database.emptyLog()
            _ = try await committer.submit([.erased(cid)])
        }
    }

    // MARK: Recovery

    /// Finishes erasures, takes up the uploads, and removes files that belong to none.
    private func recover() async throws {
        let (erasures, records) = try await lanes.maintenance.perform { [database] in
            (try database.pendingErasures(), try database.uploads())
        }
        for cid in erasures {
            let isStored = try await database.object(cid)?.leafDigests != nil
            if isStored {
                _ = try await committer.submit([.erased(cid)])
            } else {
                try await finishErasure(of: cid)
            }
        }
        for record in records {
            let isStored = try await database.info(record.cid) != nil
            let isUsable = try await lanes.maintenance.perform { [folder] in
                try folder.takeBack(record, isStored: isStored)
            }
            if isUsable {
                uploads[record.id] = makeUpload(record)
            } else {
                _ = try await committer.submit([.closeUpload(record.id)])
            }
        }
        let known = Set(uploads.keys.map(\.text))
        try await lanes.maintenance.perform { [folder] in try folder.removeUploads(except: known) }
    }
}

extension UploadRecord {
    func status(offset: Int) -> UploadStatus {
        UploadStatus(
            id: id, cid: cid, offset: offset, sizeLimit: sizeLimit,
            expiresAt: Date(timeIntervalSince1970: Double(expiresAt) / 1_000))
    }
}

/// Gives one piece, once.
private actor SinglePiece {
    private var piece: [UInt8]?

    init(_ piece: [UInt8]) {
        self.piece = piece.isEmpty ? nil : piece
    }

    nonisolated var fetch: ContentChunks.Fetch {
        { await self.take() }
    }

    private func take() -> [UInt8]? {
        defer { piece = nil }
        return piece
    }
}
