public import LedgerFormat

/// `identity.verify`: the authority verifies a member of staff.
///
/// - Signed by: authority.
/// - Checks: `identity.unknown`, `identity.wrongState` (not pending or rejected).
/// - Effects: status `verified`, by whom and when.
/// - Event: `identity.verified`, to the person.
public struct IdentityVerify: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.identityVerify

    /// The person.
    public let identity: IdentityID
    /// Content: the reason, sealed to the person.
    public let note: CID?

    /// The command with these members.
    public init(identity: IdentityID, note: CID? = nil) {
        self.identity = identity
        self.note = note
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        identity = try reader.identity("identity")
        note = try reader.optionalCID("note")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["type": .word(Self.type), "identity": .identity(identity)]
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}
