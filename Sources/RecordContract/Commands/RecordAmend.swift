public import LedgerFormat

/// `record.amend`: replaces a record by a newer version.
///
/// - Signed by: the author, as for `record.add`; a grant by record allows it for that record.
/// - Checks: those of `record.add`, then `record.unknown`, `record.notAuthor`, `record.superseded`,
///   `record.retracted`, `record.wrongCategory`.
/// - Effects: the new record; the old one `superseded`; its readers are to acknowledge.
/// - Event: `record.amended`, to the patient and those readers.
public struct RecordAmend: RecordWriting {
    /// The type that it stands under.
    public static let type = CommandType.recordAmend

    /// Whose record it is.
    public let patient: IdentityID
    /// The new id.
    public let record: EntityID
    /// The old id.
    public let supersedes: EntityID
    /// Category, payload, envelope and shares.
    public let content: RecordContent
    /// The grant that allows it; absent when the patient writes.
    public let grant: EntityID?
    /// What other organisations confirm to hold.
    public let storage: [StorageReceipt]

    /// The command with these members.
    public init(
        patient: IdentityID, record: EntityID, supersedes: EntityID, content: RecordContent, grant: EntityID? = nil,
        storage: [StorageReceipt] = []
    ) {
        self.patient = patient
        self.record = record
        self.supersedes = supersedes
        self.content = content
        self.grant = grant
        self.storage = storage
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        record = try reader.id("record")
        supersedes = try reader.id("supersedes")
        content = try RecordContent(parsing: &reader)
        grant = try reader.optionalID("grant")
        storage = try StorageReceipt.list(parsing: &reader)
    }

    /// The members.
    public var json: JSONObject {
        var json = commonJSON
        json.set("supersedes", .id(supersedes))
        return json
    }
}

extension RecordAmend {
    func execute(by author: IdentityDocument, _ run: Execution) throws {
        let writing = WritingPolicy.Writing(
            patient: patient, record: record, content: content, grant: grant, storage: storage, supersedes: supersedes)
        try WritingPolicy.check(writing, by: author, run)
        var old = try AuthorshipPolicy.current(supersedes, of: patient, by: author, run)
        guard old.category == content.category else { throw Rejection(.recordWrongCategory) }
        old.status = .superseded
        old.supersededBy = record
        let readers = try RecordEnding.end(old, run)
        try write(replacing: old, .recordAmended, readers: readers, by: author, run)
    }
}
