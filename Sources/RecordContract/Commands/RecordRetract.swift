public import LedgerFormat

/// `record.retract`: takes a wrong entry back.
///
/// - Signed by: the author; no live grant is needed, because that must always be possible.
/// - Checks: `record.unknown`, `record.notAuthor`, `record.superseded`, `record.retracted`.
/// - Effects: status `retracted`; its readers are to acknowledge.
/// - Event: `record.retracted`, to the patient and those readers.
public struct RecordRetract: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.recordRetract

    /// Whose record it is.
    public let patient: IdentityID
    /// The record.
    public let record: EntityID
    /// Content: the sealed reason.
    public let note: CID?

    /// The command with these members.
    public init(patient: IdentityID, record: EntityID, note: CID? = nil) {
        self.patient = patient
        self.record = record
        self.note = note
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        record = try reader.id("record")
        note = try reader.optionalCID("note")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["type": .word(Self.type), "patient": .identity(patient), "record": .id(record)]
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}

extension RecordRetract {
    func execute(by author: IdentityDocument, _ run: Execution) throws {
        guard author.role.isStaff || author.id == patient else { throw Rejection(.identityWrongRole) }
        var document = try AuthorshipPolicy.current(record, of: patient, by: author, run)
        document.status = .retracted
        document.note = note
        let readers = try RecordEnding.end(document, run)
        var details = Event.Details()
        details.category = document.category
        try run.emit(
            Event(
                .recordRetracted, actor: author.id, patient: patient, subject: record.text,
                audience: [patient] + readers, details: details))
    }
}
