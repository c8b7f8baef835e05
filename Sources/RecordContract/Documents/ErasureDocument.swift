public import LedgerFormat

/// That a patient asked for the erasure of a professional's record, and what the author's organisation answered.
public struct ErasureDocument: LedgerDocument {
    /// What became of it.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Not answered.
        case open
        /// The record is erased.
        case erased
        /// It is kept.
        case refused
    }

    /// Whose record.
    public let patient: IdentityID
    /// The record.
    public let record: EntityID
    /// The author's organisation when it was written: it answers.
    public let organisation: IdentityID
    /// Content: why, sealed to the organisation's managers.
    public let note: CID?
    /// When.
    public let requestedAt: LedgerTime
    /// What became of it.
    public private(set) var status: Status
    /// Who answered.
    public private(set) var answeredBy: IdentityID?
    /// When.
    public private(set) var answeredAt: LedgerTime?
    /// Content: why not, sealed to the patient.
    public private(set) var answer: CID?
    /// Until when it is kept.
    public private(set) var retainUntil: LedgerTime?

    init(_ command: RecordRequestErasure, of record: RecordDocument, at time: LedgerTime) {
        patient = record.patient
        self.record = record.record
        organisation = record.organisation
        note = command.note
        requestedAt = time
        status = .open
    }

    mutating func answer(_ refusal: RecordAnswerErasure.Refusal?, by manager: IdentityID, at time: LedgerTime) {
        status = refusal == nil ? .erased : .refused
        answeredBy = manager
        answeredAt = time
        answer = refusal?.note
        retainUntil = refusal?.retainUntil
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        record = try reader.id("record")
        organisation = try reader.identity("organisation")
        note = try reader.optionalCID("note")
        requestedAt = try reader.time("requestedAt")
        status = try reader.choice("status")
        answeredBy = try reader.optionalIdentity("answeredBy")
        answeredAt = try reader.optionalTime("answeredAt")
        answer = try reader.optionalCID("answer")
        retainUntil = try reader.optionalTime("retainUntil")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .erasure(patient, record) }
    /// The document as one of the world state.
    public var document: Document { .erasure(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .erasure(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let rest: (IdentityID) -> IndexTerm = {
            IndexTerm().then($0).then(status == .open).then(requestedAt).then(patient).then(record)
        }
        return [
            IndexEntry(.erasuresByPatient, rest(patient)), IndexEntry(.erasuresByOrganisation, rest(organisation)),
        ]
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "patient": .identity(patient), "record": .id(record), "organisation": .identity(organisation),
            "requestedAt": .time(requestedAt), "status": .word(status),
        ]
        json.set("note", note.map(JSONValue.cid))
        json.set("answeredBy", answeredBy.map(JSONValue.identity))
        json.set("answeredAt", answeredAt.map(JSONValue.time))
        json.set("answer", answer.map(JSONValue.cid))
        json.set("retainUntil", retainUntil.map(JSONValue.time))
        return json
    }
}
