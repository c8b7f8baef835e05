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
    /// A prescription, as far as the reader may see it.
    case prescription(EntityID)
    /// An order: for its patient, its physician, and who performs it.
    case order(EntityID)
}

/// Lists of the care workflows that a signed-in person can ask for.
public enum CareList: Hashable, Sendable {
    /// The reader's appointments, as patient or physician, by their time; of one status where given.
    case ownAppointments(from: LedgerTime?, until: LedgerTime?, status: String?)
    /// When an organisation's physicians have appointments, or one of them, by their time, for its managers: without
    /// whose they are and what for; of one status where given.
    case organisationAppointments(
        IdentityID, physician: IdentityID?, from: LedgerTime?, until: LedgerTime?, status: String?)
    /// The reader's prescriptions, as patient or prescriber, newest first; of one status where given.
    case ownPrescriptions(status: String?)
    /// Requests for refills that wait for the reader, oldest first.
    case waitingRefills
    /// A patient's prescriptions, as far as the reader may see them.
    case patientPrescriptions(IdentityID)
    /// Prescriptions of all patients who let the reader, or their organisation, see them; of one status where given.
    case sharedPrescriptions(status: String?)
    /// The reader's orders, as patient or physician, newest first.
    case ownOrders
    /// The orders that the reader's organisation performs: those that wait, the most urgent first, or the others.
    case worklist(waiting: Bool)
    /// Results that the reader ordered and has not acknowledged, critical ones first.
    case waitingResults
    /// Critical results of the reader's organisation that nobody acknowledged in time, the oldest deadline first.
    case escalatedResults
    /// Changes of the reader's own records that some of their readers have yet to acknowledge.
    case ownRecalls
}

/// Sealed content of the care workflows.
public enum CareContent: Hashable, Sendable {
    /// The patient's reason for an appointment.
    case appointmentNote(EntityID)
    /// The physician's answer.
    case appointmentAnswer(EntityID)
    /// The patient's words about a refill.
    case prescriptionNote(EntityID)
    /// The prescriber's words about a refill or a cancellation.
    case prescriptionAnswer(EntityID)
    /// The keys of an order, sealed to the performer.
    case orderEnvelope(EntityID)
    /// The keys of a version of a result, sealed to the physician who ordered.
    case resultEnvelope(order: EntityID, record: EntityID)
    /// The reason of a rejection or cancellation.
    case orderNote(EntityID)
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
        case .prescription(let id): return try PrescriptionQueries(visibility: visibility).view(id)
        case .order(let id): return try visibility.order(id).map { Document.order($0).json }
        }
    }

    /// What colleagues of the physician see of a critical result that nobody acknowledged in time; physicians, who may
    /// open it, also whose it is.
    static func escalation(_ order: OrderDocument, for me: IdentityDocument) -> JSONObject {
        var json: JSONObject = [
            "order": .id(order.order), "physician": .identity(order.physician),
            "performer": .identity(order.performer), "kind": .string(order.kind.rawValue),
        ]
        if me.id == order.physician || OrderPolicy.standsIn(order, me) { json.set("patient", .identity(order.patient)) }
        json.set("record", order.results.last.map { .id($0.record) })
        json.set("deadline", order.critical.map { .time($0.deadline) })
        json.set("escalatedAt", order.critical?.escalatedAt.map { .time($0) })
        return json
    }

    /// What the management sees of an appointment: that and when the physician is taken, and what became of it. Neither
    /// patient, reason, record nor grant, nor the id, by which it could be told from others of that time
    /// (docs/decisions/0104-what-managers-see-of-appointments.md).
    static func occupied(_ appointment: AppointmentDocument) -> JSONObject {
        [
            "physician": .identity(appointment.physician), "from": .time(appointment.from),
            "until": .time(appointment.until), "status": .string(appointment.status.rawValue),
        ]
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
            let status = try Self.appointmentStatus(name)
            guard me.role == .patient || me.role == .physician else { throw NodeError.notFound }
            self.init(
                me.role == .patient ? .appointmentsByPatient : .appointmentsByPhysician, IndexTerm().then(me.id),
                within: .appointments(from, until)
            ) { document in
                guard case .appointment(let value) = document, status == nil || value.status == status else {
                    return nil
                }
                return document.json
            }
        case .organisationAppointments(let organisation, let physician, let from, let until, let name):
            let status = try Self.appointmentStatus(name)
            guard me.role == .hospitalManager, me.organisation == organisation else { throw NodeError.notFound }
            // Another house's physician is like one who does not exist: the manager's own, empty calendar answers.
            let calendar = try physician.map { try visibility.isStaff($0, of: organisation) ? $0 : me.id }
            self.init(
                calendar == nil ? .appointmentsByOrganisation : .appointmentsByPhysician,
                IndexTerm().then(calendar ?? organisation), within: .appointments(from, until)
            ) { document in
                guard case .appointment(let value) = document, value.organisation == organisation,
                    status == nil || value.status == status
                else { return nil }
                return CareQueries.occupied(value)
            }
        case .ownPrescriptions(let name):
            let status = try PrescriptionQueries.status(name)
            guard me.role == .patient || me.role == .physician else { throw NodeError.notFound }
            self.init(
                me.role == .patient ? .prescriptionsByPatient : .prescriptionsByPrescriber, IndexTerm().then(me.id)
            ) { document in
                guard case .prescription(let value) = document, status == nil || value.status == status else {
                    return nil
                }
                return document.json
            }
        case .waitingRefills:
            guard me.role == .physician else { throw NodeError.notFound }
            self.init(.refillsByPrescriber, IndexTerm().then(me.id))
        case .ownOrders:
            guard me.role == .patient || me.role == .physician else { throw NodeError.notFound }
            self.init(me.role == .patient ? .ordersByPatient : .ordersByPhysician, IndexTerm().then(me.id))
        case .worklist(let waiting):
            guard let kind = OrderKind.allCases.first(where: { $0.role == me.role }) else { throw NodeError.notFound }
            self.init(.ordersByPerformer, IndexTerm().then(me.organisation).then(waiting)) { document in
                guard case .order(let order) = document, order.kind == kind else { return nil }
                return document.json
            }
        case .waitingResults:
            guard me.role == .physician else { throw NodeError.notFound }
            self.init(.resultsByPhysician, IndexTerm().then(me.id))
        case .escalatedResults:
            guard me.role == .physician || me.role == .nurse || me.role == .hospitalManager else {
                throw NodeError.notFound
            }
            self.init(.escalationsByOrganisation, IndexTerm().then(me.organisation)) { document in
                guard case .order(let order) = document else { return nil }
                return CareQueries.escalation(order, for: me)
            }
        case .ownRecalls:
            self.init(.acknowledgementsByAuthor, IndexTerm().then(me.id))
        case .patientPrescriptions, .sharedPrescriptions: throw NodeError.failed
        }
    }

    private static func appointmentStatus(_ name: String?) throws(NodeError) -> AppointmentDocument.Status? {
        guard let name else { return nil }
        guard let status = AppointmentDocument.Status(rawValue: name) else { throw NodeError.query("status") }
        return status
    }
}

extension TimeRange {
    fileprivate static func appointments(_ from: LedgerTime?, _ until: LedgerTime?) -> TimeRange {
        TimeRange(from: from, until: until) { document in
            if case .appointment(let appointment) = document { appointment.from } else { nil }
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

    fileprivate func isStaff(_ id: IdentityID, of organisation: IdentityID) throws -> Bool {
        guard case .identity(let person)? = try ledger.document(.identity(id)) else { return false }
        return person.role.isStaff && person.organisation == organisation
    }

    /// An order: for its patient, its physician, who works on it at the organisation that performs it, and who stands
    /// in for the physician.
    func order(_ id: EntityID) throws -> OrderDocument? {
        try requireStanding()
        guard case .order(let value)? = try ledger.document(.order(id)) else { return nil }
        let concerns =
            value.patient == me.id || value.physician == me.id || OrderPolicy.performs(value, me)
            || OrderPolicy.standsIn(value, me)
        return concerns ? value : nil
    }

    /// Whether an order lets the person read that record: what is ordered for who performs it, its result for both.
    func isOpenedByOrder(_ record: RecordDocument) throws -> Bool {
        guard case .order(let order)? = try ledger.document(.order(record.order ?? record.record)),
            order.patient == record.patient
        else { return false }
        return OrderPolicy.mayRead(order, record: record.record, me)
    }

    /// The categories in which orders let the person contribute a result about the patient.
    func categoriesOfOrders(about patient: IdentityID) throws -> [RecordContract.Category] {
        guard let kind = OrderKind.allCases.first(where: { $0.role == me.role }) else { return [] }
        let prefix = IndexTerm().then(me.organisation).then(patient).bytes
        let open = try ledger.documents(in: .connections, prefix: prefix, limit: 200).documents
        let isOrdered = open.contains { document in
            guard case .order(let order) = document else { return false }
            return order.kind == kind && order.patient == patient
        }
        return isOrdered ? [kind.category] : []
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
        case .prescriptionNote(let id): try PrescriptionQueries(visibility: self).own(id)?.note
        case .prescriptionAnswer(let id): try PrescriptionQueries(visibility: self).own(id)?.answer
        case .orderEnvelope(let id):
            try order(id).flatMap { $0.status.isOpen && OrderPolicy.performs($0, me) ? $0.envelope : nil }
        case .resultEnvelope(let id, let record):
            try order(id).flatMap { order in
                guard OrderPolicy.mayRead(order, record: record, me),
                    let result = order.results.first(where: { $0.record == record })
                else { return nil }
                if order.physician == me.id { return result.envelope }
                return OrderPolicy.standsIn(order, me) ? result.colleagues?.envelope : nil
            }
        case .orderNote(let id): try order(id)?.note
        }
    }
}
