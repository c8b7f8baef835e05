import Foundation
import GRDB
import LedgerFormat
import Testing

@testable import LedgerStore

/// A migration that was shipped never changes.
@Suite struct SchemaTests {
    /// If this fails, a shipped migration was altered: undo that and register another migration. Only a new migration
    /// adds a line here.
    @Test func shippedMigrationsAreWhatTheyWere() throws {
        let queue = try DatabaseQueue()
        let snapshots = ["v1": "164f7e2893dbc737824114c50a68497ef8b3bcfe393415c3b622d23e9d1f6cec"]
        #expect(Schema.migrator.migrations == snapshots.keys.sorted())
        for migration in Schema.migrator.migrations {
            try Schema.migrator.migrate(queue, upTo: migration)
            let text = try queue.read { database in
                try String.fetchAll(
                    database,
                    sql:
                        "SELECT sql FROM sqlite_schema WHERE sql <> '' AND name <> 'grdb_migrations' ORDER BY name"
                )
            }
            #expect(Hash256(hashing: Array(text.joined(separator: "\n").utf8)).hex == snapshots[migration])
        }
    }

    /// `Verifier` and the tests' dump look at every table there is.
    @Test func everyTableIsListed() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue)
        let tables = try queue.read { database in
            try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        #expect(Set(Schema.tables.map(\.name)) == Set(tables + ["sqlite_schema"]))
    }

    /// The schema itself refuses what cannot be.
    @Test(arguments: [
        "INSERT INTO ledger (id, network, genesis) VALUES (2, zeroblob(32), '')",
        "INSERT INTO ledger (id, network, genesis) VALUES (1, zeroblob(31), '')",
        "INSERT INTO transactions (place, jws, outcome) VALUES (0, x'', '')",
        "INSERT INTO documents (key, value, height) VALUES ('', '{}', 0)",
        "INSERT INTO documents (key, value, height) VALUES ('a', x'00', 0)",
        "INSERT INTO usedIDs (hash, id, place, nested) VALUES (zeroblob(32), zeroblob(16), 77, 0)",
        "INSERT INTO eventAudience (identity, position) VALUES ('short', 1)",
        "INSERT INTO stateChanges (height, leaves) VALUES (1, zeroblob(63))",
    ]) func constraintsHold(statement: String) throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue)
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: statement) } }
    }
}
