public import LedgerFormat

/// `appointment.decline`: refuses a request.
///
/// - Signed by: the physician.
/// - Checks: `appointment.unknown` (also another's), `identity.wrongRole` (the patient), `appointment.wrongState` (not
///   requested).
/// - Effects: status `declined`; the slot is free; the grant that it carries is revoked.
/// - Event: `appointment.declined`, to patient and physician.
public struct AppointmentDecline: PersonCommand, AppointmentDecision {
    /// The type that it stands under.
    public static let type = CommandType.appointmentDecline

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

extension AppointmentDecline {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        var document = try AppointmentPolicy.own(appointment, physician, run)
        guard physician.id == document.physician else { throw Rejection(.identityWrongRole) }
        guard document.status == .requested else { throw Rejection(.appointmentWrongState) }
        document.answer = note
        try AppointmentPolicy.end(document, as: .declined, run)
        try run.emit(document.event(.appointmentDeclined, by: physician.id))
    }
}
