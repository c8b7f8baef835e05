public import LedgerFormat

/// An appointment of a patient with a physician, and the visit that it becomes.
public struct AppointmentDocument: LedgerDocument {
    /// What has become of it.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// The patient asks; the physician has not answered.
        case requested
        /// It is to take place.
        case confirmed
        /// The physician refused.
        case declined
        /// Somebody called it off.
        case cancelled
        /// Nobody answered before it was to begin.
        case lapsed
        /// The visit took place.
        case completed
        /// The patient did not come.
        case missed

        /// Whether it may still take place.
        public var isOpen: Bool { self == .requested || self == .confirmed }
    }

    /// Its id.
    public let appointment: EntityID
    /// Whose.
    public let patient: IdentityID
    /// With whom.
    public let physician: IdentityID
    /// The physician's organisation.
    public let organisation: IdentityID
    /// When it begins.
    public internal(set) var from: LedgerTime
    /// When it ends.
    public internal(set) var until: LedgerTime
    /// What has become of it.
    public internal(set) var status: Status
    /// Who asked for it, or booked it.
    public let requestedBy: IdentityID
    /// When.
    public let requestedAt: LedgerTime
    /// When it last changed.
    public internal(set) var changedAt: LedgerTime
    /// The grant that it carries.
    public internal(set) var grant: EntityID?
    /// For how long after the visit the grant goes on, in milliseconds.
    public internal(set) var grantAfter: Int64?
    /// Content: the patient's sealed reason.
    public internal(set) var note: CID?
    /// Content: the physician's sealed answer.
    public internal(set) var answer: CID?
    /// Who called it off.
    public internal(set) var cancelledBy: IdentityID?
    /// The record that describes the visit.
    public internal(set) var encounter: EntityID?
    /// What was written in it, ascending.
    public internal(set) var records: [EntityID]

    init(
        appointment: EntityID, patient: IdentityID, physician: IdentityDocument, from: LedgerTime, until: LedgerTime,
        requestedBy: IdentityID, at time: LedgerTime
    ) {
        self.appointment = appointment
        self.patient = patient
        self.physician = physician.id
        organisation = physician.organisation
        self.from = from
        self.until = until
        status = .requested
        self.requestedBy = requestedBy
        requestedAt = time
        changedAt = time
        records = []
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        appointment = try reader.id("appointment")
        patient = try reader.identity("patient")
        physician = try reader.identity("physician")
        organisation = try reader.identity("organisation")
        from = try reader.time("from")
        until = try reader.time("until")
        status = try reader.choice("status")
        requestedBy = try reader.identity("requestedBy")
        requestedAt = try reader.time("requestedAt")
        changedAt = try reader.time("changedAt")
        grant = try reader.optionalID("grant")
        grantAfter = try reader.optionalInteger("grantAfter", in: 0...AppointmentGrant.longestAfter)
        note = try reader.optionalCID("note")
        answer = try reader.optionalCID("answer")
        cancelledBy = try reader.optionalIdentity("cancelledBy")
        encounter = try reader.optionalID("encounter")
        records = try reader.ids("records", count: 0...Limits.recordsPerRead)
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .appointment(appointment) }
    /// The document as one of the world state.
    public var document: Document { .appointment(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .appointment(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        var entries = [
            IndexEntry(.appointmentsByPatient, IndexTerm().then(patient).then(from).then(appointment)),
            IndexEntry(.appointmentsByPhysician, IndexTerm().then(physician).then(from).then(appointment)),
            IndexEntry(.appointmentsByOrganisation, IndexTerm().then(organisation).then(from).then(appointment)),
        ]
        if status.isOpen {
            entries.append(IndexEntry(.connections, IndexTerm().then(physician).then(patient).then(appointment)))
        }
        return entries
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "appointment": .id(appointment), "patient": .identity(patient), "physician": .identity(physician),
            "organisation": .identity(organisation), "from": .time(from), "until": .time(until),
            "status": .word(status), "requestedBy": .identity(requestedBy), "requestedAt": .time(requestedAt),
            "changedAt": .time(changedAt), "records": .ids(records),
        ]
        json.set("grant", grant.map(JSONValue.id))
        json.set("grantAfter", grantAfter.map(JSONValue.integer))
        json.set("note", note.map(JSONValue.cid))
        json.set("answer", answer.map(JSONValue.cid))
        json.set("cancelledBy", cancelledBy.map(JSONValue.identity))
        json.set("encounter", encounter.map(JSONValue.id))
        return json
    }
}

extension AppointmentDocument {
    /// The due work that ends a request which nobody answered before it was to begin.
    var lapse: DueDocument { DueDocument(time: from, kind: .appointmentLapses, subject: appointment) }

    /// What happened to it, for both.
    func event(_ kind: Event.Kind, by actor: IdentityID?) -> Event {
        var details = Event.Details()
        details.from = from
        details.until = until
        return Event(
            kind, actor: actor, patient: patient, subject: appointment.text, audience: [patient, physician],
            details: details)
    }
}
