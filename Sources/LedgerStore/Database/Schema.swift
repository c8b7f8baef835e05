import GRDB

/// The database's layout. A migration that was shipped never changes (Tests/LedgerStoreTests/SchemaTests.swift holds
/// it): what comes later is another migration.
enum Schema {
    /// The migrations, in order.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { database in
            for statement in version1 { try database.execute(sql: statement) }
        }
        return migrator
    }

    /// Every table with the columns of its key: in this order `Verifier` compares them.
    static let tables: [(name: String, key: [String])] = [
        ("ledger", ["id"]), ("blocks", ["height"]), ("transactions", ["place"]), ("usedIDs", ["hash"]),
        ("documents", ["key"]), ("indexEntries", ["documentIndex", "term", "key"]),
        ("eventAudience", ["identity", "position"]), ("headerLog", ["level", "position"]),
        ("stateChanges", ["height"]), ("stateLeaves", ["keyHash"]), ("stateBuckets", ["bucket"]),
        ("stateProgress", ["id"]), ("sqlite_schema", ["type", "name"]), ("grdb_migrations", ["identifier"]),
    ]

    private static let version1 = [
        // The network and its genesis document (canonical JSON).
        """
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            network BLOB NOT NULL CHECK (length(network) = 32),
            genesis TEXT NOT NULL
        ) STRICT
        """,
        // One row a block. Header and batch heading share what both hold; with the rows of `transactions` and the
        // batch's own previous hash, time and signature the batch is put together again byte for byte, so that every
        // block shows who proposed it and no transaction stands here twice. The genesis block has no batch. `revision`
        // is the one number that no hash of the chain covers (logs of other kinds count differently), hence its own
        // check (`PositionCheck`). `systemOutcome` is the leaf of the block's due work, `organisationSet` the set where
        // the block changed it.
        """
        CREATE TABLE blocks (
            height INTEGER PRIMARY KEY CHECK (height >= 0),
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            header BLOB NOT NULL CHECK (length(header) = 314),
            revision INTEGER NOT NULL CHECK (revision >= 0),
            positionCheck BLOB NOT NULL CHECK (length(positionCheck) = 8),
            batchPrevious BLOB CHECK (length(batchPrevious) = 32),
            batchTime INTEGER CHECK (batchTime >= 0),
            batchSignature BLOB CHECK (length(batchSignature) = 64),
            systemOutcome TEXT,
            organisationSet TEXT,
            CHECK ((height = 0) = (batchPrevious IS NULL)),
            CHECK ((height = 0) = (batchTime IS NULL)),
            CHECK ((height = 0) = (batchSignature IS NULL))
        ) STRICT
        """,
        "CREATE INDEX blocksThatChangeTheSet ON blocks (height) WHERE organisationSet IS NOT NULL",
        // Everything that was ordered, at its place (`Place`): also what was rejected, or cannot even be parsed.
        """
        CREATE TABLE transactions (
            place INTEGER PRIMARY KEY CHECK (place > 0),
            jws BLOB NOT NULL,
            outcome TEXT NOT NULL
        ) STRICT
        """,
        // Which transaction used an identifier first. A nested transaction stands at the place of the one around it.
        """
        CREATE TABLE usedIDs (
            hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            place INTEGER NOT NULL REFERENCES transactions (place),
            nested INTEGER NOT NULL CHECK (nested IN (0, 1))
        ) STRICT, WITHOUT ROWID
        """,
        // The world state. Due work is a range of keys (`due/` and the time in 16 digits), so it needs no table of its
        // own. `height` is that of the block that wrote the document last.
        """
        CREATE TABLE documents (
            key TEXT PRIMARY KEY NOT NULL CHECK (length(key) BETWEEN 1 AND 128),
            value TEXT NOT NULL,
            height INTEGER NOT NULL CHECK (height >= 0)
        ) STRICT
        """,
        """
        CREATE TABLE indexEntries (
            documentIndex INTEGER NOT NULL CHECK (documentIndex BETWEEN 0 AND 255),
            term BLOB NOT NULL,
            key TEXT NOT NULL,
            PRIMARY KEY (documentIndex, term, key)
        ) STRICT, WITHOUT ROWID
        """,
        // Whom an event concerns. `position` (`EventPosition`) finds the event in its outcome, where it stands once.
        """
        CREATE TABLE eventAudience (
            identity TEXT NOT NULL CHECK (length(identity) = 14),
            position INTEGER NOT NULL CHECK (position >= 0),
            PRIMARY KEY (identity, position)
        ) STRICT, WITHOUT ROWID
        """,
        // Every complete subtree of the log of headers (LedgerFormat.HeaderLog).
        """
        CREATE TABLE headerLog (
            level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 63),
            position INTEGER NOT NULL CHECK (position >= 0),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (level, position)
        ) STRICT, WITHOUT ROWID
        """,
        // The authenticated state (LedgerFormat.StateTree) as of `stateProgress.leavesHeight`, and the changes of the
        // blocks after that one: key hash and document hash of each, zero for a deletion.
        """
        CREATE TABLE stateChanges (
            height INTEGER PRIMARY KEY CHECK (height >= 0),
            leaves BLOB NOT NULL CHECK (length(leaves) % 64 = 0)
        ) STRICT
        """,
        """
        CREATE TABLE stateLeaves (
            keyHash BLOB PRIMARY KEY NOT NULL CHECK (length(keyHash) = 32),
            documentHash BLOB NOT NULL CHECK (length(documentHash) = 32)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE stateBuckets (
            bucket INTEGER PRIMARY KEY CHECK (bucket BETWEEN 0 AND 65535),
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT
        """,
        // `boundary` is the last block whose header carries a state root (0 before the first), `leavesHeight` the
        // height that root speaks of (-1 before the first).
        """
        CREATE TABLE stateProgress (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            boundary INTEGER NOT NULL CHECK (boundary >= 0),
            leavesHeight INTEGER NOT NULL CHECK (leavesHeight >= -1)
        ) STRICT
        """,
    ]
}
