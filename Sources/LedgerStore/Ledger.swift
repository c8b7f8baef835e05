import Foundation
import GRDB
public import LedgerFormat
import RecordContract
import Synchronization

/// The ledger of one node: the chain, the world state and its indexes in one SQLite database.
///
/// Three callers may work at once, each with one call at a time: `execute` runs ahead over what it executed itself,
/// `commit` writes executed blocks behind it, and any number of readers see whole commits. The first two block their
/// thread.
///
/// Durability: a batch is durable in the ordering log before it is executed, so commits do not wait for the disk
/// (`synchronous = NORMAL`: after a power failure the last commits may be missing, but never in part). Whoever opens a
/// ledger executes what the log holds after `lastPosition`; the log may be trimmed up to the position that `checkpoint`
/// returns.
public final class Ledger: Sendable {
    /// Sizes to choose.
    public struct Options: Sendable {
        /// Execution keeps between this many decoded documents and twice as many.
        public var cachedDocuments = 32_768
        /// How many may read at once.
        public var maximumReaders = 5
        /// Whether the disk is waited for at all; false only for a ledger that nobody will miss.
        public var isDurable = true

        /// The sizes for a node.
        public init() {}
    }

    /// The founding document.
    public let genesis: Genesis

    private let pool: DatabasePool
    private let stateRoots: StateRootWorker
    private let executor: Mutex<Executor>
    private let committed: Mutex<Tip>
    /// Held while committing, so that `committed` can be read meanwhile.
    private let committing = Mutex(())

    /// Opens the ledger in the file at `path`: a constant amount of work, however long the chain. Throws `LedgerError`,
    /// and what SQLite throws.
    public convenience init(opening path: String, options: Options = Options()) throws {
        guard FileManager.default.fileExists(atPath: path) else { throw LedgerError.noLedger }
        let pool = try DatabasePool(path: path, configuration: Self.configuration(options))
        try self.init(pool: pool, options: options)
    }

    /// Creates the ledger of a network in the file at `path`, which must not exist or be empty. Throws
    /// `LedgerError.alreadyExists`.
    public convenience init(creating path: String, genesis: Genesis, options: Options = Options()) throws {
        let pool = try DatabasePool(path: path, configuration: Self.configuration(options))
        let isFresh = try pool.read { database in
            // Tables without a genesis document are what a crash in the middle of this left.
            if try database.tableExists("ledger") {
                return try SQL(database, "SELECT 1 FROM ledger").first { _ in true } == nil
            }
            return try SQL(database, "SELECT 1 FROM sqlite_schema").first { _ in true } == nil
        }
        guard isFresh else { throw LedgerError.alreadyExists }
        let block = try Self.genesisBlock(genesis)
        try Schema.migrator.migrate(pool)
        try pool.writeWithoutTransaction { database in
            if options.isDurable { try database.execute(sql: "PRAGMA synchronous = FULL") }
            try database.inTransaction(.immediate) {
                try SQL(database, "INSERT INTO ledger (id, network, genesis) VALUES (1, ?, ?)")
                    .execute(.hash(genesis.network), .text(genesis.encoded))
                try SQL(database, "INSERT INTO stateProgress (id, boundary, leavesHeight) VALUES (1, 0, -1)").execute()
                try BlockWriter.write(block, to: database)
                return .commit
            }
            if options.isDurable { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
        }
        try self.init(pool: pool, options: options)
    }

    private init(pool: DatabasePool, options: Options) throws {
        if try pool.read({ try Schema.migrator.hasBeenSuperseded($0) }) { throw LedgerError.newerSchema }
        if try pool.read({ try !Schema.migrator.hasCompletedMigrations($0) }) {
            // Only what was a ledger before becomes one of a newer layout.
            guard try pool.read({ try $0.tableExists("ledger") }) else { throw LedgerError.noLedger }
            try Schema.migrator.migrate(pool)
        }
        let opened = try pool.read { try LedgerReader(database: $0).opened() }
        guard let opened else { throw LedgerError.noLedger }
        self.pool = pool
        genesis = opened.genesis
        stateRoots = StateRootWorker(pool: pool)
        committed = Mutex(opened.tip)
        executor = Mutex(
            Executor(
                pool: pool, tip: opened.tip, stateRoots: stateRoots, cacheCapacity: options.cachedDocuments))
    }

    private static func configuration(_ options: Options) -> Configuration {
        var configuration = Configuration()
        configuration.label = "medchain.ledger"
        configuration.maximumReaderCount = max(2, options.maximumReaders)
        configuration.busyMode = .timeout(10)
        let synchronous = options.isDurable ? "NORMAL" : "OFF"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cache_size = -8192")
            guard !database.configuration.readonly else { return }
            try database.execute(sql: "PRAGMA synchronous = \(synchronous)")
            // 64 MiB instead of 4: fewer, larger checkpoints in the way of commits.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 16384")
        }
        return configuration
    }

    private static func genesisBlock(_ genesis: Genesis) throws -> ExecutedBlock {
        let execution = try Contract.genesis(genesis)
        let result = ExecutionResult(execution, candidates: [], entries: [])
        let header = genesis.header(contractVersion: execution.contractVersion, deltaRoot: try result.deltaRoot())
        return try result.block(
            header: header, position: LogPosition(epoch: 0, revision: 0), batch: nil, after: HeaderLog(),
            stateRoot: nil, previousDocument: { _ in nil })
    }

    // MARK: Where it stands

    /// The network.
    public var network: NetworkID { genesis.network }
    /// The header of the last committed block.
    public var header: BlockHeader { committed.withLock { $0.header } }
    /// The height of the last committed block.
    public var height: UInt64 { header.height }
    /// The log position of the last committed block: execution goes on with what the log holds after it. Batches there
    /// that were skipped are skipped again.
    public var lastPosition: LogPosition { committed.withLock { $0.position } }
    /// The checkpoint that ends with the last committed block, without cosignatures.
    public var checkpoint: Checkpoint {
        committed.withLock { tip in
            Checkpoint(network: tip.header.network, treeSize: tip.headerLog.size, root: tip.headerLog.root)
        }
    }

    // MARK: Execution and commit

    /// Executes the next batch of the log on top of everything executed so far. `verified` holds transactions whose
    /// signature this node has checked; it decides nothing. Blocks. After an error nothing has changed and the call may
    /// be repeated.
    public func execute(_ ordered: OrderedBatch, verified: VerifiedTransactions? = nil) throws -> Execution {
        let committedHeight = height
        return try executor.withLock { executor in
            try executor.execute(ordered, verified: verified, committed: committedHeight)
        }
    }

    /// Writes executed blocks, in order and each once, in one SQLite transaction: all or none. Blocks. After an error
    /// nothing has changed and the call may be repeated. Throws `LedgerError.notNext`.
    public func commit(_ blocks: [ExecutedBlock]) throws {
        try committing.withLock { _ in
            var tip = committed.withLock { $0 }
            for block in blocks {
                guard block.height == tip.header.height + 1, block.header.previous == tip.hash else {
                    throw LedgerError.notNext(expectedHeight: tip.header.height + 1)
                }
                tip = Tip(block, previous: tip)
            }
            guard !blocks.isEmpty else { return }
            try pool.write { database in
                for block in blocks { try BlockWriter.write(block, to: database) }
            }
            committed.withLock { $0 = tip }
            for case let root? in blocks.map(\.stateRoot) { stateRoots.stored(height: root.height) }
        }
    }

    /// Waits until everything committed so far is on the disk, and returns the log position up to which the ordering
    /// log is not needed any more. Then moves what it can from the write-ahead log to the database. Blocks.
    @discardableResult
    public func checkpointToDisk() throws -> LogPosition {
        let position = lastPosition
        try committing.withLock { _ in
            try pool.writeWithoutTransaction { database in
                // A commit under FULL waits for the whole write-ahead log, whatever readers do meanwhile (a checkpoint
                // of SQLite waits for them or does nothing). It needs a page to write: a row is taken out and put back.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                defer { try? database.execute(sql: "PRAGMA synchronous = NORMAL") }
                try database.inTransaction(.immediate) {
                    let columns = "id, boundary, leavesHeight"
                    let row = try SQL(database, "SELECT \(columns) FROM stateProgress").first { row in
                        (try row.integer(0), try row.integer(1), try row.integer(2))
                    }
                    guard let row else { throw LedgerError.corrupted(place: "stateProgress") }
                    try SQL(database, "DELETE FROM stateProgress").execute()
                    try SQL(database, "INSERT INTO stateProgress (\(columns)) VALUES (?, ?, ?)")
                        .execute(.integer(row.0), .integer(row.1), .integer(row.2))
                    return .commit
                }
                try database.checkpoint(.passive)
            }
        }
        return position
    }

    /// Waits for execution and commits under way and closes the database, everything in its one file unless somebody
    /// else still reads it. Afterwards every call throws.
    public func close() throws {
        try executor.withLock { _ in
            try committing.withLock { _ in
                stateRoots.stop()
                // SQLite does this on its own only when a writer is the last to close. What it leaves is found when
                // opening.
                _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
                try pool.close()
            }
        }
    }

    // MARK: Queries

    /// Runs queries on one consistent snapshot, the last commit.
    public func read<T: Sendable>(_ queries: @escaping @Sendable (LedgerReader) throws -> T) async throws -> T {
        try await pool.read { [stateRoots] database in
            try queries(LedgerReader(database: database, stateRoots: stateRoots))
        }
    }

    /// Runs queries on one consistent snapshot, the last commit. Blocks.
    public func read<T>(_ queries: (LedgerReader) throws -> T) throws -> T {
        try pool.read { database in try queries(LedgerReader(database: database, stateRoots: stateRoots)) }
    }
}
