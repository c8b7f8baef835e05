import LedgerFormat

/// A physician's time: nobody has two appointments at once.
enum CalendarPolicy {
    /// How long an appointment may be, in milliseconds: 5 minutes ... 8 hours.
    static let visitLength: ClosedRange<Int64> = 300_000...28_800_000
    /// How far ahead it may lie, in milliseconds: 366 days.
    static let furthest: Int64 = 366 * 86_400_000
    /// How many of a patient's may be to come with one physician.
    static let perPatient = 5

    /// The calendar without what is over; an empty one for who has none.
    static func calendar(of physician: IdentityID, _ run: Execution) throws -> CalendarDocument {
        var calendar = try run.read(.calendar(physician)) ?? CalendarDocument(physician: physician)
        calendar.forgetWhatIsOver(at: run.time)
        return calendar
    }

    /// Takes the appointment's time. Throws `appointment.slot` unless it is free (and `inOffer`: one of the slots
    /// offered) and has not begun, `appointment.limit`.
    static func hold(_ appointment: AppointmentDocument, inOffer: Bool, _ run: Execution) throws {
        var calendar = try calendar(of: appointment.physician, run)
        guard appointment.from > run.time, appointment.from < appointment.until,
            calendar.isFree(from: appointment.from, until: appointment.until),
            !inOffer || calendar.offers(from: appointment.from, until: appointment.until)
        else { throw Rejection(.appointmentSlot) }
        let ofPatient = calendar.booked.count { $0.patient == appointment.patient }
        guard calendar.booked.count < CalendarDocument.maximumBooked, ofPatient < perPatient else {
            throw Rejection(.appointmentLimit)
        }
        calendar.insert(
            CalendarDocument.Booking(
                appointment: appointment.appointment, patient: appointment.patient, from: appointment.from,
                until: appointment.until))
        run.write(calendar)
    }

    /// Gives the appointment's time back.
    static func release(_ appointment: AppointmentDocument, _ run: Execution) throws {
        var calendar = try calendar(of: appointment.physician, run)
        calendar.remove(appointment: appointment.appointment)
        run.write(calendar)
    }
}

/// What commands about an appointment have in common.
enum AppointmentPolicy {
    /// The appointment of that person. Throws `appointment.unknown`, also for another's.
    static func own(_ id: EntityID, _ person: IdentityDocument, _ run: Execution) throws -> AppointmentDocument {
        guard let document: AppointmentDocument = try run.read(.appointment(id)),
            document.patient == person.id || document.physician == person.id
        else { throw Rejection(.appointmentUnknown) }
        return document
    }

    /// The grant that it carries, unless that has ended.
    static func liveGrant(of appointment: AppointmentDocument, _ run: Execution) throws -> GrantDocument? {
        guard let id = appointment.grant else { return nil }
        let grant: GrantDocument = try run.require(.grant(id))
        return grant.status == .live && grant.until > run.time ? grant : nil
    }

    /// Ends an open appointment that will not take place: its time is free, its grant is revoked.
    static func end(
        _ appointment: AppointmentDocument, as status: AppointmentDocument.Status, _ run: Execution
    ) throws {
        var ended = appointment
        if ended.status == .requested, try run.has(ended.lapse.key) { run.delete(ended.lapse.key) }
        ended.status = status
        ended.changedAt = run.time
        run.write(ended)
        try CalendarPolicy.release(ended, run)
        if let grant = try liveGrant(of: ended, run) { try GrantEnding.end(grant, as: .revoked, run) }
    }
}
