internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Decides what is worth ordering: parses strictly, looks the key up, verifies the signature. Advisory and cheap; the
/// contract decides again, on what is ordered, and does not trust this.
struct Admission: Sendable {
    let ledger: Ledger
    let clock: NodeClock
    /// What execution need not verify again.
    let verified: VerifiedTransactions
    /// Registered keys by thumbprint, which is the key's hash: neither it nor its holder ever changes. Whether it is
    /// current does, and is not read from here.
    private let keys = GenerationalCache<KeyThumbprint, KeyDocument>(capacity: 32_768)

    init(ledger: Ledger, clock: NodeClock, verified: VerifiedTransactions) {
        self.ledger = ledger
        self.clock = clock
        self.verified = verified
    }

    /// What came of looking at a transaction.
    enum Decision: Sendable {
        /// It may be ordered.
        case admitted(VerifiedTransaction)
        /// It stands on the ledger already.
        case recorded(RecordedTransaction)
    }

    /// Throws `NodeError` with the ledger's code.
    func decide(_ encoded: [UInt8]) throws(NodeError) -> Decision {
        let transaction = try verify(encoded)
        do throws(Rejection) {
            try requireTimely(transaction.transaction)
        } catch {
            // The first result of a transaction that has expired since is still its result.
            if let recorded = try recorded(transaction.transaction.hash) { return .recorded(recorded) }
            throw NodeError(error)
        }
        return .admitted(transaction)
    }

    private func verify(_ encoded: [UInt8]) throws(NodeError) -> VerifiedTransaction {
        if let known = verified.transaction(encoded) { return known }
        do throws(Rejection) {
            let submitted = try SubmittedTransaction(parsing: encoded).transaction
            guard submitted.network == ledger.network else { throw Rejection(.transactionNetwork) }
            guard let key = key(submitted.signer) else { throw Rejection(.keyUnknown) }
            let transaction = try VerifiedTransaction(verifying: submitted, with: key.publicKey)
            verified.insert(transaction)
            return transaction
        } catch {
            throw NodeError(error)
        }
    }

    private func requireTimely(_ transaction: Transaction) throws(Rejection) {
        let now = max(clock.now(), ledger.header.time)
        guard transaction.expiresAt > now else { throw Rejection(.transactionExpired) }
        guard transaction.issuedAt <= now.advanced(byMilliseconds: Limits.clockSkew) else {
            throw Rejection(.transactionLifetime)
        }
    }

    /// A registered key and who holds it; nil for one that the ledger does not know.
    func key(_ thumbprint: KeyThumbprint) -> KeyDocument? {
        if let key = keys[thumbprint] { return key }
        let document = (try? ledger.read { reader in try reader.document(.key(thumbprint)) }) ?? nil
        guard case .key(let found)? = document else { return nil }
        keys.insert(found, for: thumbprint)
        return found
    }

    /// The result of a transaction that stands on the ledger.
    func recorded(_ hash: TransactionHash) throws(NodeError) -> RecordedTransaction? {
        do {
            return try ledger.read { reader in try reader.transaction(hash).map(RecordedTransaction.init) }
        } catch {
            throw NodeError.failed
        }
    }
}
