public import LedgerFormat

/// `prescription.requestRefill`: asks the prescriber to allow the quantity once more.
///
/// - Signed by: the patient.
/// - Checks: `prescription.unknown` (also another's), `identity.wrongRole` (the prescriber),
///   `prescription.wrongState` (cancelled or expired), `prescription.refillOpen`.
/// - Effects: the request waits for the prescriber.
/// - Event: `prescription.refillRequested`, to the patient and the prescriber.
public struct PrescriptionRequestRefill: PersonCommand, PrescriptionDecision {
    /// The type that it stands under.
    public static let type = CommandType.prescriptionRequestRefill

    /// The prescription.
    public let prescription: EntityID
    /// Content: the sealed words to the prescriber.
    public let note: CID?

    /// The command with these members.
    public init(prescription: EntityID, note: CID? = nil) {
        self.prescription = prescription
        self.note = note
    }
}

extension PrescriptionRequestRefill {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        var document = try PrescriptionPolicy.own(prescription, patient, run)
        guard patient.id == document.patient else { throw Rejection(.identityWrongRole) }
        guard document.status.isOpen else { throw Rejection(.prescriptionWrongState) }
        guard document.refillRequestedAt == nil else { throw Rejection(.prescriptionRefillOpen) }
        document.refillRequestedAt = run.time
        document.note = note
        run.write(document)
        try run.emit(document.event(.prescriptionRefillRequested, by: patient.id))
    }
}
