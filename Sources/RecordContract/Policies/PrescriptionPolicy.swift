import LedgerFormat

/// What commands about a prescription have in common.
enum PrescriptionPolicy {
    /// The prescription of that patient or prescriber. Throws `prescription.unknown`, also for another's.
    static func own(_ id: EntityID, _ person: IdentityDocument, _ run: Execution) throws -> PrescriptionDocument {
        guard let document: PrescriptionDocument = try run.read(.prescription(id)),
            document.patient == person.id || document.prescriber == person.id
        else { throw Rejection(.prescriptionUnknown) }
        return document
    }

    /// Ends what can still be dispensed of it.
    static func end(
        _ prescription: PrescriptionDocument, as status: PrescriptionDocument.Status, _ run: Execution
    ) throws {
        var ended = prescription
        ended.status = status
        ended.refillRequestedAt = nil
        run.write(ended)
        if try run.has(ended.expiry.key) { run.delete(ended.expiry.key) }
    }
}
