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
public struct RecordAdd: LedgerCommand {
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
    public var json: JSONObject {
        var json: JSONObject = ["type": .word(Self.type), "patient": .identity(patient), "record": .id(record)]
        content.write(to: &json)
        StorageReceipt.write(storage, to: &json)
        json.set("grant", grant.map(JSONValue.id))
        return json
    }
}

extension RecordAdd {
    func execute(by author: IdentityDocument, _ run: Execution) throws {
        let writing = WritingPolicy.Writing(
            patient: patient, record: record, content: content, grant: grant, storage: storage, supersedes: nil)
        try WritingPolicy.check(writing, by: author, run)
        run.write(
            RecordDocument(
                record: record, patient: patient, author: author, content: content, addedAt: run.time,
                height: Int64(clamping: run.block.height), transaction: run.transaction, supersedes: nil))
        var details = Event.Details()
        details.category = content.category
        details.grant = grant
        try run.emit(
            Event(
                .recordAdded, actor: author.id, patient: patient, subject: record.text, audience: [patient],
                details: details))
    }
}
