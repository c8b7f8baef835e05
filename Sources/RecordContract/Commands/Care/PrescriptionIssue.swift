public import LedgerFormat

/// `prescription.issue`: allows a quantity to be dispensed of what a record prescribes.
///
/// - Signed by: the physician who wrote the record (FHIR MedicationRequest).
/// - Checks: `identity.wrongRole`, `record.unknown`, `record.notAuthor`, `record.superseded`, `record.retracted`,
///   `record.wrongCategory` (not medication), `prescription.exists`, `prescription.period` (over, or further ahead than
///   366 days).
/// - Effects: the prescription, under the record's id; due work.
/// - Event: `prescription.issued`, to the patient and the prescriber.
public struct PrescriptionIssue: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.prescriptionIssue
    /// How far ahead its last day may lie, in milliseconds: 366 days.
    static let furthest: Int64 = 366 * 86_400_000

    /// The record that says what is prescribed; its id is the prescription's.
    public let prescription: EntityID
    /// For whom.
    public let patient: IdentityID
    /// How much is dispensed at once: 1 ... 100,000.
    public let quantity: Int64
    /// How many times more without asking: 0 ... 99.
    public let repeats: Int64
    /// Until when.
    public let until: LedgerTime

    /// The command with these members.
    public init(prescription: EntityID, patient: IdentityID, quantity: Int64, repeats: Int64, until: LedgerTime) {
        self.prescription = prescription
        self.patient = patient
        self.quantity = quantity
        self.repeats = repeats
        self.until = until
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        prescription = try reader.id("prescription")
        patient = try reader.identity("patient")
        quantity = try reader.integer("quantity", in: PrescriptionDocument.quantities)
        repeats = try reader.integer("repeats", in: 0...PrescriptionDocument.maximumRefills)
        until = try reader.time("until")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "prescription": .id(prescription), "patient": .identity(patient),
            "quantity": .integer(quantity), "repeats": .integer(repeats), "until": .time(until),
        ]
    }
}

extension PrescriptionIssue {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        guard physician.role == .physician else { throw Rejection(.identityWrongRole) }
        let record = try AuthorshipPolicy.current(prescription, of: patient, by: physician, run)
        guard record.category == .medication else { throw Rejection(.recordWrongCategory) }
        guard try !run.has(.prescription(prescription)) else { throw Rejection(.prescriptionExists) }
        guard until > run.time, until <= run.time.advanced(byMilliseconds: Self.furthest) else {
            throw Rejection(.prescriptionPeriod)
        }
        let document = PrescriptionDocument(self, prescriber: physician, at: run.time)
        run.write(document)
        run.write(document.expiry)
        try run.emit(document.event(.prescriptionIssued, by: physician.id, quantity: quantity))
    }
}
