public import LedgerFormat

/// `record.requestErasure`: the patient asks the author's organisation to erase a record.
///
/// - Signed by: the patient.
/// - Checks: `record.unknown`, `record.erased`, `erasure.selfReported` (the patient erases it themself),
///   `erasure.open` (asked already).
/// - Effects: an open request for erasure, in place of one that was answered.
/// - Event: `record.erasureRequested`, to the patient; the organisation's managers find it in their list.
public struct RecordRequestErasure: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.recordRequestErasure

    /// The record.
    public let record: EntityID
    /// Content: why, sealed to the organisation's managers.
    public let note: CID?

    /// The command with these members.
    public init(record: EntityID, note: CID? = nil) {
        self.record = record
        self.note = note
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        record = try reader.id("record")
        note = try reader.optionalCID("note")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["type": .word(Self.type), "record": .id(record)]
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}

extension RecordRequestErasure {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        guard let document: RecordDocument = try run.read(.record(patient.id, record)) else {
            throw Rejection(.recordUnknown)
        }
        guard document.status != .erased else { throw Rejection(.recordErased) }
        guard !document.selfReported else { throw Rejection(.erasureSelfReported) }
        if let earlier: ErasureDocument = try run.read(.erasure(patient.id, record)), earlier.status == .open {
            throw Rejection(.erasureOpen)
        }
        run.write(ErasureDocument(self, of: document, at: run.time))
        var details = Event.Details()
        details.organisation = document.organisation
        try run.emit(
            Event(
                .recordErasureRequested, actor: patient.id, patient: patient.id, subject: record.text,
                audience: [patient.id], details: details))
    }
}
