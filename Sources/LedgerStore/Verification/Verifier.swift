import Foundation
import GRDB
public import LedgerFormat
import RecordContract

/// Checks a ledger's database from the genesis document up: replays every batch with every signature verified, and
/// compares every row of every table with what the replay gives. It trusts nothing in the file. What it cannot know is
/// whether a chain that is right in itself was cut short or replaced from some block on by those who hold the keys: for
/// that it takes a checkpoint that somebody kept.
public struct Verifier: Sendable {
    private static let findingsPerTable = 10
    private static let fileMessages = 20

    private let path: String
    private let expectedNetwork: NetworkID?
    private let expectedCheckpoint: Checkpoint?
    private let verified: VerifiedTransactions?

    /// Verifies the database at `path`, which may be in use: it is read at one moment. The network and a checkpoint,
    /// whose cosignatures the caller has verified, may be known from elsewhere.
    public init(path: String, expectedNetwork: NetworkID? = nil, expectedCheckpoint: Checkpoint? = nil) {
        self.path = path
        self.expectedNetwork = expectedNetwork
        self.expectedCheckpoint = expectedCheckpoint
        verified = nil
    }

    /// Verifies with what was verified before, by the hash of the entire JWS, and adds to it.
    init(path: String, verified: VerifiedTransactions) {
        self.path = path
        self.verified = verified
        expectedNetwork = nil
        expectedCheckpoint = nil
    }

    /// Verifies. Whatever is wrong with the database becomes a finding; throws only when there is no file, or when the
    /// temporary ledger cannot be written. Blocks, for as long as executing the whole chain takes.
    public func verify(progress: (VerificationProgress) -> Void = { _ in }) throws -> VerificationReport {
        guard FileManager.default.fileExists(atPath: path) else { throw LedgerError.noLedger }
        let directory = FileManager.default.temporaryDirectory.appending(path: "medchain-verify-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            // Damage must show as an error, and a damaged schema must not run anything.
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
        }
        let queue: DatabaseQueue
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            return Self.unreadable(error)
        }
        let temporary = directory.appending(path: "replay.sqlite").path(percentEncoded: false)
        // What fails in the replay's own database is no finding.
        var failure: (any Error)?
        var report: VerificationReport?
        do {
            report = try queue.read { database in
                do { return try self.verify(database, temporary: temporary, progress: progress) } catch {
                    failure = error
                    return nil
                }
            }
        } catch {
            return Self.unreadable(error)
        }
        if let failure { throw failure }
        return report ?? Self.unreadable(LedgerError.noLedger)
    }

    private func verify(
        _ database: Database, temporary: String, progress: (VerificationProgress) -> Void
    ) throws -> VerificationReport {
        var findings: [VerificationFinding] = []
        var replayedLedger: Ledger?
        var transactions: UInt64 = 0
        if let genesis = genesis(database, &findings) {
            var options = Ledger.Options()
            options.isDurable = false
            let ledger = try Ledger(creating: temporary, genesis: genesis, options: options)
            replayedLedger = ledger
            transactions = try replay(database, into: ledger, &findings, progress)
        }
        progress(.checkingFile)
        findings += Self.fileFindings(database)
        if let replayedLedger { findings += checkpointFindings(replayedLedger) }
        let checkpoint = replayedLedger?.checkpoint
        try replayedLedger?.close()
        return VerificationReport(
            findings: findings, blocks: checkpoint?.treeSize ?? 0, transactions: transactions, checkpoint: checkpoint)
    }

    private func genesis(_ database: Database, _ findings: inout [VerificationFinding]) -> Genesis? {
        do {
            guard let stored = try LedgerReader(database: database).storedGenesis() else {
                findings.append(VerificationFinding(.genesis, height: 0, "there is no genesis document"))
                return nil
            }
            guard stored.genesis.network == stored.network else {
                findings.append(VerificationFinding(.genesis, height: 0, "the network is not that of the document"))
                return nil
            }
            if let expectedNetwork, expectedNetwork != stored.network {
                findings.append(VerificationFinding(.genesis, height: 0, "another network than expected"))
                return nil
            }
            return stored.genesis
        } catch {
            let message = "the genesis document cannot be read (\(Self.describe(error)))"
            findings.append(VerificationFinding(.genesis, height: 0, message))
            return nil
        }
    }

    /// Replays and compares; returns the number of transactions replayed.
    private func replay(
        _ database: Database, into ledger: Ledger, _ findings: inout [VerificationFinding],
        _ progress: (VerificationProgress) -> Void
    ) throws -> UInt64 {
        let lastHeight: UInt64
        do {
            lastHeight = try LedgerReader(database: database).height()
        } catch {
            findings.append(RowName.finding(table: "blocks", "cannot be read (\(Self.describe(error)))"))
            return 0
        }
        var replay = Replay(stored: database, into: ledger, lastHeight: lastHeight, verified: verified)
        let failure = try replay.run(progress: progress)
        if let failure {
            // Beyond this block there is nothing to compare with: the state of a later height is not the replay's.
            findings.append(failure)
        }
        let isComplete = failure == nil && ledger.height == lastHeight
        try ledger.read { replayed in
            for table in Schema.tables where isComplete || Self.isFixed(table.name) {
                progress(.comparing(table: table.name))
                let comparison = TableComparison(
                    table: table.name, key: table.key, maximumFindings: Self.findingsPerTable)
                findings += comparison.findings(stored: database, replayed: replayed.database)
            }
        }
        return replay.transactions
    }

    /// Tables that do not grow with the chain.
    private static func isFixed(_ table: String) -> Bool {
        ["ledger", "sqlite_schema", "grdb_migrations"].contains(table)
    }

    private func checkpointFindings(_ ledger: Ledger) -> [VerificationFinding] {
        guard let expectedCheckpoint else { return [] }
        let size = expectedCheckpoint.treeSize
        guard expectedCheckpoint.network == ledger.network else {
            return [VerificationFinding(.checkpoint, "the checkpoint is of another network")]
        }
        guard size > 0, size <= ledger.height + 1 else {
            return [
                VerificationFinding(.checkpoint, height: size, "the chain ends before the checkpoint's \(size) blocks")
            ]
        }
        let root = try? ledger.read { try $0.checkpoint(treeSize: size).root }
        guard root == expectedCheckpoint.root else {
            return [VerificationFinding(.checkpoint, height: size - 1, "the headers are not those of the checkpoint")]
        }
        return []
    }

    private static func fileFindings(_ database: Database) -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        do {
            try SQL(database, "PRAGMA integrity_check(\(fileMessages))").forEach { row in
                let message = row.raw(0).bytes
                if message != Array("ok".utf8) {
                    // SQLite names pages, tables and indexes here, no contents.
                    findings.append(VerificationFinding(.file, String(decoding: message, as: UTF8.self)))
                }
                return true
            }
        } catch {
            findings.append(VerificationFinding(.file, "the file cannot be checked (\(describe(error)))"))
        }
        return findings
    }

    private static func unreadable(_ error: any Error) -> VerificationReport {
        let finding = VerificationFinding(.file, "the file cannot be read as a database (\(describe(error)))")
        return VerificationReport(findings: [finding], blocks: 0, transactions: 0, checkpoint: nil)
    }

    /// An error in words that hold nothing of the database's contents.
    static func describe(_ error: any Error) -> String {
        switch error {
        case let error as LedgerError: error.description
        case let error as Rejection: error.code.rawValue
        case let error as DatabaseError: "SQLite \(error.resultCode.rawValue)"
        default: "unexpected error"
        }
    }
}
