public import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Objects of the care workflows (docs/spec/contract-care-v1.md) that a signed-in person can ask for.
public enum CareObject: Hashable, Sendable {
    /// An appointment.
    case appointment(EntityID)
    /// The reader's own calendar.
    case ownCalendar
    /// A physician's free slots between two moments.
    case slots(physician: IdentityID, from: LedgerTime, until: LedgerTime)
}

/// Lists of the care workflows that a signed-in person can ask for.
public enum CareList: Hashable, Sendable {
    /// The reader's appointments, as patient or physician, by their time; of one status where given.
    case ownAppointments(from: LedgerTime?, until: LedgerTime?, status: String?)
}

/// Sealed content of the care workflows.
public enum CareContent: Hashable, Sendable {
    /// The patient's reason for an appointment.
    case appointmentNote(EntityID)
    /// The physician's answer.
    case appointmentAnswer(EntityID)
}

/// A part of an index whose terms go on with a time after the prefix: `from ..< until`.
struct TimeRange {
    let from: LedgerTime?
    let until: LedgerTime?
    let time: (Document) -> LedgerTime?

    /// Where reading begins; nil for the beginning.
    func start(_ prefix: [UInt8], descending: Bool) -> IndexPosition? {
        guard let edge = descending ? until : from else { return nil }
        var writer = ByteWriter()
        writer.integer(edge.milliseconds)
        // The term of a document at that very moment is longer, so it comes after this one.
        return DocumentKey(text: "!").map { IndexPosition(term: prefix + writer.bytes, key: $0) }
    }

    /// Whether reading goes on with this document.
    func contains(_ document: Document, descending: Bool) -> Bool {
        guard let time = time(document) else { return false }
        if descending { return from.map { time >= $0 } ?? true }
        return until.map { time < $0 } ?? true
    }
}

/// Answers about the care workflows.
struct CareQueries {
    let visibility: Visibility

    private static let largestSlotCount = 500

    /// The object, as far as the reader may see it; nil for what they may not, or what does not exist.
    func value(of object: CareObject) throws -> JSONObject? {
        try visibility.requireStanding()
        switch object {
        case .appointment(let id): return try visibility.appointment(id).map { Document.appointment($0).json }
        case .ownCalendar:
            guard visibility.me.role == .physician else { return nil }
            guard let calendar = try calendar(of: visibility.me.id) else {
                return [
                    "v": .integer(1), "physician": .identity(visibility.me.id), "open": .array([]),
                    "booked": .array([]),
                ]
            }
            return Document.calendar(calendar).json
        case .slots(let physician, let from, let until): return try slots(physician, from, until)
        }
    }

    private func calendar(of physician: IdentityID) throws -> CalendarDocument? {
        guard case .calendar(let calendar)? = try visibility.ledger.document(.calendar(physician)) else { return nil }
        return calendar
    }

    private func slots(_ physician: IdentityID, _ from: LedgerTime, _ until: LedgerTime) throws -> JSONObject? {
        guard case .identity(let person)? = try visibility.ledger.document(.identity(physician)),
            person.role == .physician, person.status == .verified
        else { return nil }
        let free =
            try calendar(of: physician)?.freeSlots(
                from: from, until: until, after: visibility.time, limit: Self.largestSlotCount) ?? []
        let slots = free.map { slot -> JSONValue in
            .object([
                "availability": .id(slot.availability), "from": .time(slot.from), "until": .time(slot.until),
            ])
        }
        return ["physician": .identity(physician), "slots": .array(slots)]
    }
}

extension ListPlan {
    /// Throws `notFound` for a list that is not for this reader, `query` for words that nobody knows.
    init(_ list: CareList, _ visibility: Visibility) throws {
        let me = visibility.me
        switch list {
        case .ownAppointments(let from, let until, let name):
            let status = try name.map { name throws(NodeError) -> AppointmentDocument.Status in
                guard let status = AppointmentDocument.Status(rawValue: name) else { throw NodeError.query("status") }
                return status
            }
            guard me.role == .patient || me.role == .physician else { throw NodeError.notFound }
            let range = TimeRange(from: from, until: until) { document in
                if case .appointment(let appointment) = document { appointment.from } else { nil }
            }
            self.init(
                me.role == .patient ? .appointmentsByPatient : .appointmentsByPhysician, IndexTerm().then(me.id),
                within: range
            ) { document in
                guard case .appointment(let value) = document, status == nil || value.status == status else {
                    return nil
                }
                return document.json
            }
        }
    }
}

extension Visibility {
    /// An appointment: for its patient and its physician.
    func appointment(_ id: EntityID) throws -> AppointmentDocument? {
        try requireStanding()
        guard case .appointment(let value)? = try ledger.document(.appointment(id)) else { return nil }
        return value.patient == me.id || value.physician == me.id ? value : nil
    }

    /// Whether something that is going on connects the person, or the organisation that they act for, with the patient.
    func isTreating(_ patient: IdentityID) throws -> Bool {
        let sides = me.role.actsForOrganisation ? [me.id, me.organisation] : [me.id]
        return try sides.contains { side in
            let prefix = IndexTerm().then(side).then(patient).bytes
            return try !ledger.documents(in: .connections, prefix: prefix, limit: 1).documents.isEmpty
        }
    }

    /// The content, if the person may see what refers to it.
    func content(_ content: CareContent) throws -> CID? {
        switch content {
        case .appointmentNote(let id): try appointment(id)?.note
        case .appointmentAnswer(let id): try appointment(id)?.answer
        }
    }
}
