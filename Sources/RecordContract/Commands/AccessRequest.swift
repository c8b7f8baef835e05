public import LedgerFormat

/// `access.request`: asks a patient for access.
///
/// - Signed by: staff, but not the authority.
/// - Checks: `identity.unknown` (no such patient), `request.exists`, `grant.period` (under a minute or over the
///   maximum), `organisationKey.missing` (asked for the organisation), `request.tooMany` (16 to this patient are
/// open). Records are not looked up, so that nobody learns
///   whether they exist.
/// - Effects: an open request.
/// - Event: `access.requested`, to the patient.
public struct AccessRequest: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.accessRequest

    /// Its id.
    public let request: EntityID
    /// Whom it is to.
    public let patient: IdentityID
    /// Whether the whole organisation asks.
    public let forOrganisation: Bool
    /// Scope, rights, purpose and number of reads.
    public let terms: AccessTerms
    /// For how long, in milliseconds.
    public let duration: Int64
    /// Content: the sealed reason.
    public let note: CID?

    /// The command with these members.
    public init(
        request: EntityID, patient: IdentityID, forOrganisation: Bool, terms: AccessTerms, duration: Int64,
        note: CID? = nil
    ) {
        self.request = request
        self.patient = patient
        self.forOrganisation = forOrganisation
        self.terms = terms
        self.duration = duration
        self.note = note
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        request = try reader.id("request")
        patient = try reader.identity("patient")
        forOrganisation = try reader.bool("forOrganisation")
        terms = try AccessTerms(parsing: &reader)
        duration = try reader.integer("duration", in: 1...LedgerTime.maximum.milliseconds)
        note = try reader.optionalCID("note")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "request": .id(request), "patient": .identity(patient),
            "forOrganisation": .bool(forOrganisation), "duration": .integer(duration),
        ]
        terms.write(to: &json)
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}

extension AccessRequest {
    /// The shortest access that may be asked for, in milliseconds: one minute.
    static let minimumDuration: Int64 = 60_000

    func execute(by requester: IdentityDocument, _ run: Execution) throws {
        guard requester.role.requestsAccess else { throw Rejection(.identityWrongRole) }
        try PatientPolicy.requirePatient(patient, run)
        guard try !run.has(.request(request)) else { throw Rejection(.requestExists) }
        guard (Self.minimumDuration...run.parameters.maximumGrantDuration).contains(duration) else {
            throw Rejection(.grantPeriod)
        }
        if forOrganisation {
            guard try run.has(.organisationKey(requester.organisation)) else {
                throw Rejection(.organisationKeyMissing)
            }
        }
        let document = RequestDocument(self, requester: requester, at: run.time)
        try RequestPolicy.open(document, run)
        run.write(document)
        var details = Event.Details(terms)
        details.duration = duration
        details.organisation = forOrganisation ? requester.organisation : nil
        try run.emit(
            Event(
                .accessRequested, actor: requester.id, patient: patient, subject: request.text, audience: [patient],
                details: details))
    }
}
