public import LedgerFormat
internal import LedgerStore

/// What became of a transaction that stands on the ledger.
public struct RecordedTransaction: Sendable {
    /// Its hash.
    public let hash: TransactionHash
    /// Accepted with events, or rejected with a code.
    public let outcome: Outcome
    /// The height of its block.
    public let height: UInt64
    /// Its index in the block.
    public let index: UInt32
    /// The block's ledger time.
    public let time: LedgerTime
    /// The JWS that stands in the block.
    public let encoded: [UInt8]

    init(_ stored: StoredTransaction) {
        hash = stored.hash
        outcome = stored.outcome
        height = stored.height
        index = UInt32(clamping: stored.index)
        time = stored.time
        encoded = stored.encoded
    }

    init(_ executed: ExecutedTransaction, hash: TransactionHash, index: Int, header: BlockHeader) {
        self.hash = hash
        outcome = executed.outcome
        height = header.height
        self.index = UInt32(clamping: index)
        time = header.time
        encoded = executed.encoded
    }
}
