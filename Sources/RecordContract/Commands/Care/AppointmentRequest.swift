public import LedgerFormat

/// A grant that a request for an appointment carries: it holds from the confirmation on and ends a while after the
/// visit. It is given to the physician.
public struct AppointmentGrant: Hashable, Sendable {
    /// The longest time after the visit, in milliseconds: 90 days.
    static let longestAfter: Int64 = 90 * 86_400_000

    /// Its id.
    public let grant: EntityID
    /// Scope, rights, purpose and number of reads.
    public let terms: AccessTerms
    /// For how long after the visit's end it goes on, in milliseconds.
    public let after: Int64
    /// Content: the keys, sealed to the physician.
    public let envelope: CID

    /// A grant of these parts.
    public init(grant: EntityID, terms: AccessTerms, after: Int64, envelope: CID) {
        self.grant = grant
        self.terms = terms
        self.after = after
        self.envelope = envelope
    }

    init(parsing object: JSONObject) throws(Rejection) {
        var reader = ObjectReader(object)
        grant = try reader.id("grant")
        terms = try AccessTerms(parsing: &reader)
        after = try reader.integer("after", in: 0...Self.longestAfter)
        envelope = try reader.cid("envelope")
        try reader.finish()
    }

    var json: JSONObject {
        var json: JSONObject = ["grant": .id(grant), "after": .integer(after), "envelope": .cid(envelope)]
        terms.write(to: &json)
        return json
    }
}

/// `appointment.request`: asks a physician for one of the slots offered; nobody else can have it meanwhile.
///
/// - Signed by: a patient.
/// - Checks: `identity.wrongRole`, `identity.unknown` (not a verified physician), `organisation.suspended` (theirs),
///   `appointment.exists`, `appointment.slot` (not a free slot, or begun already), `appointment.limit` (five of the
/// patient's with this
///   physician, or 400 of the physician's, are to come), those of `access.grant` for the grant.
/// - Effects: the appointment, status `requested`; its slot is held; the grant, which awaits confirmation; due work.
/// - Event: `appointment.requested`, to patient and physician; `access.granted` for the grant.
public struct AppointmentRequest: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.appointmentRequest

    /// Its id.
    public let appointment: EntityID
    /// With whom.
    public let physician: IdentityID
    /// When the slot begins.
    public let from: LedgerTime
    /// When it ends.
    public let until: LedgerTime
    /// What the physician may do from the confirmation on.
    public let grant: AppointmentGrant?
    /// Content: the sealed reason.
    public let note: CID?

    /// The command with these members.
    public init(
        appointment: EntityID, physician: IdentityID, from: LedgerTime, until: LedgerTime,
        grant: AppointmentGrant? = nil, note: CID? = nil
    ) {
        self.appointment = appointment
        self.physician = physician
        self.from = from
        self.until = until
        self.grant = grant
        self.note = note
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        appointment = try reader.id("appointment")
        physician = try reader.identity("physician")
        from = try reader.time("from")
        until = try reader.time("until")
        grant = reader.has("grant") ? try AppointmentGrant(parsing: try reader.object("grant")) : nil
        note = try reader.optionalCID("note")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "appointment": .id(appointment), "physician": .identity(physician),
            "from": .time(from), "until": .time(until),
        ]
        json.set("grant", (grant?.json).map(JSONValue.object))
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}

extension AppointmentRequest {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        guard patient.role == .patient else { throw Rejection(.identityWrongRole) }
        guard let person: IdentityDocument = try run.read(.identity(physician)), person.role == .physician,
            person.status == .verified
        else { throw Rejection(.identityUnknown) }
        let organisation: OrganisationDocument = try run.require(.organisation(person.organisation))
        guard organisation.status == .admitted else { throw Rejection(.organisationSuspended) }
        guard try !run.has(.appointment(appointment)) else { throw Rejection(.appointmentExists) }
        var document = AppointmentDocument(
            appointment: appointment, patient: patient.id, physician: person, from: from, until: until,
            requestedBy: patient.id, at: run.time)
        try CalendarPolicy.hold(document, inOffer: true, run)
        document.note = note
        if let grant {
            document.grant = grant.grant
            document.grantAfter = grant.after
        }
        run.write(document)
        run.write(document.lapse)
        try run.emit(document.event(.appointmentRequested, by: patient.id))
        if let grant {
            let command = AccessGrant(
                grant: grant.grant, grantee: physician, terms: grant.terms, from: run.time,
                until: until.advanced(byMilliseconds: grant.after), envelope: grant.envelope)
            try command.give(by: patient, awaiting: appointment, run)
        }
    }
}
