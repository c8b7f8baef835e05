import Foundation
import GRDB
import LedgerFormat
import Testing

@testable import LedgerStore

extension Ledger {
    /// Executes batches and commits them in groups of `group` blocks; returns the blocks.
    @discardableResult
    func run(
        _ batches: [OrderedBatch], group: Int = 1, verified: VerifiedTransactions? = nil
    ) throws -> [ExecutedBlock] {
        var blocks: [ExecutedBlock] = []
        var waiting: [ExecutedBlock] = []
        for batch in batches {
            guard case .block(let block) = try execute(batch, verified: verified) else { continue }
            blocks.append(block)
            waiting.append(block)
            guard waiting.count >= group else { continue }
            try commit(waiting)
            waiting = []
        }
        try commit(waiting)
        return blocks
    }
}

/// Every row of every table, in order: the logical content of a database.
enum LogicalDump {
    /// The rows by table; throws where they cannot be read.
    static func of(_ path: String) throws -> [String: [RawRow]] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read { try of($0) }
    }

    static func of(_ database: Database) throws -> [String: [RawRow]] {
        var dump: [String: [RawRow]] = [:]
        for table in Schema.tables {
            var rows: [RawRow] = []
            try SQL(database, TableComparison.sql(table: table.name, key: table.key)).forEach { row in
                rows.append(RawRow(row))
                return true
            }
            dump[table.name] = rows
        }
        return dump
    }
}

/// Copies a database as a kill -9 would leave it: the file and its write-ahead log as they are now.
func copyDatabase(_ path: String, to other: String) throws {
    for suffix in ["", "-wal"] {
        try? FileManager.default.removeItem(atPath: other + suffix)
        if FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: other + suffix)
        }
    }
    try? FileManager.default.removeItem(atPath: other + "-shm")
}
