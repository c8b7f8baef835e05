public import LedgerFormat

/// `appointment.confirm`: accepts a request.
///
/// - Signed by: the physician.
/// - Checks: `appointment.unknown` (also another's), `identity.wrongRole` (the patient), `appointment.wrongState` (not
///   requested).
/// - Effects: status `confirmed`; the grant that it carries holds.
/// - Event: `appointment.confirmed`, to patient and physician; `access.began` of the grant.
public struct AppointmentConfirm: PersonCommand, AppointmentDecision {
    /// The type that it stands under.
    public static let type = CommandType.appointmentConfirm

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

extension AppointmentConfirm {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        var document = try AppointmentPolicy.own(appointment, physician, run)
        guard physician.id == document.physician else { throw Rejection(.identityWrongRole) }
        guard document.status == .requested else { throw Rejection(.appointmentWrongState) }
        run.delete(document.lapse.key)
        document.status = .confirmed
        document.answer = note
        document.changedAt = run.time
        run.write(document)
        try run.emit(document.event(.appointmentConfirmed, by: physician.id))
        guard var grant = try AppointmentPolicy.liveGrant(of: document, run) else { return }
        grant.awaits = nil
        run.write(grant)
        var details = Event.Details()
        details.grantee = grant.grantee
        try run.emit(
            Event(
                .accessBegan, actor: physician.id, patient: grant.patient, subject: grant.grant.text,
                audience: grant.people, details: details))
    }
}
