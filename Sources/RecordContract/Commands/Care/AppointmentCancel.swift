public import LedgerFormat

/// `appointment.cancel`: calls an appointment off before it begins.
///
/// - Signed by: the patient; the physician once it is confirmed.
/// - Checks: `appointment.unknown` (also another's), `appointment.wrongState` (over, declined or cancelled; begun
///   already; for the physician also: not confirmed).
/// - Effects: status `cancelled`; the slot is free; the grant that it carries is revoked.
/// - Event: `appointment.cancelled`, to patient and physician.
public struct AppointmentCancel: PersonCommand, AppointmentDecision {
    /// The type that it stands under.
    public static let type = CommandType.appointmentCancel

    /// The appointment.
    public let appointment: EntityID
    /// Content: the sealed note.
    public let note: CID?

    /// The command with these members.
    public init(appointment: EntityID, note: CID? = nil) {
        self.appointment = appointment
        self.note = note
    }
}

extension AppointmentCancel {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        var document = try AppointmentPolicy.own(appointment, person, run)
        let isPatient = person.id == document.patient
        guard isPatient ? document.status.isOpen : document.status == .confirmed, document.from > run.time else {
            throw Rejection(.appointmentWrongState)
        }
        if isPatient {
            if let note { document.note = note }
        } else {
            document.answer = note
        }
        document.cancelledBy = person.id
        try AppointmentPolicy.end(document, as: .cancelled, run)
        try run.emit(document.event(.appointmentCancelled, by: person.id))
    }
}
