public import LedgerFormat

/// A command that decides about one person and may say why: `identity.verify`, `identity.reject`, `identity.suspend`.
public protocol PersonDecision: LedgerCommand {
    /// The person.
    var identity: IdentityID { get }
    /// Content: the reason, sealed to the person.
    var note: CID? { get }

    /// The command with these members.
    init(identity: IdentityID, note: CID?)
}

extension PersonDecision {
    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        self.init(identity: try reader.identity("identity"), note: try reader.optionalCID("note"))
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["type": .word(Self.type), "identity": .identity(identity)]
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}
