public import LedgerFormat

/// `prescription.cancel`: nothing more may be dispensed.
///
/// - Signed by: the prescriber.
/// - Checks: `prescription.unknown` (also another's), `identity.wrongRole` (the patient), `prescription.wrongState`
///   (cancelled or expired).
/// - Effects: status `cancelled`; a request for a refill falls away.
/// - Event: `prescription.cancelled`, to the patient and the prescriber.
public struct PrescriptionCancel: PersonCommand, PrescriptionDecision {
    /// The type that it stands under.
    public static let type = CommandType.prescriptionCancel

    /// The prescription.
    public let prescription: EntityID
    /// Content: the sealed reason.
    public let note: CID?

    /// The command with these members.
    public init(prescription: EntityID, note: CID? = nil) {
        self.prescription = prescription
        self.note = note
    }
}

extension PrescriptionCancel {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        var document = try PrescriptionPolicy.own(prescription, physician, run)
        guard physician.id == document.prescriber else { throw Rejection(.identityWrongRole) }
        guard document.status.isOpen else { throw Rejection(.prescriptionWrongState) }
        if let note { document.answer = note }
        try PrescriptionPolicy.end(document, as: .cancelled, run)
        try run.emit(document.event(.prescriptionCancelled, by: physician.id))
    }
}
