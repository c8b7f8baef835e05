public import LedgerFormat

/// `prescription.dispense`: something was handed out. Never more than is left, whoever hands it out and wherever: the
/// count stands on the ledger and stays when the record is erased.
///
/// - Signed by: a pharmacist whom the patient has given the right to dispense.
/// - Checks: `identity.wrongRole`; `access.denied` (no such prescription); the grant check for dispense;
///   `access.wrongCategory` (the grant does not cover the prescription); `prescription.wrongState` (cancelled or
///   expired, or its record is superseded, retracted or gone); `prescription.exceeded` (more than is left, or than is
///   dispensed at once); `prescription.limit` (250 times); for the record of the dispense: `record.unknown`,
///   `record.notAuthor`, `record.superseded`, `record.retracted`, `record.wrongCategory`, `record.exists` (it describes
///   another dispense).
/// - Effects: the count; status `dispensed` when nothing is left.
/// - Event: `prescription.dispensed`, to the patient and the prescriber.
public struct PrescriptionDispense: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.prescriptionDispense

    /// The prescription.
    public let prescription: EntityID
    /// How much: 1 ... 100,000.
    public let quantity: Int64
    /// The grant that allows it.
    public let grant: EntityID
    /// Whether another product than the one prescribed was given.
    public let substituted: Bool
    /// The record that describes it (FHIR MedicationDispense).
    public let record: EntityID?

    /// The command with these members.
    public init(
        prescription: EntityID, quantity: Int64, grant: EntityID, substituted: Bool = false, record: EntityID? = nil
    ) {
        self.prescription = prescription
        self.quantity = quantity
        self.grant = grant
        self.substituted = substituted
        self.record = record
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        prescription = try reader.id("prescription")
        quantity = try reader.integer("quantity", in: PrescriptionDocument.quantities)
        grant = try reader.id("grant")
        substituted = try reader.bool("substituted")
        record = try reader.optionalID("record")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "prescription": .id(prescription), "quantity": .integer(quantity),
            "grant": .id(grant), "substituted": .bool(substituted),
        ]
        json.set("record", record.map(JSONValue.id))
        return json
    }
}

extension PrescriptionDispense {
    func execute(by pharmacist: IdentityDocument, _ run: Execution) throws {
        guard pharmacist.role == .pharmacist else { throw Rejection(.identityWrongRole) }
        guard var document: PrescriptionDocument = try run.read(.prescription(prescription)) else {
            throw Rejection(.accessDenied)
        }
        let consent = try GrantPolicy.check(
            try run.read(.grant(grant)), of: document.patient, for: pharmacist, [.dispense], purpose: nil,
            at: run.time)
        guard consent.terms.allow(.dispense, record: prescription, in: .medication) else {
            throw Rejection(.accessWrongCategory)
        }
        let prescribed: RecordDocument? = try run.read(.record(document.patient, prescription))
        guard document.status.isOpen, document.until > run.time, prescribed?.status == .current else {
            throw Rejection(.prescriptionWrongState)
        }
        guard quantity <= document.remaining, quantity <= document.quantity else {
            throw Rejection(.prescriptionExceeded)
        }
        guard document.dispenses.count < PrescriptionDocument.maximumDispenses else {
            throw Rejection(.prescriptionLimit)
        }
        if let record { try requireDescription(record, of: document, by: pharmacist, run) }
        document.dispensed += quantity
        document.dispenses.append(
            PrescriptionDocument.Dispense(
                pharmacist: pharmacist.id, organisation: pharmacist.organisation, quantity: quantity, at: run.time,
                substituted: substituted, record: record))
        if document.remaining == 0 { document.status = .dispensed }
        run.write(document)
        try run.emit(document.event(.prescriptionDispensed, by: pharmacist.id, quantity: quantity))
    }

    private func requireDescription(
        _ id: EntityID, of document: PrescriptionDocument, by pharmacist: IdentityDocument, _ run: Execution
    ) throws {
        let record = try AuthorshipPolicy.current(id, of: document.patient, by: pharmacist, run)
        guard record.category == .medication else { throw Rejection(.recordWrongCategory) }
        guard !document.dispenses.contains(where: { $0.record == id }) else { throw Rejection(.recordExists) }
    }
}
