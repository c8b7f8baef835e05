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

    /// What an invited person proves their invitation with.
    public struct Invitation: Hashable, Sendable {
        /// The invitation.
        public let invitation: EntityID
        /// The token, 32 bytes; it is good for one use.
        public let token: [UInt8]

        /// The token of that invitation.
        public init(invitation: EntityID, token: [UInt8]) {
            self.invitation = invitation
            self.token = token
        }
    }

    /// Role, organisation, keys, profile and credentials.
    public let application: IdentityDocument.Application
    /// For who was invited.
    public let invitation: Invitation?
    /// For a dependant, whom `dependant.register` registers: the guardian.
    public let guardian: IdentityID?

    /// The command with these members.
    public init(
        application: IdentityDocument.Application, invitation: Invitation? = nil, guardian: IdentityID? = nil
    ) {
        self.guardian = guardian
        self.application = application
        self.invitation = invitation
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        application = try IdentityDocument.Application(parsing: &reader)
        guardian = try reader.optionalIdentity("guardian")
        guard reader.has("invitation") else {
            invitation = nil
            return
        }
        var inner = try ObjectReader(try reader.value("invitation"), field: "invitation")
        let token = Invitation(invitation: try inner.id("id"), token: try inner.bytes("token", maximum: 32))
        try inner.finish()
        guard token.token.count == 32 else { throw Rejection(.jsonValueRange, field: "token") }
        invitation = token
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["type": .word(Self.type)]
        application.write(to: &json)
        json.set("guardian", guardian.map(JSONValue.identity))
        if let invitation {
            json.set(
                "invitation",
                .object([
                    "id": .id(invitation.invitation), "token": .string(Base64URL.string(invitation.token)),
                ]))
        }
        return json
    }
}
