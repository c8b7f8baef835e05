public import LedgerFormat

/// `representative.appoint`: lets somebody act for a patient, with their own key.
///
/// - Signed by: the patient; for a dependant a guardian (inside `representative.act`).
/// - Checks: `compartment.missing`, `representation.guardian` (a guardian for who is no dependant),
///   `representation.exists` (the id is in use, or the person represents the patient already),
///   `representation.person` (no verified patient, or the patient themself), `representation.limit` (16, or 4
///   guardians), `representation.period` (over, longer than the longest grant, or beyond the year in which a dependant
///   comes of age), `grant.exists`, `grant.scope` (500 live grants).
/// - Effects: the representation; with `read` a live grant of all categories to list and read, for `FAMRQT`.
/// - Events: `access.granted` with `read`, then `representative.appointed`, to patient and representative.
public struct RepresentativeAppoint: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.representativeAppoint

    /// Under which a representative reads.
    public struct ReadingGrant: Hashable, Sendable {
        /// Its id.
        public let grant: EntityID
        /// Content: the keys of all compartments, sealed to the representative.
        public let envelope: CID

        /// A grant of that id.
        public init(grant: EntityID, envelope: CID) {
            self.grant = grant
            self.envelope = envelope
        }

        init(parsing json: JSONObject) throws(Rejection) {
            var reader = ObjectReader(json)
            grant = try reader.id("grant")
            envelope = try reader.cid("envelope")
            try reader.finish()
        }

        var json: JSONObject { ["grant": .id(grant), "envelope": .cid(envelope)] }

        /// What a representative with the right to read may see.
        public static let terms = AccessTerms(
            scope: .categories(Category.allCases), rights: [.list, .read], purpose: .familyRequest)
    }

    /// Who is appointed to do what.
    public struct Appointment: Hashable, Sendable {
        /// The id of the representation.
        public let representation: EntityID
        /// Who acts.
        public let representative: IdentityID
        /// What may be done; all of it for a guardian.
        public let rights: [RepresentativeRight]
        /// There with `read`, and only then.
        public let grant: ReadingGrant?
        /// For a guardian, and only then. Content: the dependant's sealing key, sealed to them.
        public let keyEnvelope: CID?

        /// An appointment of these parts.
        public init(
            representation: EntityID, representative: IdentityID, rights: [RepresentativeRight], grant: ReadingGrant?,
            keyEnvelope: CID? = nil
        ) {
            self.representation = representation
            self.representative = representative
            self.rights = rights
            self.grant = grant
            self.keyEnvelope = keyEnvelope
        }
    }

    /// Who and what.
    public let appointment: Appointment
    /// Until when; nil for a guardian, who is one until the dependant comes of age.
    public let until: LedgerTime?

    /// The command with these members.
    public init(_ appointment: Appointment, until: LedgerTime?) {
        self.appointment = appointment
        self.until = until
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        let representation = try reader.id("representation")
        let representative = try reader.identity("representative")
        let keyEnvelope = try reader.optionalCID("keyEnvelope")
        let isGuardian = keyEnvelope != nil
        let rights: [RepresentativeRight] =
            isGuardian
            ? RepresentativeRight.allCases
            : try reader.choices("rights", count: 1...RepresentativeRight.allCases.count)
        // Who gives keys must hold them.
        guard !rights.contains(.consent) || rights.contains(.read) else {
            throw Rejection(.jsonValueRange, field: "rights")
        }
        let grant =
            rights.contains(.read) ? try ReadingGrant(parsing: try reader.object("grant")) : nil
        appointment = Appointment(
            representation: representation, representative: representative, rights: rights, grant: grant,
            keyEnvelope: keyEnvelope)
        until = isGuardian ? nil : try reader.time("until")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "representation": .id(appointment.representation),
            "representative": .identity(appointment.representative),
        ]
        json.set("rights", appointment.keyEnvelope == nil ? .choices(appointment.rights) : nil)
        json.set("grant", appointment.grant.map { .object($0.json) })
        json.set("keyEnvelope", appointment.keyEnvelope.map(JSONValue.cid))
        json.set("until", until.map(JSONValue.time))
        return json
    }
}

extension RepresentativeAppoint {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        guard patient.role == .patient else { throw Rejection(.identityWrongRole) }
        _ = try PatientPolicy.compartments(of: patient.id, run)
        var dependant: DependantDocument? = try run.read(.dependant(patient.id))
        if dependant?.handOver != nil { dependant = nil }
        guard appointment.keyEnvelope == nil || dependant != nil else { throw Rejection(.representationGuardian) }
        let ofAge = dependant?.year.end
        if let until {
            let longest = run.time.advanced(byMilliseconds: run.parameters.maximumGrantDuration)
            guard until > run.time, until <= longest, until <= ofAge ?? .maximum else {
                throw Rejection(.representationPeriod)
            }
        }
        try RepresentationPolicy.appoint(
            appointment, for: patient, by: run.acting?.representative.id ?? patient.id,
            until: until ?? ofAge ?? run.time, run)
    }
}
