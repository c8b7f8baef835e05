public import LedgerFormat

/// `dependant.attest`: staff say that they saw the proof that somebody is the parent or guardian of a child whom the
/// ledger does not know yet.
///
/// - Signed by: physician, nurse, hospitalManager.
/// - Checks: `identity.wrongRole`, `attestation.exists`, `identity.unknown` (the guardian is no verified patient),
///   `attestation.period` (the year is over, or more than 26 years ahead).
/// - Effects: an attestation, good for one registration within 30 days.
/// - Event: `dependant.attested`, to the guardian and the signer.
public struct DependantAttest: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.dependantAttest
    /// How far ahead the year may begin, in milliseconds: 26 years.
    static let furthest: Int64 = 26 * 366 * 86_400_000

    /// Its id.
    public let attestation: EntityID
    /// For whom.
    public let guardian: IdentityID
    /// The year in which the dependant comes of age.
    public let year: CalendarYear

    /// The command with these members.
    public init(attestation: EntityID, guardian: IdentityID, year: CalendarYear) {
        self.attestation = attestation
        self.guardian = guardian
        self.year = year
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        attestation = try reader.id("attestation")
        guardian = try reader.identity("guardian")
        year = try reader.year("comesOfAge")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "attestation": .id(attestation), "guardian": .identity(guardian),
            "comesOfAge": .integer(year.number),
        ]
    }
}

extension DependantAttest {
    func execute(by staff: IdentityDocument, _ run: Execution) throws {
        guard RepresentationPolicy.seesProof(staff.role) else { throw Rejection(.identityWrongRole) }
        guard try !run.has(.attestation(attestation)) else { throw Rejection(.attestationExists) }
        guard let person: IdentityDocument = try run.read(.identity(guardian)), person.role == .patient,
            person.status == .verified
        else { throw Rejection(.identityUnknown) }
        guard year.end > run.time, year.beginning <= run.time.advanced(byMilliseconds: Self.furthest) else {
            throw Rejection(.attestationPeriod)
        }
        run.write(AttestationDocument(self, by: staff, at: run.time))
        var details = Event.Details()
        details.organisation = staff.organisation
        try run.emit(
            Event(
                .dependantAttested, actor: staff.id, subject: attestation.text, audience: [guardian, staff.id],
                details: details))
    }
}
