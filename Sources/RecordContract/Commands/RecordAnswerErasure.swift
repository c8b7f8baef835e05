public import LedgerFormat

/// `record.answerErasure`: the author's organisation erases a record at the patient's request, or refuses with a reason
/// and the date until which it keeps it.
///
/// - Signed by: hospitalManager of the organisation whose member wrote the record.
/// - Checks: `erasure.unknown` (none, or another organisation's: one code), `erasure.answered`, `erasure.period` (the
///   date is over already).
/// - Effects: the request is answered; erased as by `record.erase`.
/// - Event: `record.erased` or `record.erasureRefused`, to the patient.
public struct RecordAnswerErasure: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.recordAnswerErasure

    /// Why a record is not erased.
    public struct Refusal: Hashable, Sendable {
        /// Content: the reason, sealed to the patient.
        public let note: CID
        /// Until when it is kept.
        public let retainUntil: LedgerTime

        /// A refusal with this reason and date.
        public init(note: CID, retainUntil: LedgerTime) {
            self.note = note
            self.retainUntil = retainUntil
        }
    }

    /// Whose record.
    public let patient: IdentityID
    /// The record.
    public let record: EntityID
    /// Nil: it is erased.
    public let refusal: Refusal?

    /// The command with these members.
    public init(patient: IdentityID, record: EntityID, refusal: Refusal? = nil) {
        self.patient = patient
        self.record = record
        self.refusal = refusal
    }

    /// Reads the members: `erased`, and only when that is false `note` and `retainUntil`. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        record = try reader.id("record")
        refusal =
            try reader.bool("erased")
            ? nil : Refusal(note: try reader.cid("note"), retainUntil: try reader.time("retainUntil"))
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "patient": .identity(patient), "record": .id(record),
            "erased": .bool(refusal == nil),
        ]
        json.set("note", (refusal?.note).map(JSONValue.cid))
        json.set("retainUntil", (refusal?.retainUntil).map(JSONValue.time))
        return json
    }
}

extension RecordAnswerErasure {
    func execute(by manager: IdentityDocument, _ run: Execution) throws {
        guard var request: ErasureDocument = try run.read(.erasure(patient, record)),
            request.organisation == manager.organisation
        else { throw Rejection(.erasureUnknown) }
        guard request.status == .open else { throw Rejection(.erasureAnswered) }
        if let refusal {
            guard refusal.retainUntil > run.time else { throw Rejection(.erasurePeriod) }
        } else {
            let document: RecordDocument = try run.require(.record(patient, record))
            try RecordErasing.erase(document, run)
        }
        request.answer(refusal, by: manager.id, at: run.time)
        run.write(request)
        var details = Event.Details()
        details.organisation = manager.organisation
        details.until = refusal?.retainUntil
        details.records = refusal == nil ? [record] : nil
        try run.emit(
            Event(
                refusal == nil ? .recordErased : .recordErasureRefused, actor: manager.id, patient: patient,
                subject: record.text, audience: [patient], details: details))
    }
}
