public import LedgerFormat

/// `appointment.complete`: the visit took place, or the patient did not come. A visit groups the records that were
/// written in it; completing it again replaces the list.
///
/// - Signed by: the physician.
/// - Checks: `appointment.unknown` (also another's), `identity.wrongRole` (the patient), `appointment.wrongState` (not
///   confirmed or completed, or not begun yet), `record.unknown` (not this patient's, or written by somebody of another
///   organisation), `record.notAuthor` (the encounter).
/// - Effects: status `completed` or `missed`, the visit's records; the grant of who did not come is revoked.
/// - Event: `appointment.completed` or `appointment.missed`, to patient and physician.
public struct AppointmentComplete: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.appointmentComplete

    /// The appointment.
    public let appointment: EntityID
    /// Whether the patient came.
    public let attended: Bool
    /// The record that describes the visit (FHIR Encounter).
    public let encounter: EntityID?
    /// What was written in it, ascending; at most 100.
    public let records: [EntityID]

    /// The command with these members.
    public init(appointment: EntityID, attended: Bool, encounter: EntityID? = nil, records: [EntityID] = []) {
        self.appointment = appointment
        self.attended = attended
        self.encounter = encounter
        self.records = records
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        appointment = try reader.id("appointment")
        attended = try reader.bool("attended")
        encounter = try reader.optionalID("encounter")
        records = try reader.ids("records", count: 0...Limits.recordsPerRead)
        guard attended || encounter == nil && records.isEmpty else {
            throw Rejection(.jsonValueRange, field: "attended")
        }
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "appointment": .id(appointment), "attended": .bool(attended),
            "records": .ids(records),
        ]
        json.set("encounter", encounter.map(JSONValue.id))
        return json
    }
}

extension AppointmentComplete {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        var document = try AppointmentPolicy.own(appointment, physician, run)
        guard physician.id == document.physician else { throw Rejection(.identityWrongRole) }
        let isAgain = document.status == .completed && attended
        guard document.status == .confirmed || isAgain, document.from <= run.time else {
            throw Rejection(.appointmentWrongState)
        }
        for id in records { _ = try visitRecord(id, document, run) }
        if let encounter {
            let record = try visitRecord(encounter, document, run)
            guard record.author == physician.id else { throw Rejection(.recordNotAuthor) }
        }
        document.encounter = encounter
        document.records = records
        document.status = attended ? .completed : .missed
        document.changedAt = run.time
        run.write(document)
        if !attended, let grant = try AppointmentPolicy.liveGrant(of: document, run) {
            try GrantEnding.end(grant, as: .revoked, run)
        }
        try run.emit(document.event(attended ? .appointmentCompleted : .appointmentMissed, by: physician.id))
    }

    private func visitRecord(
        _ id: EntityID, _ document: AppointmentDocument, _ run: Execution
    ) throws -> RecordDocument {
        guard let record: RecordDocument = try run.read(.record(document.patient, id)),
            record.organisation == document.organisation, record.authorRole.isStaff
        else { throw Rejection(.recordUnknown) }
        return record
    }
}
