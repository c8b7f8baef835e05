public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord

/// A prescription as far as somebody may see it.
public struct PrescriptionView: Sendable {
    /// Its id, and that of the record that says what is prescribed.
    public let prescription: EntityID
    /// For whom.
    public let patient: IdentityID
    /// By whom.
    public let prescriber: IdentityID
    /// The prescriber's organisation.
    public let organisation: IdentityID
    /// When.
    public let issuedAt: LedgerTime
    /// What has become of it.
    public let status: PrescriptionDocument.Status
    /// Everything; nil where only the right to list is given.
    public let document: PrescriptionDocument?
    /// What the node answered.
    public let json: JSONObject

    init(_ json: JSONObject) throws {
        var reader = ObjectReader(json)
        prescription = try reader.id("prescription")
        patient = try reader.identity("patient")
        prescriber = try reader.identity("prescriber")
        organisation = try reader.identity("organisation")
        issuedAt = try reader.time("issuedAt")
        status = try reader.choice("status")
        document = json["quantity"] == nil ? nil : try json.ledgerDocument(.prescription(prescription))
        self.json = json
    }
}

/// A prescription with what its two sides wrote, opened on this device.
public struct OpenedPrescription: Sendable {
    /// What may be seen of it.
    public let view: PrescriptionView
    /// The patient's words about a refill.
    public let note: String?
    /// The prescriber's.
    public let answer: String?
}

extension Person {
    // MARK: Prescribing

    /// Writes what is prescribed as a sealed record and issues it. Throws as `add`.
    public func prescribe(
        _ record: NewRecord, in context: WritingContext, quantity: Int64, repeats: Int64, until: LedgerTime
    ) async throws -> TransactionResult {
        _ = try await add(record, in: context)
        return try await submit(
            PrescriptionIssue(
                prescription: record.id, patient: context.patient, quantity: quantity, repeats: repeats, until: until))
    }

    /// Lets nothing more be dispensed, as the prescriber. Throws `NodeClientError`, `RecordClientError`,
    /// `SealingError`.
    public func cancelPrescription(_ id: EntityID, note: String? = nil) async throws -> TransactionResult {
        let note = try await words(note, about: id) { $0.patient }
        return try await submit(
            PrescriptionCancel(prescription: id, note: note?.cid), storing: note.map { [$0] } ?? [])
    }

    /// Asks for a refill, as the patient. Throws as `cancelPrescription`.
    public func requestRefill(_ id: EntityID, note: String? = nil) async throws -> TransactionResult {
        let note = try await words(note, about: id) { $0.prescriber }
        return try await submit(
            PrescriptionRequestRefill(prescription: id, note: note?.cid), storing: note.map { [$0] } ?? [])
    }

    /// Allows a refill or refuses it, as the prescriber. Throws as `cancelPrescription`.
    public func answerRefill(_ id: EntityID, approve: Bool, note: String? = nil) async throws -> TransactionResult {
        let note = try await words(note, about: id) { $0.patient }
        return try await submit(
            PrescriptionAnswerRefill(prescription: id, approve: approve, note: note?.cid),
            storing: note.map { [$0] } ?? [])
    }

    private func words(
        _ text: String?, about id: EntityID, to other: (PrescriptionView) -> IdentityID
    ) async throws -> SealedContent? {
        guard let text else { return nil }
        return try await sealedDetails(text, to: other(try await prescription(id)))
    }

    // MARK: Dispensing

    /// Hands something out, as a pharmacist: with a record that describes it where `description` is given. Throws
    /// `RecordClientError.noGrant` where the patient has not given the right to dispense, and as `add`.
    public func dispense(
        _ id: EntityID, quantity: Int64, substituted: Bool = false, description: NewRecord? = nil
    ) async throws -> TransactionResult {
        let patient = try await prescription(id).patient
        let now = clock()
        let grant = try await grantsToMe().first { grant in
            grant.patient == patient && grant.status == .live && grant.awaits == nil && grant.until > now
                && grant.from <= now && grant.terms.allow(.dispense, record: id, in: .medication)
        }
        guard let grant else { throw RecordClientError.noGrant }
        if let description {
            _ = try await add(description, in: try await writingContext(for: patient))
        }
        return try await submit(
            PrescriptionDispense(
                prescription: id, quantity: quantity, grant: grant.grant, substituted: substituted,
                record: description?.id))
    }

    // MARK: Reading

    /// One prescription, as far as the person may see it. Throws `NodeClientError`.
    public func prescription(_ id: EntityID) async throws -> PrescriptionView {
        let answer: Positioned = try await client.get("/v1/prescriptions/\(id.text)")
        return try PrescriptionView(answer.value)
    }

    /// One prescription with what its two sides wrote. Throws `NodeClientError`, `SealingError`.
    public func openPrescription(_ id: EntityID) async throws -> OpenedPrescription {
        let view = try await prescription(id)
        guard let document = view.document, [document.patient, document.prescriber].contains(self.id) else {
            return OpenedPrescription(view: view, note: nil, answer: nil)
        }
        let path = "/v1/prescriptions/\(id.text)"
        return OpenedPrescription(
            view: view, note: try await details(document.note, at: path + "/note", from: document.patient),
            answer: try await details(document.answer, at: path + "/answer", from: document.prescriber))
    }

    /// The person's own, as patient or prescriber, newest first. Throws `NodeClientError`.
    public func prescriptions(status: PrescriptionDocument.Status? = nil) async throws -> [PrescriptionView] {
        try await prescriptions(at: "/v1/me/prescriptions", status)
    }

    /// Those of all patients who let the person see them, newest first. Throws `NodeClientError`.
    public func sharedPrescriptions(status: PrescriptionDocument.Status? = nil) async throws -> [PrescriptionView] {
        try await prescriptions(at: "/v1/me/prescriptions/shared", status)
    }

    /// A patient's, as far as the person may see them, newest first. Throws `NodeClientError`.
    public func prescriptions(of patient: IdentityID) async throws -> [PrescriptionView] {
        try await prescriptions(at: "/v1/patients/\(patient.canonical)/prescriptions", nil)
    }

    /// Those whose refill waits for the person's answer, oldest first. Throws `NodeClientError`.
    public func waitingRefills() async throws -> [PrescriptionView] {
        try await prescriptions(at: "/v1/me/refills", nil)
    }

    private func prescriptions(
        at path: String, _ status: PrescriptionDocument.Status?
    ) async throws -> [PrescriptionView] {
        let query = status.map { "?status=\($0.rawValue)" } ?? ""
        return try await client.list(path + query).map { try PrescriptionView($0) }
    }
}
