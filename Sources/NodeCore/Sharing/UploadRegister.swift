internal import ContentStore
internal import Foundation
internal import GRDB
internal import LedgerFormat
internal import Synchronization

/// Who brought which content to this node. A transaction may refer only to content that its signer brought: whoever
/// merely knows an identifier cannot hang another's content under a document of their own and fetch it through that.
///
/// An entry is the upload's derived name (a code over owner and object under the node's secret), so that neither
/// stands in the file. Losing the last entries in a power failure costs their owners a second upload, nothing else:
/// nobody waits for the disk here.
final class UploadRegister: Sendable {
    private let database: DatabaseQueue
    private let insertions = Mutex(0)

    /// After this long, in milliseconds, an entry is forgotten: far longer than content without a reference stays.
    private static let memory: Int64 = 60 * 86_400_000
    private static let insertionsPerSweep = 4_096

    /// Opens or creates the register in the file at `path`.
    init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "medchain.uploads"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        database = try DatabaseQueue(path: path, configuration: configuration)
        chmod(path, 0o600)
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE brought (
                        name TEXT PRIMARY KEY NOT NULL CHECK (length(name) = 32),
                        since INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID
                    """)
            try database.execute(sql: "CREATE INDEX broughtSince ON brought (since)")
        }
        try migrator.migrate(database)
    }

    func close() throws { try database.close() }

    /// Notes that the owner in each name brought the object in it, whole.
    func note(_ names: [UploadID], at now: LedgerTime) async throws {
        let isTimeToSweep = insertions.withLock { count in
            let before = count / Self.insertionsPerSweep
            count += names.count
            return count / Self.insertionsPerSweep > before
        }
        try await database.write { database in
            let statement = try database.cachedStatement(
                sql: """
                    INSERT INTO brought (name, since) VALUES (?, ?)
                    ON CONFLICT (name) DO UPDATE SET since = excluded.since
                    """)
            for name in names { try statement.execute(arguments: [name.text, now.milliseconds]) }
            guard isTimeToSweep else { return }
            try database.execute(
                sql: "DELETE FROM brought WHERE since < ?", arguments: [now.milliseconds - Self.memory])
        }
    }

    /// For each name whether the owner in it brought the object in it.
    func knows(_ names: [UploadID]) async throws -> [Bool] {
        try await database.read { database in
            let statement = try database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM brought WHERE name = ?)")
            return try names.map { try Bool.fetchOne(statement, arguments: [$0.text]) ?? false }
        }
    }
}
