internal import Foundation
internal import GRDB

/// How a person is told.
enum NoticeChannel: String, Sendable, CaseIterable {
    case email, webhook
}

/// What a person chose about notices. An e-mail address is a person's datum: the node has to hold it to write to it,
/// and holds it only here, only while the person wants it.
struct NotificationChoices: Sendable, Hashable {
    var email: String?
    var isEmailConfirmed = false
    var webhook: String?
    var secret: [UInt8]?
    var muted: [String] = []

    /// Whether any notice could go out.
    var isActive: Bool { (email != nil && isEmailConfirmed) || webhook != nil }
}

/// A notice that may be due.
struct DueNotice: Sendable {
    let identity: String
    let channel: NoticeChannel
    /// Up to where the person was told.
    let noticed: Int64
    let attempts: Int
}

/// Read marks, choices and what is to be sent, in one small database: no event and no content stands in it, only
/// positions. One row a person and channel, so that the queue cannot grow beyond the people who asked.
final class NotificationStore: Sendable {
    static let maximumSingleMarks = 1_000
    private static let maximumTries = 5

    private let database: DatabaseQueue

    init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "medchain.notifications"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            // An address that was taken back leaves no bytes behind.
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        database = try DatabaseQueue(path: path, configuration: configuration)
        chmod(path, 0o600)
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { database in
            for statement in Self.version1 { try database.execute(sql: statement) }
        }
        try migrator.migrate(database)
    }

    func close() throws { try database.close() }

    private static let version1 = [
        """
        CREATE TABLE readThrough (
            identity TEXT PRIMARY KEY NOT NULL, position INTEGER NOT NULL CHECK (position >= 0)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE readSingly (
            identity TEXT NOT NULL, position INTEGER NOT NULL CHECK (position >= 0), PRIMARY KEY (identity, position)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE choices (
            identity TEXT PRIMARY KEY NOT NULL, email TEXT, confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
            webhook TEXT, secret BLOB, muted TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE codes (
            identity TEXT PRIMARY KEY NOT NULL, code TEXT NOT NULL, until INTEGER NOT NULL, tries INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE notices (
            identity TEXT NOT NULL, channel TEXT NOT NULL CHECK (channel IN ('email', 'webhook')),
            noticed INTEGER NOT NULL, lastAt INTEGER NOT NULL, nextAt INTEGER, attempts INTEGER NOT NULL,
            PRIMARY KEY (identity, channel)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX noticesDue ON notices (nextAt) WHERE nextAt IS NOT NULL",
    ]

    // MARK: Read marks

    /// Up to where somebody has read, and what beyond.
    func marks(of identity: String) async throws -> (through: Int64, singly: Set<Int64>) {
        try await database.read { database in
            let through = try Int64.fetchOne(
                database, sql: "SELECT position FROM readThrough WHERE identity = ?", arguments: [identity])
            let singly = try Int64.fetchSet(
                database, sql: "SELECT position FROM readSingly WHERE identity = ?", arguments: [identity])
            return (through ?? 0, singly)
        }
    }

    /// Marks as read. Returns false when too many single marks stand already.
    func mark(_ identity: String, through: Int64?, singly: [Int64]) async throws -> Bool {
        try await database.write { database in
            if let through {
                try database.execute(
                    sql: """
                        INSERT INTO readThrough VALUES (?, ?)
                        ON CONFLICT (identity) DO UPDATE SET position = max(position, excluded.position)
                        """, arguments: [identity, through])
                try database.execute(
                    sql: "DELETE FROM readSingly WHERE identity = ? AND position <= ?", arguments: [identity, through])
            }
            let count = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM readSingly WHERE identity = ?", arguments: [identity])
            guard (count ?? 0) + singly.count <= Self.maximumSingleMarks else { return false }
            for position in singly {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO readSingly VALUES (?, ?)", arguments: [identity, position])
            }
            return true
        }
    }

    // MARK: Choices

    func choices(of identity: String) async throws -> NotificationChoices {
        try await database.read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT email, confirmed, webhook, secret, muted FROM choices WHERE identity = ?",
                arguments: [identity])
            guard let row else { return NotificationChoices() }
            var choices = NotificationChoices()
            choices.email = try row.decode(String?.self, forColumn: "email")
            choices.isEmailConfirmed = try row.decode(Int.self, forColumn: "confirmed") == 1
            choices.webhook = try row.decode(String?.self, forColumn: "webhook")
            choices.secret = try row.decode(Data?.self, forColumn: "secret").map { Array($0) }
            choices.muted = try row.decode(String.self, forColumn: "muted").split(separator: ",").map(String.init)
            return choices
        }
    }

    /// Everybody to whom notices go out.
    func activePeople() throws -> Set<String> {
        try database.read { database in
            try String.fetchSet(database, sql: "SELECT DISTINCT identity FROM notices")
        }
    }

    /// Keeps choices. Notices speak of what comes after `position`.
    func keep(_ choices: NotificationChoices, of identity: String, position: Int64) async throws {
        try await database.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO choices VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    identity, choices.email, choices.isEmailConfirmed ? 1 : 0, choices.webhook,
                    choices.secret.map { Data($0) }, choices.muted.joined(separator: ","),
                ])
            if choices.email == nil || choices.isEmailConfirmed {
                try database.execute(sql: "DELETE FROM codes WHERE identity = ?", arguments: [identity])
            }
            try Self.arrange(.email, choices.email != nil && choices.isEmailConfirmed, identity, position, database)
            try Self.arrange(.webhook, choices.webhook != nil, identity, position, database)
        }
    }

    /// Keeps the code that confirms the e-mail address, in place of an earlier one.
    func keep(code: String, until: Int64, of identity: String) async throws {
        try await database.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO codes VALUES (?, ?, ?, 0)", arguments: [identity, code, until])
        }
    }

    /// Confirms the e-mail address by its code. False for a wrong, spent or late code; five wrong ones spend it.
    func confirm(_ code: String, of identity: String, at now: Int64, position: Int64) async throws -> Bool {
        try await database.write { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT code, until, tries FROM codes WHERE identity = ?", arguments: [identity])
            guard let row, now < (try row.decode(Int64.self, forColumn: "until")) else { return false }
            guard try row.decode(String.self, forColumn: "code") == code else {
                try database.execute(
                    sql: "UPDATE codes SET tries = tries + 1 WHERE identity = ?", arguments: [identity])
                try database.execute(sql: "DELETE FROM codes WHERE tries >= ?", arguments: [Self.maximumTries])
                return false
            }
            try database.execute(sql: "DELETE FROM codes WHERE identity = ?", arguments: [identity])
            try database.execute(sql: "UPDATE choices SET confirmed = 1 WHERE identity = ?", arguments: [identity])
            try Self.arrange(.email, true, identity, position, database)
            return true
        }
    }

    private static func arrange(
        _ channel: NoticeChannel, _ isWanted: Bool, _ identity: String, _ position: Int64, _ database: Database
    ) throws {
        if isWanted {
            try database.execute(
                sql: "INSERT OR IGNORE INTO notices VALUES (?, ?, ?, 0, NULL, 0)",
                arguments: [identity, channel.rawValue, position])
        } else {
            try database.execute(
                sql: "DELETE FROM notices WHERE identity = ? AND channel = ?",
                arguments: [identity, channel.rawValue])
        }
    }

    // MARK: What is due

    /// Looks into people's inboxes as soon as their interval allows: at `now`, or `interval` after their last notice.
    func schedule(_ identities: Set<String>, now: Int64, interval: Int64) async throws {
        try await database.write { database in
            for identity in identities.sorted() {
                try database.execute(
                    sql: "UPDATE notices SET nextAt = coalesce(nextAt, max(?, lastAt + ?)) WHERE identity = ?",
                    arguments: [now, interval, identity])
            }
        }
    }

    func due(at now: Int64, limit: Int) async throws -> [DueNotice] {
        try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT identity, channel, noticed, attempts FROM notices WHERE nextAt <= ? ORDER BY nextAt LIMIT ?
                    """, arguments: [now, limit]
            ).compactMap { row in
                let name = try row.decode(String.self, forColumn: "channel")
                guard let channel = NoticeChannel(rawValue: name) else { return nil }
                return DueNotice(
                    identity: try row.decode(String.self, forColumn: "identity"), channel: channel,
                    noticed: try row.decode(Int64.self, forColumn: "noticed"),
                    attempts: try row.decode(Int.self, forColumn: "attempts"))
            }
        }
    }

    /// What became of a notice: told up to `noticed` (at `sentAt`, when one went out), next at `next`.
    func settle(_ notice: DueNotice, noticed: Int64, sentAt: Int64?, next: Int64?, attempts: Int) async throws {
        try await database.write { database in
            try database.execute(
                sql: """
                    UPDATE notices SET noticed = ?, lastAt = coalesce(?, lastAt), nextAt = ?, attempts = ?
                    WHERE identity = ? AND channel = ?
                    """,
                arguments: [noticed, sentAt, next, attempts, notice.identity, notice.channel.rawValue])
        }
    }
}
