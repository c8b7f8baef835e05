internal import Foundation
internal import GRDB
internal import LedgerFormat

/// What the database holds about one object.
struct StoredObject: Sendable {
    let cid: CID
    let size: Int
    /// The bytes of a small object; nil where they lie in a file.
    let content: [UInt8]?
    /// The SHA-256 of each chunk of a file; nil for a small object.
    let leafDigests: [UInt8]?
}

/// An upload as it survives a restart. Its offset is the size of its file.
struct UploadRecord: Sendable {
    let id: UploadID
    let cid: CID
    let sizeLimit: Int
    /// Milliseconds since 1970.
    let expiresAt: Int64
}

/// The one database of a folder store: small objects, what is recorded about large ones, open uploads, and erasures
/// that a crash must not interrupt for good.
struct ContentDatabase: Sendable {
    let pool: DatabasePool

    /// Opens or creates the database.
    ///
    /// - Parameter maximumPages: bound on its size in pages, as if the medium ended there; nil for none.
    init(path: String, maximumPages: Int? = nil) throws {
        // SQLite gives the files beside it the mode of the database, so that mode is set before SQLite sees it.
        _ = try OpenFile(path, O_RDWR | O_CREAT)
        var configuration = Configuration()
        configuration.label = "content"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            // What is deleted is overwritten, and nothing is spilled into temporary files.
            try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY")
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        try Self.migrator.migrate(pool)
        try pool.writeWithoutTransaction { db in
            // The pool chooses NORMAL, which may lose acknowledged transactions at a power loss.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            if let maximumPages {
                try db.execute(sql: "PRAGMA max_page_count = \(maximumPages)")
            }
        }
    }

    private static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("content-v1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE object (
                        id INTEGER PRIMARY KEY,
                        cid BLOB NOT NULL UNIQUE CHECK (length(cid) = 36),
                        size INTEGER NOT NULL CHECK (size >= 0),
                        leaves BLOB CHECK (length(leaves) % 32 = 0),
                        content BLOB,
                        CHECK ((content IS NULL) <> (leaves IS NULL))
                    ) STRICT;
                    CREATE TABLE usage (
                        id INTEGER PRIMARY KEY CHECK (id = 1),
                        objects INTEGER NOT NULL,
                        bytes INTEGER NOT NULL
                    ) STRICT;
                    INSERT INTO usage VALUES (1, 0, 0);
                    CREATE TRIGGER object_inserted AFTER INSERT ON object BEGIN
                        UPDATE usage SET objects = objects + 1, bytes = bytes + NEW.size;
                    END;
                    CREATE TRIGGER object_deleted AFTER DELETE ON object BEGIN
                        UPDATE usage SET objects = objects - 1, bytes = bytes - OLD.size;
                    END;
                    CREATE TRIGGER object_updated AFTER UPDATE OF size ON object BEGIN
                        UPDATE usage SET bytes = bytes + NEW.size - OLD.size;
                    END;
                    CREATE TABLE upload (
                        id TEXT PRIMARY KEY,
                        cid BLOB NOT NULL CHECK (length(cid) = 36),
                        sizeLimit INTEGER NOT NULL CHECK (sizeLimit >= 0),
                        expiresAt INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE erasure (
                        cid BLOB PRIMARY KEY CHECK (length(cid) = 36)
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("content-v2") { db in
            try db.execute(
                sql: """
                    CREATE TABLE unreferenced (
                        cid BLOB PRIMARY KEY CHECK (length(cid) = 36),
                        since INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE TRIGGER object_unmarked AFTER DELETE ON object BEGIN
                        DELETE FROM unreferenced WHERE cid = OLD.cid;
                    END;
                    """)
        }
        return migrator
    }()

    // MARK: Reading

    func info(_ cid: CID) async throws -> ContentInfo? {
        try await pool.read { db in
            try Int.fetchOne(db, sql: "SELECT size FROM object WHERE cid = ?", arguments: [Data(cid.bytes)])
                .map { ContentInfo(cid: cid, size: $0) }
        }
    }

    func object(_ cid: CID) async throws -> StoredObject? {
        try await pool.read { db in try Self.object(cid, db) }
    }

    static func object(_ cid: CID, _ db: Database) throws -> StoredObject? {
        let sql = "SELECT size, content, leaves FROM object WHERE cid = ?"
        return try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [Data(cid.bytes)]).map { row in
            StoredObject(
                cid: cid, size: try row.intact("size"),
                content: (try row.intact("content") as Data?).map { [UInt8]($0) },
                leafDigests: (try row.intact("leaves") as Data?).map { [UInt8]($0) })
        }
    }

    /// Identifiers and sizes in order. Rows whose identifier was altered are left out; ``isWhole()`` tells of them.
    func list(after cursor: CID?, limit: Int) async throws -> [ContentInfo] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT cid, size FROM object WHERE cid > ? AND \(Self.wellFormed) ORDER BY cid LIMIT ?",
                arguments: [Data(cursor?.bytes ?? []), limit])
            return try rows.map { row in
                ContentInfo(cid: try CID(bytes: [UInt8](try row.intact("cid") as Data)), size: try row.intact("size"))
            }
        }
    }

    /// What has been marked since a time or earlier, in order. A mark whose identifier was altered is left out.
    func marked(since time: Int64, after cursor: CID?, limit: Int) async throws -> [CID] {
        try await pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT cid FROM unreferenced WHERE cid > ? AND since <= ? AND \(Self.wellFormed)
                    ORDER BY cid LIMIT ?
                    """,
                arguments: [Data(cursor?.bytes ?? []), time, limit])
            return try rows.map { row in try CID(bytes: [UInt8](try row.intact("cid") as Data)) }
        }
    }

    /// Whether an object is stored, and whether it is marked.
    func standing(of cid: CID) async throws -> (isStored: Bool, isMarked: Bool) {
        try await pool.read { db in
            let sql = """
                SELECT EXISTS (SELECT 1 FROM object WHERE cid = :cid) AS stored,
                    EXISTS (SELECT 1 FROM unreferenced WHERE cid = :cid) AS marked
                """
            let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: ["cid": Data(cid.bytes)])
            return (try row?.intact("stored") ?? false, try row?.intact("marked") ?? false)
        }
    }

    /// At the place of each claim the object with its mark; nil for what is not stored.
    func standings(of claims: [ContentClaim]) async throws -> [(content: HeldContent, isMarked: Bool)?] {
        try await pool.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT size, CASE WHEN size <= :limit THEN content END AS content,
                        EXISTS (SELECT 1 FROM unreferenced WHERE cid = :cid) AS marked
                    FROM object WHERE cid = :cid
                    """)
            return try claims.map { claim in
                let row = try Row.fetchOne(
                    statement, arguments: ["cid": Data(claim.cid.bytes), "limit": claim.bytesUpTo])
                guard let row else { return nil }
                let bytes: Data? = try row.intact("content")
                let isMarked: Bool = try row.intact("marked")
                return (HeldContent(size: try row.intact("size"), bytes: bytes.map { [UInt8]($0) }), isMarked)
            }
        }
    }

    /// Holds for rows whose identifier parses.
    private static let wellFormed = "length(cid) = 36 AND substr(cid, 1, 4) IN (x'01551220', x'01701220')"

    func usage() async throws -> ContentUsage {
        try await pool.read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT objects, bytes FROM usage WHERE id = 1") else {
                throw ContentError(.databaseAltered)
            }
            return ContentUsage(objects: try row.intact("objects"), bytes: try row.intact("bytes"))
        }
    }

    func uploads() throws -> [UploadRecord] {
        try pool.read { db in
            try Row.fetchAll(db, sql: "SELECT id, cid, sizeLimit, expiresAt FROM upload ORDER BY id").compactMap {
                row in
                let identifier = [UInt8](try row.intact("cid") as Data)
                guard let id = UploadID(text: try row.intact("id")), let cid = try? CID(bytes: identifier) else {
                    return nil
                }
                return UploadRecord(
                    id: id, cid: cid, sizeLimit: try row.intact("sizeLimit"), expiresAt: try row.intact("expiresAt"))
            }
        }
    }

    func pendingErasures() throws -> [CID] {
        try pool.read { db in
            try Data.fetchAll(db, sql: "SELECT cid FROM erasure ORDER BY cid").compactMap {
                try? CID(bytes: [UInt8]($0))
            }
        }
    }

    /// Whether anything accounts for a file of content: an object, an upload, or an erasure under way.
    func accounts(for cid: CID) async throws -> Bool {
        try await pool.read { db in
            let sql = """
                SELECT EXISTS (SELECT 1 FROM object WHERE cid = :cid AND leaves IS NOT NULL)
                    OR EXISTS (SELECT 1 FROM upload WHERE cid = :cid) OR EXISTS (SELECT 1 FROM erasure WHERE cid = :cid)
                """
            return try Bool.fetchOne(db, sql: sql, arguments: ["cid": Data(cid.bytes)]) ?? false
        }
    }

    /// Whether SQLite finds its own structures whole, every identifier parses, and the counters agree with the objects.
    func isWhole() async throws -> Bool {
        try await pool.read { db in
            guard try String.fetchAll(db, sql: "PRAGMA integrity_check(1)") == ["ok"] else { return false }
            let sql = """
                SELECT count(object.id) = objects AND total(size) = bytes
                    AND total(\(Self.wellFormed)) = count(object.id)
                FROM usage LEFT JOIN object
                """
            return try Bool.fetchAll(db, sql: sql) == [true]
        }
    }

    // MARK: Erasing

    /// Moves everything from the write-ahead log into the database, where deleted bytes are overwritten, and empties
    /// the log, which still held them.
    func emptyLog() async throws {
        try await pool.writeWithoutTransaction { db in
            _ = try db.checkpoint(.truncate)
        }
    }
}

extension Row {
    /// A column's value, or an error where an altered file gives another type (GRDB's own subscript would trap).
    func intact<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        guard let value = Value.fromDatabaseValue(self[column]) else { throw ContentError(.databaseAltered) }
        return value
    }
}

extension ContentError {
    /// Runs work on files and database and turns the database's errors into this store's.
    static func translating<Result>(
        isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await work()
        } catch let error as DatabaseError {
            throw ContentError(error)
        } catch is RowDecodingError {
            throw ContentError(.databaseAltered)
        } catch is CIDError {
            throw ContentError(.databaseAltered)
        }
    }

    private init(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_FULL: self.init(.storageFull)
        case .SQLITE_BUSY: self.init(.busy)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_SCHEMA, .SQLITE_FORMAT, .SQLITE_MISMATCH, .SQLITE_ERROR:
            // Every statement here is fixed and tested: SQLITE_ERROR means that the schema is not the one expected.
            self.init(.databaseAltered)
        default: self.init(.storageFailed)
        }
    }
}
