internal import Foundation
internal import GRDB
internal import LedgerFormat

/// One change of the database. All that are submitted together take effect together.
enum ContentChange: Sendable {
    case storeSmall(CID, [UInt8])
    case storeFile(CID, size: Int, leafDigests: [UInt8])
    case remove(CID)
    /// Removes an object that has been marked since a time or earlier.
    case removeMarked(CID, since: Int64)
    case mark([CID], since: Int64)
    case unmark(CID)
    case erased(CID)
    case openUpload(UploadRecord)
    case closeUpload(UploadID)

    /// Bytes that wait in memory until the change is written.
    var weight: Int {
        switch self {
        case .storeSmall(_, let bytes): bytes.count + 128
        case .storeFile(_, _, let leafDigests): leafDigests.count + 128
        case .mark(let cids, _): cids.count * 128
        case .remove, .removeMarked, .unmark, .erased, .openUpload, .closeUpload: 128
        }
    }

    /// Applies the change.
    ///
    /// - Returns: whether a removal found something, and whether what is unmarked is stored; true for the others.
    func apply(to db: Database) throws -> Bool {
        switch self {
        case .storeSmall(let cid, let bytes):
            try store(db, cid, [Data(cid.bytes), bytes.count, Data(bytes), nil])
        case .storeFile(let cid, let size, let leafDigests):
            try store(db, cid, [Data(cid.bytes), size, nil, Data(leafDigests)])
        case .remove(let cid):
            return try remove(db, cid, where: "true", [])
        case .removeMarked(let cid, let time):
            let isDue = "EXISTS (SELECT 1 FROM unreferenced u WHERE u.cid = object.cid AND u.since <= ?)"
            return try remove(db, cid, where: isDue, [time])
        case .mark(let cids, let time):
            for cid in cids {
                let sql = "INSERT INTO unreferenced SELECT cid, ? FROM object WHERE cid = ? ON CONFLICT DO NOTHING"
                try execute(db, sql, [time, Data(cid.bytes)])
            }
        case .unmark(let cid):
            try execute(db, "DELETE FROM unreferenced WHERE cid = ?", [Data(cid.bytes)])
            let sql = "SELECT EXISTS (SELECT 1 FROM object WHERE cid = ?)"
            return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: [Data(cid.bytes)]) ?? false
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

    /// Removes an object if a condition holds for it, and notes that its bytes are to be erased.
    private func remove(
        _ db: Database, _ cid: CID, where condition: String, _ arguments: StatementArguments
    ) throws -> Bool {
        try execute(db, "DELETE FROM object WHERE cid = ? AND \(condition)", [Data(cid.bytes)] + arguments)
        guard db.changesCount > 0 else { return false }
        try execute(db, "INSERT INTO erasure VALUES (?) ON CONFLICT DO NOTHING", [Data(cid.bytes)])
        return true
    }

    /// Inserts an object; one that differs from what was verified just now was altered, and is repaired. Who stores it
    /// is about to refer to it: a mark goes.
    private func store(_ db: Database, _ cid: CID, _ arguments: StatementArguments) throws {
        let sql = """
            INSERT INTO object (cid, size, content, leaves) VALUES (?, ?, ?, ?)
            ON CONFLICT (cid) DO UPDATE SET size = excluded.size, content = excluded.content, leaves = excluded.leaves
            WHERE size <> excluded.size OR content IS NOT excluded.content OR leaves IS NOT excluded.leaves
            """
        try execute(db, sql, arguments)
        try execute(db, "DELETE FROM unreferenced WHERE cid = ?", [Data(cid.bytes)])
    }

    private func execute(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
