/// What a client sent and a node has parsed, nothing more.
public struct SubmittedTransaction: Sendable {
    /// The parsed transaction.
    public let transaction: Transaction

    /// Parses what arrived. Throws `transaction.*` or `json.*`.
    public init(parsing encoded: [UInt8]) throws(Rejection) { transaction = try Transaction(parsing: encoded) }
}

/// A transaction whose signature holds under the key that its header names. Its only initializer verifies, so a value
/// of this type is the proof. Whether that key is registered and current is the contract's question.
public struct VerifiedTransaction: Sendable {
    /// The transaction.
    public let transaction: Transaction

    /// Verifies. Throws `key.unknown` when `key` is not the one that the header names, and `transaction.signature`.
    public init(verifying transaction: Transaction, with key: P256PublicKey) throws(Rejection) {
        guard key.thumbprint == transaction.signer else { throw Rejection(.keyUnknown) }
        guard transaction.signature.verifies(transaction.signingInput, with: try key.verifying) else {
            throw Rejection(.transactionSignature)
        }
        self.transaction = transaction
    }
}
