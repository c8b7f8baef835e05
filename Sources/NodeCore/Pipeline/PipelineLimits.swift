internal import LedgerFormat
internal import Ordering

/// How much the pipeline holds at once.
struct PipelineLimits: Sendable {
    /// The batch and the queue before it. A batch keeps room for its heading and signature.
    var queue = BatchCutter<VerifiedTransaction>.Limits(
        batchItems: Limits.batchTransactions, batchBytes: Limits.batchBytes - 512, queueItems: 16_384,
        queueBytes: 32 << 20)
    /// Transactions of one signer that may wait at once.
    var waitingPerSigner = 1_024
    /// What one signer may put on the ledger on a day.
    var signer = SignerAllowance.Limits()
    /// Events that wait for a slow subscriber.
    var subscriberBuffer = 1_024
    /// How often, in blocks, the log is looked at for trimming.
    var blocksPerTrim: UInt64 = 256
    /// Bytes of the log that are kept though the ledger has them: for a look at what happened last.
    var logBytesKept = 256 << 20
}
