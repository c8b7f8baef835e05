internal import Crypto
internal import LedgerFormat
internal import RecordContract

/// Counter-signs applications of people whose organisation this node registers for. Whether the organisation lets
/// somebody apply at all is the operator's matter (`RegistrationLimits`, a reverse proxy); that the application
/// holds, the contract's.
struct Registrations: Sendable {
    let network: NetworkID
    let signing: P256.Signing.PrivateKey
    let clock: NodeClock

    /// How long the node's own transaction may take to be ordered, in milliseconds.
    private static let lifetime: Int64 = 600_000

    /// The transaction that registers the applicant, the identity that it makes, and its role. Throws
    /// `transaction.*`, `json.*` for an application that the contract would refuse at once: such never cost a place
    /// on the ledger.
    func counterSign(_ application: [UInt8]) throws -> (transaction: [UInt8], applicant: IdentityID, role: Role) {
        let inner = try Transaction(parsing: application)
        guard inner.network == network else { throw Rejection(.transactionNetwork) }
        guard inner.expiresAt > clock.now() else { throw Rejection(.transactionExpired) }
        guard case .identityApply(let apply) = try Command(parsing: inner.command) else {
            throw Rejection(.transactionCommand)
        }
        let verified = try VerifiedTransaction(verifying: inner, with: apply.application.signingKey)
        let key = P256PublicKey(signing.publicKey)
        let now = clock.now()
        var generator = SystemRandomNumberGenerator()
        let input = Transaction.signingInput(
            signer: key.thumbprint, network: network, id: .random(using: &generator), issuedAt: now,
            expiresAt: now.advanced(byMilliseconds: Self.lifetime),
            command: IdentityRegister(application: verified.transaction.encoded).json)
        let signature = try ES256Signature(normalizing: Array(try signing.signature(for: input).rawRepresentation))
        let transaction = try Transaction.assemble(signingInput: input, signature: signature)
        return (transaction.encoded, IdentityID(network: network, firstKey: inner.signer), apply.application.role)
    }
}
