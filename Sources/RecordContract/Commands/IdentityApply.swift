public import LedgerFormat

/// `identity.apply`: a person applies for registration; it stands only inside `identity.register`.
///
/// - Signed by: the person, with the key that it names.
/// - Checks: alone: `transaction.mustBeNested`. Staff give a profile and, but for the authority, credentials;
///   patients neither.
/// - Effects: none of its own.
/// - Event: none.
public struct IdentityApply: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.identityApply

    /// Role, organisation, keys, profile and credentials.
    public let application: IdentityDocument.Application

    /// The command with these members.
    public init(application: IdentityDocument.Application) {
        self.application = application
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        application = try IdentityDocument.Application(parsing: &reader)
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["type": .word(Self.type)]
        application.write(to: &json)
        return json
    }
}
