public import LedgerFormat

/// `record.restrict`: the patient moves a record into the restricted compartment, or back.
///
/// - Signed by: the patient.
/// - Checks: `record.unknown`, `record.erased`, `record.unchanged` (it is there already, or was written there),
///   `compartment.missing`, `compartment.version` (of the compartment that it moves to).
/// - Effects: consent counts the record to that category from now on; the envelope that seals to it takes the old one's
///   place.
/// - Event: `record.restricted`, to the patient.
public struct RecordRestrict: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.recordRestrict

    /// The record.
    public let record: EntityID
    /// True: into the restricted compartment; false: back to its own.
    public let restricted: Bool
    /// Content: the envelope that seals to that compartment.
    public let envelope: CID
    /// The compartment's version.
    public let compartmentVersion: Int64

    /// The command with these members.
    public init(record: EntityID, restricted: Bool, envelope: CID, compartmentVersion: Int64) {
        self.record = record
        self.restricted = restricted
        self.envelope = envelope
        self.compartmentVersion = compartmentVersion
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        record = try reader.id("record")
        restricted = try reader.bool("restricted")
        envelope = try reader.cid("envelope")
        compartmentVersion = try reader.versionNumber("compartmentVersion")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "record": .id(record), "restricted": .bool(restricted),
            "envelope": .cid(envelope), "compartmentVersion": .integer(compartmentVersion),
        ]
    }
}

extension RecordRestrict {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        guard var document: RecordDocument = try run.read(.record(patient.id, record)) else {
            throw Rejection(.recordUnknown)
        }
        guard document.status != .erased else { throw Rejection(.recordErased) }
        guard document.isRestricted != restricted, document.content.category != .restricted else {
            throw Rejection(.recordUnchanged)
        }
        let target = restricted ? Category.restricted : document.content.category
        let compartments = try PatientPolicy.compartments(of: patient.id, run)
        guard compartments[target].version == compartmentVersion else { throw Rejection(.compartmentVersion) }
        document.isRestricted = restricted
        document.replaceEnvelope(by: envelope, version: compartmentVersion)
        run.write(document)
        var details = Event.Details()
        details.category = target
        try run.emit(
            Event(
                .recordRestricted, actor: patient.id, patient: patient.id, subject: record.text,
                audience: [patient.id], details: details))
    }
}
