import Dispatch
import Foundation
import GRDB
import LedgerFormat
import RecordContract

/// Executes the stored batches again, from genesis on, into a ledger of its own in a temporary directory, with every
/// signature verified, and stops at the first block that does not come out as it is stored.
///
/// Two things run side by side: the signatures of the next stretch of the chain are verified on all cores while this
/// one is executed. Keys for that come from the transactions themselves, no matter whether they count: a signature is
/// the right one only under the key with the thumbprint that the transaction names, and what no key was found for
/// execution verifies.
struct Replay {
    /// A stretch of the chain.
    private struct Stretch {
        var blocks: [StoredBlock] = []
        var failure: VerificationFinding?
        let verified: VerifiedTransactions
    }

    /// A stretch ends with the block that reaches so many transactions.
    private static let stretchTransactions = 2_048
    private static let stretchBlocks = 256
    private static let rememberedKeys = 250_000

    private let stored: Database
    private let ledger: Ledger
    private let lastHeight: UInt64
    private let verified: VerifiedTransactions
    private var keys: [KeyThumbprint: P256PublicKey] = [:]

    /// How many transactions stand in the blocks that came out as stored.
    private(set) var transactions: UInt64 = 0

    init(stored: Database, into ledger: Ledger, lastHeight: UInt64, verified: VerifiedTransactions?) {
        self.stored = stored
        // Two stretches at a time.
        self.verified =
            verified ?? VerifiedTransactions(capacity: 2 * (Self.stretchTransactions + Limits.batchTransactions))
        self.ledger = ledger
        self.lastHeight = lastHeight
        for organisation in ledger.genesis.organisations {
            remember(organisation.signingKey)
            if let node = organisation.node { remember(node.signingKey) }
        }
        for official in ledger.genesis.officials { remember(official.signingKey) }
    }

    /// Replays everything; what stopped it, or nil.
    mutating func run(progress: (VerificationProgress) -> Void) throws -> VerificationFinding? {
        var current = stretch(from: 1)
        verifySignatures(current)
        while !current.blocks.isEmpty {
            let next = stretch(from: ledger.height + UInt64(current.blocks.count) + 1)
            let failure = try executing(current, whileVerifying: next)
            progress(.replaying(block: ledger.height, of: lastHeight))
            if let failure { return failure }
            if let failure = current.failure { return failure }
            current = next
        }
        return current.failure
    }

    private mutating func executing(
        _ current: Stretch, whileVerifying next: Stretch
    ) throws -> VerificationFinding? {
        var result: Result<VerificationFinding?, any Error> = .success(nil)
        let keys = collectKeys(next)
        // Each of the two writes what only it writes, and both have ended when `concurrentPerform` returns.
        withUnsafeMutablePointer(to: &result) { result in
            nonisolated(unsafe) let result = result
            nonisolated(unsafe) let replay = self
            DispatchQueue.concurrentPerform(iterations: 2) { part in
                if part == 0 {
                    result.pointee = Result { try replay.execute(current) }
                } else {
                    Self.verifySignatures(next, keys: keys)
                }
            }
        }
        let failure = try result.get()
        let executed = current.blocks.prefix { $0.header.height <= ledger.height }
        transactions += executed.reduce(0) { $0 + UInt64($1.batch.transactions.count) }
        return failure
    }

    // MARK: Reading

    /// The blocks from `height` on; `failure` says why it ends before the chain does.
    private func stretch(from height: UInt64) -> Stretch {
        var stretch = Stretch(verified: verified)
        var count = 0
        var height = height
        while height <= lastHeight, count < Self.stretchTransactions, stretch.blocks.count < Self.stretchBlocks {
            do {
                guard let block = try LedgerReader(database: stored).block(height) else {
                    stretch.failure = VerificationFinding(.block, height: height, "the block is missing")
                    return stretch
                }
                if let failure = try Self.check(block, in: stored) {
                    stretch.failure = failure
                    return stretch
                }
                stretch.blocks.append(block)
                count += block.batch.transactions.count
                height += 1
            } catch {
                stretch.failure = VerificationFinding(
                    .block, height: height, "the block cannot be read (\(Verifier.describe(error)))")
                return stretch
            }
        }
        return stretch
    }

    /// What of a block needs no execution: that its parts belong together.
    private static func check(_ block: StoredBlock, in database: Database) throws -> VerificationFinding? {
        let height = block.header.height
        let row = try SQL(database, "SELECT hash, positionCheck FROM blocks WHERE height = ?")
            .first(.height(height)) { (hash: try $0.hash(0), check: try $0.blob(1)) }
        guard let row, row.hash == block.header.hash else {
            return VerificationFinding(.block, height: height, "the header does not have the stored hash")
        }
        guard row.check == PositionCheck.bytes(header: row.hash, revision: block.position.revision) else {
            return VerificationFinding(.block, height: height, "the position in the ordering log is altered")
        }
        guard block.batch.hash != block.header.batch else { return nil }
        return try alteredTransaction(block, in: database)
            ?? VerificationFinding(.block, height: height, "the batch is not the one that the header names")
    }

    /// The first transaction of a block with an altered batch that cannot have been what it is now: it was executed as
    /// one with a valid signature, and has none.
    private static func alteredTransaction(
        _ block: StoredBlock, in database: Database
    ) throws -> VerificationFinding? {
        let reader = LedgerReader(database: database)
        for (index, row) in try reader.transactionRows(block.header.height).enumerated() {
            let place = Place(height: block.header.height, index: index)
            let used = try SQL(database, "SELECT hash FROM usedIDs WHERE place = ? AND nested = 0")
                .first(.integer(place.number)) { try $0.hash(0) }
            guard let used else { continue }
            let transaction = try? Transaction(parsing: row.jws)
            if let transaction, transaction.hash == used,
                case .key(let key)? = try reader.document(.key(transaction.signer)),
                case .verified = Candidate(transaction, key: key.publicKey)
            {
                continue
            }
            return VerificationFinding(
                .transaction, height: block.header.height, transaction: used,
                "the transaction at index \(index) is not what its sender signed")
        }
        return nil
    }

    // MARK: Signatures

    private mutating func remember(_ key: P256PublicKey) {
        if keys.count >= Self.rememberedKeys { keys = [:] }
        keys[key.thumbprint] = key
    }

    private mutating func verifySignatures(_ stretch: Stretch) {
        Self.verifySignatures(stretch, keys: collectKeys(stretch))
    }

    /// Adds the keys that a stretch brings, and returns all.
    private mutating func collectKeys(_ stretch: Stretch) -> [KeyThumbprint: P256PublicKey] {
        for block in stretch.blocks {
            for entry in block.batch.transactions {
                guard let transaction = try? Transaction(parsing: entry) else { continue }
                for key in Nested.signingKeys(of: transaction) { remember(key) }
            }
        }
        return keys
    }

    private static func verifySignatures(_ stretch: Stretch, keys: [KeyThumbprint: P256PublicKey]) {
        let entries = stretch.blocks.flatMap { $0.batch.transactions }
        DispatchQueue.concurrentPerform(iterations: entries.count) { index in
            guard stretch.verified.transaction(entries[index]) == nil,
                let transaction = try? Transaction(parsing: entries[index]), let key = keys[transaction.signer],
                let verified = try? VerifiedTransaction(verifying: transaction, with: key)
            else { return }
            stretch.verified.insert(verified)
        }
    }

    // MARK: Executing

    /// Executes and commits a stretch up to the first block that does not come out as stored.
    private func execute(_ stretch: Stretch) throws -> VerificationFinding? {
        var executed: [ExecutedBlock] = []
        var failure: VerificationFinding?
        for block in stretch.blocks {
            let ordered = OrderedBatch(position: block.position, batch: block.batch)
            switch try ledger.execute(ordered, verified: stretch.verified) {
            case .block(let result) where result.header == block.header: executed.append(result)
            case .block(let result):
                failure = VerificationFinding(
                    .block, height: block.header.height,
                    "executing the batch gives another header: \(Self.differences(result.header, block.header))")
            case .skipped(_, let reason):
                failure = VerificationFinding(
                    .block, height: block.header.height, "the batch does not count here (\(reason))")
            }
            if failure != nil { break }
        }
        try ledger.commit(executed)
        return failure
    }

    private static func differences(_ left: BlockHeader, _ right: BlockHeader) -> String {
        let fields: [(String, Bool)] = [
            ("network", left.network == right.network),
            ("contract version", left.contractVersion == right.contractVersion),
            ("epoch", left.epoch == right.epoch), ("height", left.height == right.height),
            ("previous header", left.previous == right.previous),
            ("transaction count", left.transactionCount == right.transactionCount),
            ("transactions root", left.transactionsRoot == right.transactionsRoot),
            ("delta root", left.deltaRoot == right.deltaRoot), ("state root", left.stateRoot == right.stateRoot),
            ("headers root", left.headersRoot == right.headersRoot),
            ("organisation set", left.organisationSet == right.organisationSet),
            ("proposer", left.proposer == right.proposer), ("sequence", left.sequence == right.sequence),
            ("batch", left.batch == right.batch), ("time", left.time == right.time),
        ]
        return fields.filter { !$0.1 }.map(\.0).joined(separator: ", ")
    }
}
