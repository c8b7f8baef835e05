import LedgerFormat

/// What every transaction must be, nested ones too: for this network, not expired, not from the future.
enum TransactionPolicy {
    /// Throws `transaction.network`, `transaction.expired` or `transaction.lifetime`.
    static func requireTimely(
        _ transaction: Transaction, network: NetworkID, at time: LedgerTime
    ) throws(Rejection) {
        guard transaction.network == network else { throw Rejection(.transactionNetwork) }
        guard transaction.expiresAt > time else { throw Rejection(.transactionExpired) }
        guard transaction.issuedAt <= time.advanced(byMilliseconds: Limits.clockSkew) else {
            throw Rejection(.transactionLifetime)
        }
    }
}
