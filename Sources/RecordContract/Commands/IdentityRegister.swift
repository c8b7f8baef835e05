public import LedgerFormat

/// `identity.register`: registers the person who signed the nested application.
///
/// - Signed by: the registrar node of the application's organisation, or the node that took its place.
/// - Checks: the nested transaction parses, is an `identity.apply` (`transaction.command`) for this network, not expired, not from
///   the future, and its id is fresh (`transaction.repeated`, `transaction.idReused`); `organisation.unknown`,
///   `identity.wrongOrganisation` (the node is not its registrar), `organisation.suspended`, `organisation.kind`, `key.unknown`
///   (signed with another key than it names), `transaction.signature`, `key.malformed` (one key for both), `key.inUse`,
///   `identity.exists`, `identity.quota` (patients of a node on one day of the ledger).
/// - Effects: the identity (`pending`; a patient `verified`) and the key; the nested id is used up as well.
/// - Event: `identity.registered`, to the person.
public struct IdentityRegister: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.identityRegister

    /// The JWS of `identity.apply`: ASCII.
    public let application: String

    /// The command with this application.
    public init(application: [UInt8]) {
        self.application = String(decoding: application, as: UTF8.self)
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        application = try reader.token("application", maximumBytes: Limits.transactionBytes)
    }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "application": .string(application)] }
}
