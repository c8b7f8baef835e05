public import LedgerFormat

/// `appointment.move`: asks for another slot instead; the physician confirms anew.
///
/// - Signed by: the patient.
/// - Checks: `appointment.unknown` (also another's), `appointment.wrongState` (not requested or confirmed, or begun
///   already), `appointment.slot`, `grant.period` (the grant that it carries would last longer than allowed).
/// - Effects: status `requested`; the old slot is free, the new one held; a grant that it carries awaits confirmation
///   again and ends by the new time.
/// - Event: `appointment.moved`, to patient and physician.
public struct AppointmentMove: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.appointmentMove

    /// The appointment.
    public let appointment: EntityID
    /// When the new slot begins.
    public let from: LedgerTime
    /// When it ends.
    public let until: LedgerTime
    /// Content: the sealed reason.
    public let note: CID?

    /// The command with these members.
    public init(appointment: EntityID, from: LedgerTime, until: LedgerTime, note: CID? = nil) {
        self.appointment = appointment
        self.from = from
        self.until = until
        self.note = note
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        appointment = try reader.id("appointment")
        from = try reader.time("from")
        until = try reader.time("until")
        note = try reader.optionalCID("note")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "appointment": .id(appointment), "from": .time(from), "until": .time(until),
        ]
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}

extension AppointmentMove {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        var document = try AppointmentPolicy.own(appointment, patient, run)
        guard patient.id == document.patient else { throw Rejection(.identityWrongRole) }
        guard document.status.isOpen, document.from > run.time else { throw Rejection(.appointmentWrongState) }
        try CalendarPolicy.release(document, run)
        if document.status == .requested { run.delete(document.lapse.key) }
        document.from = from
        document.until = until
        document.status = .requested
        document.changedAt = run.time
        if let note { document.note = note }
        try CalendarPolicy.hold(document, inOffer: true, run)
        run.write(document)
        run.write(document.lapse)
        if var grant = try AppointmentPolicy.liveGrant(of: document, run), let after = document.grantAfter {
            run.delete(grant.expiry.key)
            grant.awaits = appointment
            grant.until = until.advanced(byMilliseconds: after)
            guard grant.until.milliseconds - grant.from.milliseconds <= run.parameters.maximumGrantDuration else {
                throw Rejection(.grantPeriod)
            }
            run.write(grant)
            run.write(grant.expiry)
        }
        try run.emit(document.event(.appointmentMoved, by: patient.id))
    }
}
