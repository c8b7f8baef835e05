public import LedgerFormat

/// `access.grant`: gives consent, on request or unasked.
///
/// - Signed by: the patient.
/// - Checks: `compartment.missing`, `grant.exists`, `grant.grantee`, `organisationKey.missing`,
///   `organisationKey.version`, `grant.period`, `record.unknown`, `grant.scope` (500 live grants already),
///   `request.unknown`, `request.answered`, `grant.grantee` (another asked).
/// - Effects: a live grant, its due work; the request is granted.
/// - Event: `access.granted`, to the patient and, when a person, the grantee.
public struct AccessGrant: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.accessGrant

    /// Its id.
    public let grant: EntityID
    /// The request that it answers.
    public let request: EntityID?
    /// A person or an organisation.
    public let grantee: IdentityID
    /// Scope, rights, purpose and number of reads.
    public let terms: AccessTerms
    /// From when on.
    public let from: LedgerTime
    /// Until when.
    public let until: LedgerTime
    /// Content: the keys, sealed to the grantee.
    public let envelope: CID
    /// For organisations: the version of the key that it is sealed to.
    public let keyVersion: Int64?

    /// The command with these members.
    public init(
        grant: EntityID, request: EntityID? = nil, grantee: IdentityID, terms: AccessTerms, from: LedgerTime,
        until: LedgerTime, envelope: CID, keyVersion: Int64? = nil
    ) {
        self.grant = grant
        self.request = request
        self.grantee = grantee
        self.terms = terms
        self.from = from
        self.until = until
        self.envelope = envelope
        self.keyVersion = keyVersion
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        grant = try reader.id("grant")
        request = try reader.optionalID("request")
        grantee = try reader.identity("grantee")
        terms = try AccessTerms(parsing: &reader)
        from = try reader.time("from")
        until = try reader.time("until")
        envelope = try reader.cid("envelope")
        keyVersion = try reader.optionalInteger("keyVersion", in: 1...Int64(Int32.max))
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "grant": .id(grant), "grantee": .identity(grantee), "from": .time(from),
            "until": .time(until), "envelope": .cid(envelope),
        ]
        terms.write(to: &json)
        json.set("request", request.map(JSONValue.id))
        json.set("keyVersion", keyVersion.map(JSONValue.integer))
        return json
    }
}
