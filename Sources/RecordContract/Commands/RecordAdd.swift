public import LedgerFormat

/// `record.add`: adds a record.
///
/// - Signed by: the patient themself; staff with a grant for contribute (a pharmacist in medication: contribute or
///   dispense).
/// - Checks: `identity.wrongRole` (the role writes nothing, or a patient about another), `identity.unknown` (no such
///   patient), `compartment.missing`, `record.categoryForRole`, the grant check, `compartment.version`,
///   `record.exists`, `record.shares` (not the set's organisations, or not its majority), `record.storage` (too few
///   organisations hold the content).
/// - Effects: the record.
/// - Event: `record.added`, to the patient.
public struct RecordAdd: RecordWriting {
    /// The type that it stands under.
    public static let type = CommandType.recordAdd

    /// Whose record it is.
    public let patient: IdentityID
    /// Its id.
    public let record: EntityID
    /// Category, payload, envelope and shares.
    public let content: RecordContent
    /// The grant that allows it; absent when the patient writes.
    public let grant: EntityID?
    /// What other organisations confirm to hold.
    public let storage: [StorageReceipt]

    /// The command with these members.
    public init(
        patient: IdentityID, record: EntityID, content: RecordContent, grant: EntityID? = nil,
        storage: [StorageReceipt] = []
    ) {
        self.patient = patient
        self.record = record
        self.content = content
        self.grant = grant
        self.storage = storage
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        record = try reader.id("record")
        content = try RecordContent(parsing: &reader)
        grant = try reader.optionalID("grant")
        storage = try StorageReceipt.list(parsing: &reader)
    }

    /// The members.
    public var json: JSONObject { commonJSON }
}

extension RecordAdd {
    func execute(by author: IdentityDocument, _ run: Execution) throws {
        let writing = WritingPolicy.Writing(
            patient: patient, record: record, content: content, grant: grant, storage: storage, supersedes: nil)
        try WritingPolicy.check(writing, by: author, run)
        try write(replacing: nil, .recordAdded, by: author, run)
    }
}
