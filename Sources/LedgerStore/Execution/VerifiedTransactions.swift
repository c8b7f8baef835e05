public import LedgerFormat
import Synchronization

/// Transactions whose signature this node has verified already, by the SHA-256 of the entire JWS, so that execution
/// does not verify them again. Bounded: the oldest are forgotten, which costs a verification and changes nothing.
public final class VerifiedTransactions: Sendable {
    private struct Generations {
        var young: [Hash256: VerifiedTransaction] = [:]
        var old: [Hash256: VerifiedTransaction] = [:]
    }

    private let capacity: Int
    private let generations = Mutex(Generations())

    /// Remembers between `capacity` and twice as many transactions.
    public init(capacity: Int = 16_384) { self.capacity = max(1, capacity) }

    /// Remembers a transaction.
    public func insert(_ transaction: VerifiedTransaction) {
        let hash = Hash256(hashing: transaction.transaction.encoded)
        generations.withLock { generations in
            if generations.young.count >= capacity {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[hash] = transaction
        }
    }

    /// The transaction with this JWS, if it is remembered.
    public func transaction(_ encoded: [UInt8]) -> VerifiedTransaction? {
        let hash = Hash256(hashing: encoded)
        return generations.withLock { $0.young[hash] ?? $0.old[hash] }
    }
}
