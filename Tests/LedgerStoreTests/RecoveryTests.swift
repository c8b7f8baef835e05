import Foundation
import GRDB
import GRDBSQLite
import LedgerFormat
import TestSupport
import Testing

@testable import LedgerStore

/// What is left after a crash, and what opening costs.
@Suite struct RecoveryTests {
    /// The files as a kill leaves them after each commit, and with the write-ahead log cut at random places as a power
    /// failure may: the ledger opens at a whole block of the chain and comes to the same end from there.
    @Test(arguments: [31, 32]) func everyCutLeavesAPrefix(seed: UInt64) throws {
        var history = try RandomHistory(seed: seed)
        let batches = try history.batches(24)
        let directory = try TemporaryDirectory()
        let path = directory.path()
        let ledger = try Ledger(creating: path, genesis: history.network.genesis)
        var headers = [ledger.header]
        var waiting: [ExecutedBlock] = []
        var cuts: [(name: String, height: Int)] = []
        for (index, batch) in batches.enumerated() {
            guard case .block(let block) = try ledger.execute(batch) else { continue }
            headers.append(block.header)
            waiting.append(block)
            if history.generator.chance(50) {
                try ledger.commit(waiting)
                waiting = []
            }
            if index % 6 == 5 {
                try copyDatabase(path, to: directory.path("cut-\(index)"))
                cuts.append(("cut-\(index)", Int(ledger.height)))
            }
        }
        try ledger.commit(waiting)
        for index in 0..<12 {
            let name = "torn-\(index)"
            try copyDatabase(path, to: directory.path(name))
            let log = directory.path(name) + "-wal"
            let bytes = try Data(contentsOf: URL(filePath: log))
            let kept = Int.random(in: 0...bytes.count, using: &history.generator)
            try bytes.prefix(kept).write(to: URL(filePath: log))
            cuts.append((name, -1))
        }
        try ledger.close()
        let expected = try LogicalDump.of(path)

        for cut in cuts {
            // A log cut before the first commit leaves a file without a ledger: nothing was acknowledged by then.
            guard let reopened = try? Ledger(opening: directory.path(cut.name)) else {
                #expect(cut.height < 0, "seed \(seed), \(cut.name)")
                continue
            }
            let height = Int(reopened.height)
            if cut.height >= 0 { #expect(height == cut.height, "seed \(seed), \(cut.name)") }
            #expect(reopened.header == headers[height], "seed \(seed), \(cut.name)")
            let position = reopened.lastPosition
            try reopened.run(batches.filter { $0.position > position }, group: 5)
            #expect(reopened.header == headers.last, "seed \(seed), \(cut.name)")
            try reopened.close()
            #expect(try LogicalDump.of(directory.path(cut.name)) == expected, "seed \(seed), \(cut.name)")
        }
    }

    /// A commit that fails halfway leaves nothing of its blocks, and can be repeated.
    @Test func aFailedCommitLeavesNothing() throws {
        var history = try RandomHistory(seed: 33)
        let batches = try history.batches(12)
        let directory = try TemporaryDirectory()
        let ledger = try Ledger(creating: directory.path(), genesis: history.network.genesis)
        let before = try LogicalDump.of(directory.path())
        let blocks = try batches.compactMap { batch -> ExecutedBlock? in
            guard case .block(let block) = try ledger.execute(batch) else { return nil }
            return block
        }
        // Somebody else holds the write lock's place for one row: the last block's header log node is there already.
        let other = try DatabaseQueue(path: directory.path())
        let node = try #require(blocks.last?.headerNodes.first)
        try other.write { database in
            try SQL(database, "INSERT INTO headerLog (level, position, hash) VALUES (?, ?, ?)")
                .execute(.integer(0), .height(node.index), .hash(node.hash))
        }
        #expect(throws: (any Error).self) { try ledger.commit(blocks) }
        #expect(ledger.height == 0)
        try other.write { database in
            try SQL(database, "DELETE FROM headerLog WHERE level = 0 AND position = ?").execute(.height(node.index))
        }
        #expect(try LogicalDump.of(directory.path()) == before)
        try ledger.commit(blocks)
        #expect(ledger.height == UInt64(blocks.count))
    }

    /// After `checkpointToDisk` the position that it returned is in the database even if everything later is lost.
    @Test func theCheckpointIsInTheFiles() throws {
        var history = try RandomHistory(seed: 34)
        let directory = try TemporaryDirectory()
        let ledger = try Ledger(creating: directory.path(), genesis: history.network.genesis)
        try ledger.run(try history.batches(10))
        let position = try ledger.checkpointToDisk()
        #expect(position == ledger.lastPosition)
        try copyDatabase(directory.path(), to: directory.path("copy"))
        #expect(try Ledger(opening: directory.path("copy")).lastPosition == position)
        #expect(try Verifier(path: directory.path()).verify().isIntact)
    }

    /// Opening runs as many statements and reads as few pages for a long chain as for a short one.
    @Test func openingReadsAConstantAmount() throws {
        func cost(blocks: Int) throws -> (statements: Int, pages: Int) {
            var history = try RandomHistory(seed: 35)
            let directory = try TemporaryDirectory()
            let ledger = try Ledger(creating: directory.path(), genesis: history.network.genesis)
            try ledger.run(try history.batches(blocks, size: 4), group: 50)
            try ledger.close()
            let counter = Counter()
            var configuration = Configuration()
            configuration.readonly = true
            configuration.prepareDatabase { database in database.trace { _ in counter.count += 1 } }
            let queue = try DatabaseQueue(path: directory.path(), configuration: configuration)
            return try queue.read { database in
                counter.count = 0
                _ = try #require(try LedgerReader(database: database).opened())
                var pages: Int32 = 0
                var highest: Int32 = 0
                sqlite3_db_status(database.sqliteConnection, SQLITE_DBSTATUS_CACHE_MISS, &pages, &highest, 0)
                return (counter.count, Int(pages))
            }
        }
        // 16 and 256 blocks: both sizes of the header log (17, 257) have two bits set, so the edge has two hashes.
        let short = try cost(blocks: 16)
        let long = try cost(blocks: 256)
        #expect(short.statements == long.statements)
        #expect(long.pages <= short.pages + 6, "\(short.pages) pages, then \(long.pages): a level of each tree at most")
    }

    private final class Counter: @unchecked Sendable {
        // Only the queue's connection counts, one statement at a time.
        var count = 0
    }

    /// Files that are no ledger say so.
    @Test func opensOnlyLedgers() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: LedgerError.noLedger) { try Ledger(opening: directory.path("none")) }
        _ = try DatabaseQueue(path: directory.path("empty")).write { try $0.execute(sql: "CREATE TABLE other (a)") }
        #expect(throws: LedgerError.noLedger) { try Ledger(opening: directory.path("empty")) }
        var history = try RandomHistory(seed: 36)
        // Killed between the tables and the genesis block: no ledger yet, and it can be created after all.
        try Schema.migrator.migrate(DatabasePool(path: directory.path("begun")))
        #expect(throws: LedgerError.noLedger) { try Ledger(opening: directory.path("begun")) }
        let begun = try Ledger(creating: directory.path("begun"), genesis: history.network.genesis)
        #expect(begun.height == 0)
        let ledger = try Ledger(creating: directory.path(), genesis: history.network.genesis)
        try ledger.run(try history.batches(2))
        try ledger.close()
        #expect(throws: LedgerError.alreadyExists) {
            try Ledger(creating: directory.path(), genesis: history.network.genesis)
        }
        try DatabaseQueue(path: directory.path()).write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('v999')")
        }
        #expect(throws: LedgerError.newerSchema) { try Ledger(opening: directory.path()) }
    }
}
