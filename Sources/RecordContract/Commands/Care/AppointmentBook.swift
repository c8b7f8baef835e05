public import LedgerFormat

/// `appointment.book`: a physician gives a patient an appointment, at any time that is free.
///
/// - Signed by: a physician whom the patient has given some access.
/// - Checks: `identity.wrongRole`, `identity.unknown` (no such patient), `appointment.exists`, the grant check for any
///   right, `appointment.period` (begun already, not 5 minutes ... 8 hours, further ahead than 366 days),
///   `appointment.slot` (not free), `appointment.limit`.
/// - Effects: the appointment, status `confirmed`.
/// - Event: `appointment.booked`, to patient and physician.
public struct AppointmentBook: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.appointmentBook

    /// Its id.
    public let appointment: EntityID
    /// For whom.
    public let patient: IdentityID
    /// When it begins.
    public let from: LedgerTime
    /// When it ends.
    public let until: LedgerTime
    /// The grant that connects them.
    public let grant: EntityID
    /// Content: the sealed reason.
    public let note: CID?

    /// The command with these members.
    public init(
        appointment: EntityID, patient: IdentityID, from: LedgerTime, until: LedgerTime, grant: EntityID,
        note: CID? = nil
    ) {
        self.appointment = appointment
        self.patient = patient
        self.from = from
        self.until = until
        self.grant = grant
        self.note = note
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        appointment = try reader.id("appointment")
        patient = try reader.identity("patient")
        from = try reader.time("from")
        until = try reader.time("until")
        grant = try reader.id("grant")
        note = try reader.optionalCID("note")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "appointment": .id(appointment), "patient": .identity(patient),
            "from": .time(from), "until": .time(until), "grant": .id(grant),
        ]
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}

extension AppointmentBook {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        guard physician.role == .physician else { throw Rejection(.identityWrongRole) }
        try PatientPolicy.requirePatient(patient, run)
        guard try !run.has(.appointment(appointment)) else { throw Rejection(.appointmentExists) }
        _ = try GrantPolicy.check(
            try run.read(.grant(grant)), of: patient, for: physician, Right.allCases, purpose: nil, at: run.time)
        guard CalendarPolicy.visitLength.contains(until.milliseconds - from.milliseconds),
            from <= run.time.advanced(byMilliseconds: CalendarPolicy.furthest), from > run.time
        else { throw Rejection(.appointmentPeriod) }
        var document = AppointmentDocument(
            appointment: appointment, patient: patient, physician: physician, from: from, until: until,
            requestedBy: physician.id, at: run.time)
        document.answer = note
        document.status = .confirmed
        try CalendarPolicy.hold(document, inOffer: false, run)
        run.write(document)
        try run.emit(document.event(.appointmentBooked, by: physician.id))
    }
}
