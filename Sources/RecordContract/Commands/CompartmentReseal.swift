public import LedgerFormat

/// `compartment.reseal`: seals older records to the compartment's current key, so that the old one opens them no more.
///
/// - Signed by: the patient.
/// - Checks: `compartment.missing`, `compartment.version` (not the current one); each record `record.unknown`,
///   `record.wrongCategory`.
/// - Effects: envelope and compartment version of each record.
/// - Event: `compartment.resealed`.
public struct CompartmentReseal: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.compartmentReseal

    /// A record that is sealed anew.
    public struct Resealed: Hashable, Sendable {
        /// The record.
        public let record: EntityID
        /// Its new envelope.
        public let envelope: CID

        /// A record with its new envelope.
        public init(record: EntityID, envelope: CID) {
            self.record = record
            self.envelope = envelope
        }
    }

    /// The category.
    public let category: Category
    /// The current version.
    public let version: Int64
    /// The records, ascending, 1 ... 256.
    public let records: [Resealed]

    /// The command with these members.
    public init(category: Category, version: Int64, records: [Resealed]) {
        self.category = category
        self.version = version
        self.records = records
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        category = try reader.choice("category")
        version = try reader.versionNumber("version")
        var records: [Resealed] = []
        for var inner in try reader.objects("records", count: 1...Limits.recordsPerReseal) {
            records.append(Resealed(record: try inner.id("record"), envelope: try inner.cid("envelope")))
            try inner.finish()
        }
        _ = try ObjectReader.ascending(records.map(\.record), field: "records")
        self.records = records
    }

    /// The members.
    public var json: JSONObject {
        let list = records.map { JSONValue.object(["record": .id($0.record), "envelope": .cid($0.envelope)]) }
        return [
            "type": .word(Self.type), "category": .word(category), "version": .integer(version),
            "records": .array(list),
        ]
    }
}

extension CompartmentReseal {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        let compartments = try PatientPolicy.compartments(of: patient.id, run)
        guard version == compartments[category].version else { throw Rejection(.compartmentVersion) }
        for resealed in records {
            guard var record: RecordDocument = try run.read(.record(patient.id, resealed.record)) else {
                throw Rejection(.recordUnknown)
            }
            guard record.category == category else { throw Rejection(.recordWrongCategory) }
            guard record.status != .erased else { throw Rejection(.recordErased) }
            record.replaceEnvelope(by: resealed.envelope, version: version)
            run.write(record)
        }
        var details = Event.Details()
        details.category = category
        details.version = version
        details.records = records.map(\.record)
        try run.emit(
            Event(
                .compartmentResealed, actor: patient.id, patient: patient.id, subject: patient.id.canonical,
                audience: [patient.id], details: details))
    }
}
