internal import LedgerFormat
internal import Synchronization

/// How much of the ledger one signer may take up on a day of this node's clock: a number of transactions and their
/// bytes. Few of them may be ones that the contract rejects, because these too stand on the ledger for ever: once those
/// are used up, what the contract would reject is not ordered any more.
final class SignerAllowance: Sendable {
    /// The most a day.
    struct Limits: Sendable {
        /// Transactions.
        var transactions = 50_000
        /// Bytes of them.
        var bytes = 64 << 20
        /// Transactions that the contract rejected.
        var rejected = 200
    }

    private struct Usage {
        var transactions = 0
        var bytes = 0
        /// Rejected ones, and those of which nobody knows yet.
        var unproved = 0
    }

    private struct State {
        var day: Int64 = -1
        var usage: [KeyThumbprint: Usage] = [:]
    }

    private let limits: Limits
    private let state = Mutex(State())
    private static let day: Int64 = 86_400_000

    init(_ limits: Limits) { self.limits = limits }

    /// Counts a transaction that is about to be ordered. Returns whether it is to be tried first. Throws
    /// `tooManyRequests`. Only keys that the ledger knows come here, so that nobody can fill the memory.
    func take(_ signer: KeyThumbprint, bytes: Int, at now: LedgerTime) throws(NodeError) -> Bool {
        let today = now.milliseconds / Self.day
        let taken = state.withLock { state -> Bool? in
            if state.day != today { state = State(day: today) }
            var usage = state.usage[signer] ?? Usage()
            guard usage.transactions < limits.transactions, usage.bytes + bytes <= limits.bytes else { return nil }
            let mustBeTried = usage.unproved >= limits.rejected
            usage.transactions += 1
            usage.bytes += bytes
            usage.unproved += 1
            state.usage[signer] = usage
            return mustBeTried
        }
        guard let taken else {
            let rest = (Self.day - now.milliseconds % Self.day) / 1_000
            throw NodeError.tooMany(retryAfter: Int(max(1, min(rest, 3_600))))
        }
        return taken
    }

    /// What became of it: on the ledger, accepted or rejected, or, where `isAccepted` is nil, refused without a trace.
    func settle(_ signer: KeyThumbprint, bytes: Int, isAccepted: Bool?) {
        state.withLock { state in
            guard var usage = state.usage[signer] else { return }
            if isAccepted != false { usage.unproved = max(0, usage.unproved - 1) }
            if isAccepted == nil {
                usage.transactions = max(0, usage.transactions - 1)
                usage.bytes = max(0, usage.bytes - bytes)
            }
            state.usage[signer] = usage
        }
    }
}
