public import LedgerFormat

/// A transaction as it stands on the ledger.
public struct StoredTransaction: Sendable {
    /// Its hash.
    public let hash: TransactionHash
    /// The JWS that stands in the block. For a transaction that came nested in another, that other one.
    public let encoded: [UInt8]
    /// Whether it came nested in another.
    public let isNested: Bool
    /// The outcome's canonical JSON.
    public let encodedOutcome: [UInt8]
    /// What became of it.
    public let outcome: Outcome
    /// The height of its block.
    public let height: UInt64
    /// Its index in the block.
    public let index: Int
    /// The ledger's clock at the block.
    public let time: LedgerTime
}

/// What a receipt shows besides the genesis document, the cosignatures and the history of organisation sets.
public struct ReceiptMaterial: Sendable {
    /// The transaction.
    public let transaction: StoredTransaction
    /// How many leaves the block's transaction tree has.
    public let leafCount: UInt32
    /// The leaf's inclusion proof, lowest sibling first.
    public let path: [Hash256]
    /// The block's header, encoded.
    public let header: [UInt8]
    /// The header's inclusion proof in the log of `treeSize` headers.
    public let headerPath: [Hash256]
    /// The size of the log that `headerPath` is for.
    public let treeSize: UInt64
}

/// A block as peers exchange it: they execute the batch and compare headers.
public struct StoredBlock: Sendable {
    /// The header.
    public let header: BlockHeader
    /// Where the batch stood in this node's log.
    public let position: LogPosition
    /// The batch.
    public let batch: Batch
}

extension LedgerReader {
    /// The height of the last block.
    public func height() throws -> UInt64 {
        guard let height = try sql("SELECT max(height) FROM blocks").first(decode: { try $0.height(0) }) else {
            throw LedgerError.corrupted(place: "blocks.height")
        }
        return height
    }

    /// The header at a height; nil above the last.
    public func header(_ height: UInt64) throws -> BlockHeader? { try headers(from: height, limit: 1).first }

    /// Headers from a height on, ascending.
    public func headers(from height: UInt64, limit: Int) throws -> [BlockHeader] {
        guard height <= Place.maximumHeight else { return [] }
        return try sql("SELECT header FROM blocks WHERE height >= ? ORDER BY height LIMIT ?")
            .all(.height(height), .integer(Int64(max(0, limit)))) { try Self.header($0, 0) }
    }

    static func header(_ row: SQLRow, _ column: Int) throws -> BlockHeader {
        let bytes = try row.blob(column)
        do throws(Rejection) { return try BlockHeader(parsing: bytes) } catch { throw row.corrupted(column) }
    }

    /// The checkpoint over the first `treeSize` headers (all, by default), without cosignatures. Throws
    /// `LedgerError.outOfRange` beyond the last header.
    public func checkpoint(treeSize: UInt64? = nil) throws -> Checkpoint {
        let height = try height()
        let size = treeSize ?? height + 1
        guard (1...(height + 1)).contains(size), let header = try header(height) else { throw LedgerError.outOfRange }
        return Checkpoint(
            network: header.network, treeSize: size, root: try HeaderLog.root(size: size, lookup: headerLogNode))
    }

    /// The inclusion proof of the header at `height` in the log of `treeSize` headers. Throws `LedgerError.outOfRange`.
    public func headerPath(_ height: UInt64, treeSize: UInt64) throws -> [Hash256] {
        guard height < treeSize, treeSize <= (try self.height()) + 1 else { throw LedgerError.outOfRange }
        return try HeaderLog.inclusionProof(index: height, size: treeSize, lookup: headerLogNode)
    }

    /// The proof that the log of `size` headers begins with that of `oldSize`. Throws `LedgerError.outOfRange`.
    public func consistencyProof(from oldSize: UInt64, to size: UInt64) throws -> [Hash256] {
        guard oldSize > 0, oldSize <= size, size <= (try height()) + 1 else { throw LedgerError.outOfRange }
        return try HeaderLog.consistencyProof(from: oldSize, to: size, lookup: headerLogNode)
    }

    func headerLogNode(level: Int, index: UInt64) throws -> Hash256 {
        let statement = try sql("SELECT hash FROM headerLog WHERE level = ? AND position = ?")
        guard let hash = try statement.first(.integer(Int64(level)), .height(index), decode: { try $0.hash(0) }) else {
            throw LedgerError.corrupted(place: "headerLog.hash")
        }
        return hash
    }

    /// The transaction with that hash, or the one that carried it nested; nil for one that is not on the ledger.
    /// Entries that could not be parsed or verified are found by no hash.
    public func transaction(_ hash: TransactionHash) throws -> StoredTransaction? {
        let used = try sql("SELECT place, nested FROM usedIDs WHERE hash = ?").first(.hash(hash)) { row in
            (place: Place(number: try row.integer(0)), isNested: try row.integer(1) == 1)
        }
        guard let used else { return nil }
        let place = used.place
        guard let header = try header(place.height) else { throw LedgerError.corrupted(place: "usedIDs.place") }
        let stored = try sql("SELECT jws, outcome FROM transactions WHERE place = ?")
            .first(.integer(place.number)) { row in
                let outcome = try row.text(1)
                return StoredTransaction(
                    hash: hash, encoded: try row.blob(0), isNested: used.isNested, encodedOutcome: outcome,
                    outcome: try Self.outcome(row, 1),
                    height: place.height, index: place.index, time: header.time)
            }
        guard let stored else { throw LedgerError.corrupted(place: "usedIDs.place") }
        return stored
    }

    static func outcome(_ row: SQLRow, _ column: Int) throws -> Outcome {
        let bytes = try row.text(column)
        do throws(Rejection) { return try Outcome(parsing: bytes) } catch { throw row.corrupted(column) }
    }

    /// What a receipt for the transaction needs, with the header's path in the log of `treeSize` headers: the size of
    /// the checkpoint that the receipt will carry. Nil for a transaction that is not on the ledger. Throws
    /// `LedgerError.outOfRange` when the checkpoint does not cover the block or the ledger does not reach it.
    public func receiptMaterial(_ hash: TransactionHash, treeSize: UInt64) throws -> ReceiptMaterial? {
        guard let transaction = try transaction(hash) else { return nil }
        let headerPath = try headerPath(transaction.height, treeSize: treeSize)
        let leaves = try transactionLeaves(transaction.height)
        guard let header = try header(transaction.height) else { throw LedgerError.corrupted(place: "blocks.header") }
        return ReceiptMaterial(
            transaction: transaction, leafCount: UInt32(leaves.count),
            path: MerkleTree.inclusionProof(ofLeafAt: transaction.index, inLeafHashes: leaves), header: header.encoded,
            headerPath: headerPath, treeSize: treeSize)
    }

    private func transactionLeaves(_ height: UInt64) throws -> [Hash256] {
        let rows = try transactionRows(height)
        return ExecutionResult.leafHashes(rows, systemOutcome: try systemOutcome(height))
    }

    func transactionRows(_ height: UInt64) throws -> [(jws: [UInt8], outcome: [UInt8])] {
        let first = Place(height: height, index: 0).number
        let end = Place(height: height + 1, index: 0).number
        return try sql("SELECT jws, outcome FROM transactions WHERE place >= ? AND place < ? ORDER BY place")
            .all(.integer(first), .integer(end)) { (try $0.blob(0), try $0.text(1)) }
    }

    func systemOutcome(_ height: UInt64) throws -> [UInt8]? {
        try sql("SELECT systemOutcome FROM blocks WHERE height = ? AND systemOutcome IS NOT NULL")
            .first(.height(height)) { try $0.text(0) }
    }

    /// Blocks from a height on (genesis has none), until their batches exceed `maximumBytes`; at least one if there is
    /// any.
    public func blocks(from height: UInt64, maximumBytes: Int) throws -> [StoredBlock] {
        var blocks: [StoredBlock] = []
        var bytes = 0
        var next = max(1, height)
        while let block = try block(next) {
            bytes += block.batch.encoded.count
            guard blocks.isEmpty || bytes <= maximumBytes else { break }
            blocks.append(block)
            next += 1
        }
        return blocks
    }

    /// The block at a height; nil above the last, and for genesis.
    public func block(_ height: UInt64) throws -> StoredBlock? {
        guard height > 0, height <= Place.maximumHeight else { return nil }
        let statement = try sql(
            "SELECT header, revision, batchPrevious, batchTime, batchSignature FROM blocks WHERE height = ?")
        return try statement.first(.height(height)) { row in
            let header = try Self.header(row, 0)
            let encoded = StoredBatch.encoded(
                header: header, previous: try row.hash(2), time: try row.integer(3), signature: try row.blob(4),
                transactions: try transactionRows(height).map(\.jws))
            let position = LogPosition(epoch: header.epoch, revision: try row.height(1))
            do throws(Rejection) {
                return StoredBlock(header: header, position: position, batch: try Batch(parsing: encoded))
            } catch {
                throw row.corrupted(4)
            }
        }
    }

    /// Every organisation set so far with the height of the block that brought it, ascending; genesis is the first.
    public func organisationSets() throws -> [(height: UInt64, set: OrganisationSet)] {
        try sql("SELECT height, organisationSet FROM blocks WHERE organisationSet IS NOT NULL ORDER BY height")
            .all { row in
                let bytes = try row.text(1)
                do throws(Rejection) {
                    let set = try OrganisationSet(parsing: bytes)
                    return (try Self.rejecting { try row.height(0) }, set)
                } catch {
                    throw row.corrupted(1)
                }
            }
    }
}
