public import LedgerFormat

/// What may be dispensed of a prescription, and what has been: numbers only. What is prescribed stands in the sealed
/// record of the same id; the counts stay when that is erased.
public struct PrescriptionDocument: LedgerDocument {
    static let maximumDispenses = 250
    static let maximumRefills: Int64 = 99
    static let quantities: ClosedRange<Int64> = 1...100_000
    private static let numbers: ClosedRange<Int64> = 0...LedgerTime.maximum.milliseconds

    /// What has become of it.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Something is left.
        case active
        /// Everything has been dispensed.
        case dispensed
        /// The prescriber took it back.
        case cancelled
        /// Its last day is over.
        case expired

        /// Whether a refill can be asked for, or something may be left.
        public var isOpen: Bool { self == .active || self == .dispensed }
    }

    /// What was handed out at once.
    public struct Dispense: Hashable, Sendable {
        /// Who handed it out.
        public let pharmacist: IdentityID
        /// Their organisation.
        public let organisation: IdentityID
        /// How much, in the prescription's unit.
        public let quantity: Int64
        /// When.
        public let at: LedgerTime
        /// Whether another product than the one prescribed was given.
        public let substituted: Bool
        /// The record that describes it (FHIR MedicationDispense).
        public let record: EntityID?
    }

    /// Its id, and that of the record that says what is prescribed.
    public let prescription: EntityID
    /// For whom.
    public let patient: IdentityID
    /// By whom.
    public let prescriber: IdentityID
    /// The prescriber's organisation.
    public let organisation: IdentityID
    /// How much is dispensed at once, in the prescription's unit.
    public let quantity: Int64
    /// How many times more it may be dispensed without asking.
    public let repeats: Int64
    /// How many times more the prescriber has allowed since.
    public internal(set) var refills: Int64
    /// How much has been dispensed.
    public internal(set) var dispensed: Int64
    /// Each time.
    public internal(set) var dispenses: [Dispense]
    /// When it was issued.
    public let issuedAt: LedgerTime
    /// Until when something may be dispensed: no longer at that moment.
    public let until: LedgerTime
    /// What has become of it.
    public internal(set) var status: Status
    /// When the patient asked for a refill that has not been answered.
    public internal(set) var refillRequestedAt: LedgerTime?
    /// Content: the patient's sealed words.
    public internal(set) var note: CID?
    /// Content: the prescriber's sealed words.
    public internal(set) var answer: CID?

    /// How much may be dispensed in all.
    public var allowed: Int64 { quantity * (1 + repeats + refills) }
    /// How much is left.
    public var remaining: Int64 { allowed - dispensed }

    init(_ command: PrescriptionIssue, prescriber: IdentityDocument, at time: LedgerTime) {
        prescription = command.prescription
        patient = command.patient
        self.prescriber = prescriber.id
        organisation = prescriber.organisation
        quantity = command.quantity
        repeats = command.repeats
        refills = 0
        dispensed = 0
        dispenses = []
        issuedAt = time
        until = command.until
        status = .active
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        prescription = try reader.id("prescription")
        patient = try reader.identity("patient")
        prescriber = try reader.identity("prescriber")
        organisation = try reader.identity("organisation")
        quantity = try reader.integer("quantity", in: Self.quantities)
        repeats = try reader.integer("repeats", in: 0...Self.maximumRefills)
        refills = try reader.integer("refills", in: 0...Self.maximumRefills)
        dispensed = try reader.integer("dispensed", in: Self.numbers)
        var dispenses: [Dispense] = []
        for var inner in try reader.objects("dispenses", count: 0...Self.maximumDispenses) {
            let dispense = Dispense(
                pharmacist: try inner.identity("pharmacist"), organisation: try inner.identity("organisation"),
                quantity: try inner.integer("quantity", in: Self.quantities), at: try inner.time("at"),
                substituted: try inner.bool("substituted"), record: try inner.optionalID("record"))
            try inner.finish()
            dispenses.append(dispense)
        }
        self.dispenses = dispenses
        issuedAt = try reader.time("issuedAt")
        until = try reader.time("until")
        status = try reader.choice("status")
        refillRequestedAt = try reader.optionalTime("refillRequestedAt")
        note = try reader.optionalCID("note")
        answer = try reader.optionalCID("answer")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .prescription(prescription) }
    /// The document as one of the world state.
    public var document: Document { .prescription(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .prescription(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let rest: (IdentityID) -> IndexTerm = { IndexTerm().then($0).then(issuedAt).then(prescription) }
        var entries = [
            IndexEntry(.prescriptionsByPatient, rest(patient)),
            IndexEntry(.prescriptionsByPrescriber, rest(prescriber)),
        ]
        if let refillRequestedAt {
            let term = IndexTerm().then(prescriber).then(refillRequestedAt).then(prescription)
            entries.append(IndexEntry(.refillsByPrescriber, term))
        }
        if status.isOpen {
            let term = IndexTerm().then(prescriber).then(patient).then(prescription)
            entries.append(IndexEntry(.connections, term))
        }
        return entries
    }

    /// The members.
    public var json: JSONObject {
        let dispenses = dispenses.map { dispense -> JSONValue in
            var json: JSONObject = [
                "pharmacist": .identity(dispense.pharmacist), "organisation": .identity(dispense.organisation),
                "quantity": .integer(dispense.quantity), "at": .time(dispense.at),
                "substituted": .bool(dispense.substituted),
            ]
            json.set("record", dispense.record.map(JSONValue.id))
            return .object(json)
        }
        var json: JSONObject = [
            "prescription": .id(prescription), "patient": .identity(patient), "prescriber": .identity(prescriber),
            "organisation": .identity(organisation), "quantity": .integer(quantity), "repeats": .integer(repeats),
            "refills": .integer(refills), "dispensed": .integer(dispensed), "dispenses": .array(dispenses),
            "issuedAt": .time(issuedAt), "until": .time(until), "status": .word(status),
        ]
        json.set("refillRequestedAt", refillRequestedAt.map(JSONValue.time))
        json.set("note", note.map(JSONValue.cid))
        json.set("answer", answer.map(JSONValue.cid))
        return json
    }
}

extension PrescriptionDocument {
    /// The due work of its last day.
    var expiry: DueDocument { DueDocument(time: until, kind: .prescriptionExpires, subject: prescription) }

    /// What happened to it, for patient and prescriber.
    func event(_ kind: Event.Kind, by actor: IdentityID?, quantity: Int64? = nil) -> Event {
        var details = Event.Details()
        details.quantity = quantity
        return Event(
            kind, actor: actor, patient: patient, subject: prescription.text, audience: [patient, prescriber],
            details: details)
    }
}
