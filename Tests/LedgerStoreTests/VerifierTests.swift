import Foundation
import GRDB
import LedgerFormat
import RecordContract
import TestSupport
import Testing

@testable import LedgerStore

/// `medchain verify`: nothing altered goes unnamed.
@Suite struct VerifierTests {
    private struct Fixture {
        let directory: TemporaryDirectory
        let path: String
        let blocks: [ExecutedBlock]
        let checkpoint: Checkpoint

        init(seed: UInt64, blocks count: Int = 20) throws {
            var history = try RandomHistory(seed: seed)
            directory = try TemporaryDirectory()
            path = directory.path()
            let ledger = try Ledger(creating: path, genesis: history.network.genesis)
            blocks = try ledger.run(try history.batches(count), group: 6)
            checkpoint = ledger.checkpoint
            try ledger.close()
        }

        /// Alters a copy with SQL and verifies it.
        func altered(_ statements: String...) throws -> VerificationReport {
            let copy = directory.path("altered")
            try copyDatabase(path, to: copy)
            var configuration = Configuration()
            configuration.foreignKeysEnabled = false
            let queue = try DatabaseQueue(path: copy, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
                for statement in statements {
                    try database.execute(sql: statement)
                    #expect(database.changesCount > 0, "\(statement)")
                }
            }
            try queue.close()
            return try Verifier(path: copy).verify()
        }
    }

    @Test func anIntactLedgerPasses() throws {
        let fixture = try Fixture(seed: 51)
        let report = try Verifier(
            path: fixture.path, expectedNetwork: fixture.checkpoint.network, expectedCheckpoint: fixture.checkpoint
        ).verify()
        #expect(report.findings.isEmpty)
        #expect(report.checkpoint == fixture.checkpoint)
        #expect(report.blocks == UInt64(fixture.blocks.count) + 1)
        #expect(report.transactions == UInt64(fixture.blocks.reduce(0) { $0 + $1.transactions.count }))
    }

    @Test func aLedgerInUseIsVerifiedAtOneMoment() throws {
        var history = try RandomHistory(seed: 52)
        let directory = try TemporaryDirectory()
        let ledger = try Ledger(creating: directory.path(), genesis: history.network.genesis)
        try ledger.run(try history.batches(10))
        #expect(try Verifier(path: directory.path()).verify().isIntact)
        try ledger.run(try history.batches(10))
        #expect(try Verifier(path: directory.path()).verify().isIntact)
    }

    @Test func whatIsAlteredIsNamed() throws {
        let fixture = try Fixture(seed: 53)
        let block = try #require(
            fixture.blocks.first { block in
                block.transactions.contains { $0.outcome.rejection == nil }
            })
        let index = try #require(block.transactions.firstIndex { $0.outcome.rejection == nil })
        let transaction = block.transactions[index]
        let place = Place(height: block.height, index: index).number

        var report = try fixture.altered(
            "UPDATE transactions SET outcome = '{\"accepted\":false,\"code\":\"access.denied\"}' WHERE place = \(place)"
        )
        #expect(report.findings.first?.kind == .transaction)
        #expect(report.findings.first?.transaction == transaction.hash)
        #expect(report.findings.first?.height == block.height)

        report = try fixture.altered(
            "UPDATE transactions SET jws = CAST(jws || 'A' AS BLOB) WHERE place = \(place)")
        #expect(report.findings.first?.kind == .transaction)
        #expect(report.findings.first?.transaction == transaction.hash)

        report = try fixture.altered(
            "UPDATE documents SET value = replace(value, '\"v\":1', '\"v\":2') WHERE key = 'parameters'")
        #expect(report.findings.first?.document == .parameters)
        #expect(report.findings.first?.kind == .document)

        report = try fixture.altered("DELETE FROM documents WHERE key = 'parameters'")
        #expect(report.findings.map(\.document) == [.parameters])

        report = try fixture.altered("INSERT INTO documents (key, value, height) VALUES ('zzz', '{}', 1)")
        #expect(report.findings.map(\.document?.text) == ["zzz"])

        report = try fixture.altered("DELETE FROM blocks WHERE height = \(block.height)")
        #expect(report.findings.first?.kind == .block)
        #expect(report.findings.first?.height == block.height)

        report = try fixture.altered("UPDATE blocks SET revision = revision + 1 WHERE height = 7")
        #expect(report.findings.first?.kind == .block)
        #expect(report.findings.first?.height == 7)

        report = try fixture.altered("UPDATE blocks SET batchTime = batchTime + 1 WHERE height = 7")
        #expect(report.findings.first?.kind == .block)
        #expect(report.findings.first?.height == 7)
    }

    @Test(arguments: [
        ("DELETE FROM eventAudience WHERE rowid_is_first", VerificationFinding.Kind.event),
        ("DELETE FROM indexEntries WHERE rowid_is_first", .indexEntry),
        ("UPDATE usedIDs SET place = place + 1 WHERE rowid_is_first", .transaction),
        ("UPDATE headerLog SET hash = zeroblob(32) WHERE level = 0 AND position = 3", .headerLog),
        ("UPDATE stateLeaves SET documentHash = zeroblob(32) WHERE rowid_is_first", .stateTree),
        ("UPDATE stateBuckets SET hash = zeroblob(32) WHERE rowid_is_first", .stateTree),
        ("UPDATE stateProgress SET boundary = boundary + 1", .stateTree),
        ("DELETE FROM stateChanges WHERE rowid_is_first", .stateTree),
        ("UPDATE blocks SET systemOutcome = '{}' WHERE height = 5", .block),
        ("UPDATE blocks SET organisationSet = '{}' WHERE height = 0", .block),
        ("UPDATE ledger SET genesis = replace(genesis, 'Hospital', 'Hospitum')", .genesis),
        ("INSERT INTO grdb_migrations (identifier) VALUES ('v0')", .schema),
    ]) func everyTableIsCompared(statement: String, kind: VerificationFinding.Kind) throws {
        let fixture = try Fixture(seed: 54)
        let keys = [
            "eventAudience": "(identity, position) = (SELECT identity, position FROM eventAudience LIMIT 1)",
            "indexEntries":
                "(documentIndex, term, key) = (SELECT documentIndex, term, key FROM indexEntries LIMIT 1)",
            "usedIDs": "hash = (SELECT hash FROM usedIDs LIMIT 1)",
            "stateLeaves": "keyHash = (SELECT keyHash FROM stateLeaves LIMIT 1)",
            "stateBuckets": "bucket = (SELECT bucket FROM stateBuckets LIMIT 1)",
            "stateChanges": "height = (SELECT height FROM stateChanges LIMIT 1)",
        ]
        let table = keys.keys.first { statement.contains(" \($0) ") }
        let sql = statement.replacing("rowid_is_first", with: table.flatMap { keys[$0] } ?? "")
        let report = try fixture.altered(sql)
        #expect(report.findings.first?.kind == kind, "\(report.findings)")
    }

    @Test func anotherChainDoesNotFitTheCheckpoint() throws {
        let fixture = try Fixture(seed: 55)
        let other = try Fixture(seed: 56)
        let report = try Verifier(path: fixture.path, expectedNetwork: other.checkpoint.network).verify()
        #expect(report.findings.map(\.kind) == [.genesis])
        let longer = Checkpoint(
            network: fixture.checkpoint.network, treeSize: fixture.checkpoint.treeSize + 1,
            root: fixture.checkpoint.root)
        #expect(
            try Verifier(path: fixture.path, expectedCheckpoint: longer).verify().findings.map(\.kind) == [.checkpoint])
        let forked = Checkpoint(
            network: fixture.checkpoint.network, treeSize: fixture.checkpoint.treeSize - 1,
            root: fixture.checkpoint.root)
        #expect(
            try Verifier(path: fixture.path, expectedCheckpoint: forked).verify().findings.map(\.kind) == [.checkpoint])
    }

    /// Issue 2 item 3: bytes flipped at random places of the file are named, or leave every stored row as it was.
    @Test(arguments: [61, 62, 63, 64]) func flippedBytesAreNamedOrHarmless(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let fixture = try Fixture(seed: 57, blocks: 14)
        let original = try Data(contentsOf: URL(filePath: fixture.path))
        let dump = try LogicalDump.of(fixture.path)
        let log = try? Data(contentsOf: URL(filePath: fixture.path + "-wal"))
        #expect(log?.isEmpty ?? true, "everything is in the one file")
        // Signatures of the very same bytes need not be verified hundreds of times.
        let verified = VerifiedTransactions()
        #expect(try Verifier(path: fixture.path, verified: verified).verify().isIntact)
        let copy = fixture.directory.path("flipped")
        var named: [VerificationFinding.Kind: Int] = [:]
        for round in 0..<50 {
            var bytes = original
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let mask = UInt8.random(in: 1...255, using: &generator)
            bytes[place] ^= mask
            try bytes.write(to: URL(filePath: copy))
            let report = try Verifier(path: copy, verified: verified).verify()
            if report.isIntact {
                let same = (try? LogicalDump.of(copy)) == dump
                #expect(same, "seed \(seed), round \(round): byte \(place) xor \(mask) went unnoticed")
            } else {
                named[report.findings[0].kind, default: 0] += 1
            }
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + suffix) }
        }
        print("seed \(seed): \(original.count) bytes, flips named: \(named)")
        #expect(named.values.reduce(0, +) > 20, "most of the file is content")
    }
}
