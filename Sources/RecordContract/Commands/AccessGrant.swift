public import LedgerFormat

/// `access.grant`: gives consent, on request or unasked.
///
/// - Signed by: the patient.
/// - Checks: `compartment.missing`, `grant.exists`, `grant.grantee`, `organisationKey.missing`,
///   `organisationKey.version`, `grant.period`, `record.unknown`, `grant.scope` (500 live grants already),
///   `request.unknown`, `request.answered`, `grant.grantee` (another asked).
/// - Effects: a live grant, its due work; the request is granted.
/// - Event: `access.granted`, to the patient and, when a person, the grantee.
public struct AccessGrant: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.accessGrant

    /// Its id.
    public let grant: EntityID
    /// The request that it answers.
    public let request: EntityID?
    /// A person or an organisation.
    public let grantee: IdentityID
    /// Scope, rights, purpose and number of reads.
    public let terms: AccessTerms
    /// From when on.
    public let from: LedgerTime
    /// Until when.
    public let until: LedgerTime
    /// Content: the keys, sealed to the grantee.
    public let envelope: CID
    /// For organisations: the version of the key that it is sealed to.
    public let keyVersion: Int64?

    /// The command with these members.
    public init(
        grant: EntityID, request: EntityID? = nil, grantee: IdentityID, terms: AccessTerms, from: LedgerTime,
        until: LedgerTime, envelope: CID, keyVersion: Int64? = nil
    ) {
        self.grant = grant
        self.request = request
        self.grantee = grantee
        self.terms = terms
        self.from = from
        self.until = until
        self.envelope = envelope
        self.keyVersion = keyVersion
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        grant = try reader.id("grant")
        request = try reader.optionalID("request")
        grantee = try reader.identity("grantee")
        terms = try AccessTerms(parsing: &reader)
        from = try reader.time("from")
        until = try reader.time("until")
        envelope = try reader.cid("envelope")
        keyVersion = try reader.optionalInteger("keyVersion", in: 1...Int64(Int32.max))
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "grant": .id(grant), "grantee": .identity(grantee), "from": .time(from),
            "until": .time(until), "envelope": .cid(envelope),
        ]
        terms.write(to: &json)
        json.set("request", request.map(JSONValue.id))
        json.set("keyVersion", keyVersion.map(JSONValue.integer))
        return json
    }
}

extension AccessGrant {
    /// How far ahead a grant may begin, in milliseconds: 366 days.
    static let furthestBeginning: Int64 = 366 * 86_400_000

    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        try give(by: patient, run)
    }

    /// Gives the grant; one that awaits the confirmation of an appointment gives nothing before, one of a
    /// representation lasts as long as that.
    func give(
        by patient: IdentityDocument, awaiting appointment: EntityID? = nil, representation: EntityID? = nil,
        _ run: Execution
    ) throws {
        _ = try PatientPolicy.compartments(of: patient.id, run)
        guard try !run.has(.grant(grant)) else { throw Rejection(.grantExists) }
        let kind = try GranteePolicy.kind(of: grantee, grantedBy: patient, keyVersion: keyVersion, run)
        if representation == nil { try requirePeriod(run) }
        var list: GrantsDocument = try run.require(.grants(patient.id))
        try requireScope(of: patient, live: list.live.count, run)
        try answerRequest(of: patient, run)
        var document = GrantDocument(
            self, patient: patient.id, granteeKind: kind, at: run.time, transaction: run.transaction)
        document.awaits = appointment
        document.representation = representation
        run.write(document)
        _ = list.live.insertAscending(grant)
        run.write(list)
        if let beginning = document.beginning { run.write(beginning) }
        run.write(document.expiry)
        var details = Event.Details(terms)
        details.grantee = grantee
        details.from = from
        details.until = until
        details.request = request
        try run.emit(
            Event(
                .accessGranted, actor: patient.id, patient: patient.id, subject: grant.text, audience: document.people,
                details: details))
    }

    private func requirePeriod(_ run: Execution) throws(Rejection) {
        let length = until.milliseconds - from.milliseconds
        guard until > run.time, (1...run.parameters.maximumGrantDuration).contains(length),
            from <= run.time.advanced(byMilliseconds: Self.furthestBeginning)
        else { throw Rejection(.grantPeriod) }
    }

    private func requireScope(of patient: IdentityDocument, live: Int, _ run: Execution) throws {
        if case .records(let records) = terms.scope {
            for id in records {
                let record: RecordDocument? = try run.read(.record(patient.id, id))
                guard let record, record.status != .erased else { throw Rejection(.recordUnknown) }
            }
        }
        guard live < GrantsDocument.maximum else { throw Rejection(.grantScope) }
    }

    private func answerRequest(of patient: IdentityDocument, _ run: Execution) throws {
        guard let request else { return }
        guard var asked: RequestDocument = try run.read(.request(request)), asked.patient == patient.id else {
            throw Rejection(.requestUnknown)
        }
        guard asked.status == .open else { throw Rejection(.requestAnswered) }
        guard grantee == asked.requester || grantee == asked.organisation else { throw Rejection(.grantGrantee) }
        asked.status = .granted
        asked.grant = grant
        asked.answeredAt = run.time
        run.write(asked)
        try RequestPolicy.close(asked, run)
    }
}
