internal import Foundation
internal import GRDB
internal import LedgerFormat

/// One change of the database. All that are submitted together take effect together.
enum ContentChange: Sendable {
    case storeSmall(CID, [UInt8])
    case storeFile(CID, size: Int, leafDigests: [UInt8])
    case remove(CID)
    case erased(CID)
    case openUpload(UploadRecord)
    case closeUpload(UploadID)

    /// Bytes that wait in memory until the change is written.
    var weight: Int {
        switch self {
        case .storeSmall(_, let bytes): bytes.count + 128
        case .storeFile(_, _, let leafDigests): leafDigests.count + 128
        case .remove, .erased, .openUpload, .closeUpload: 128
        }
    }

    /// Applies the change.
    ///
    /// - Returns: whether ``remove(_:)`` found something; true for the others.
    func apply(to db: Database) throws -> Bool {
        switch self {
        case .storeSmall(let cid, let bytes):
            try store(db, [Data(cid.bytes), bytes.count, Data(bytes), nil])
        case .storeFile(let cid, let size, let leafDigests):
            try store(db, [Data(cid.bytes), size, nil, Data(leafDigests)])
        case .remove(let cid):
            try execute(db, "DELETE FROM object WHERE cid = ?", [Data(cid.bytes)])
            guard db.changesCount > 0 else { return false }
            try execute(db, "INSERT INTO erasure VALUES (?) ON CONFLICT DO NOTHING", [Data(cid.bytes)])
        case .erased(let cid):
            try execute(db, "DELETE FROM erasure WHERE cid = ?", [Data(cid.bytes)])
        case .openUpload(let upload):
            try execute(
                db, "INSERT INTO upload VALUES (?, ?, ?, ?)",
                [upload.id.text, Data(upload.cid.bytes), upload.sizeLimit, upload.expiresAt])
        case .closeUpload(let id):
            try execute(db, "DELETE FROM upload WHERE id = ?", [id.text])
        }
        return true
    }

    /// Inserts an object; one that differs from what was verified just now was altered, and is repaired.
    private func store(_ db: Database, _ arguments: StatementArguments) throws {
        let sql = """
            INSERT INTO object (cid, size, content, leaves) VALUES (?, ?, ?, ?)
            ON CONFLICT (cid) DO UPDATE SET size = excluded.size, content = excluded.content, leaves = excluded.leaves
            WHERE size <> excluded.size OR content IS NOT excluded.content OR leaves IS NOT excluded.leaves
            """
        try execute(db, sql, arguments)
    }

    private func execute(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
