public import LedgerFormat

/// `access.read`: reads records: what release shares are given out against.
///
/// - Signed by: any person but the patient, who holds both halves.
/// - Checks: with a grant: the grant check for read and purpose, then each record (`access.wrongCategory`, for
///   unknown ones too), then `access.usedUp`; without one the signer is author of all, else `access.denied`.
/// - Effects: the read, the readers; a grant whose reads are used up ends.
/// - Event: `access.read`, to the patient.
public struct AccessRead: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.accessRead

    /// Whose records.
    public let patient: IdentityID
    /// Why.
    public let purpose: Purpose
    /// Which, ascending, 1 ... 100.
    public let records: [EntityID]
    /// Under which grant; absent for what the signer wrote.
    public let grant: EntityID?

    /// The command with these members.
    public init(patient: IdentityID, purpose: Purpose, records: [EntityID], grant: EntityID? = nil) {
        self.patient = patient
        self.purpose = purpose
        self.records = records
        self.grant = grant
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        purpose = try reader.choice("purpose")
        records = try reader.ids("records", count: 1...Limits.recordsPerRead)
        grant = try reader.optionalID("grant")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "patient": .identity(patient), "purpose": .word(purpose),
            "records": .ids(records),
        ]
        json.set("grant", grant.map(JSONValue.id))
        return json
    }
}
