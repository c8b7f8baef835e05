public import LedgerFormat

/// `claim.submit`: asks an insurer to pay, with a named grant of the records that support it.
///
/// - Signed by: the patient; a hospitalManager whom the patient's consent or shared details connect with them.
/// - Checks: `identity.wrongRole`, `identity.unknown` (not a patient), `access.denied` (a manager who is not
/// connected),
///   `claim.exists`, `claim.insurer` (no admitted insurer, or one without a key), `organisationKey.version`,
///   `claim.grant` (no live grant of the patient to that insurer, by record, to read, for payment: one code).
/// - Effects: the claim.
/// - Event: `claim.submitted`, to the patient and who submitted.
public struct ClaimSubmit: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.claimSubmit

    /// Its id.
    public let claim: EntityID
    /// For whose care.
    public let patient: IdentityID
    /// Which organisation is to pay.
    public let insurer: IdentityID
    /// The grant that lets the insurer read what supports it.
    public let grant: EntityID
    /// Content: what is claimed, sealed to the insurer's key, the patient and who submits.
    public let content: CID
    /// The version of the insurer's key.
    public let keyVersion: Int64

    /// The command with these members.
    public init(
        claim: EntityID, patient: IdentityID, insurer: IdentityID, grant: EntityID, content: CID, keyVersion: Int64
    ) {
        self.claim = claim
        self.patient = patient
        self.insurer = insurer
        self.grant = grant
        self.content = content
        self.keyVersion = keyVersion
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        claim = try reader.id("claim")
        patient = try reader.identity("patient")
        insurer = try reader.identity("insurer")
        grant = try reader.id("grant")
        content = try reader.cid("content")
        keyVersion = try reader.versionNumber("keyVersion")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "claim": .id(claim), "patient": .identity(patient),
            "insurer": .identity(insurer), "grant": .id(grant), "content": .cid(content),
            "keyVersion": .integer(keyVersion),
        ]
    }
}

extension ClaimSubmit {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        guard person.id == patient || person.role == .hospitalManager else { throw Rejection(.identityWrongRole) }
        try PatientPolicy.requirePatient(patient, run)
        if person.id != patient { try ClaimPolicy.requireConnection(of: person, with: patient, run) }
        guard try !run.has(.claim(claim)) else { throw Rejection(.claimExists) }
        try ClaimPolicy.requireInsurer(insurer, keyVersion: keyVersion, run)
        try ClaimPolicy.requireSupport(grant, of: patient, for: insurer, run)
        run.write(ClaimDocument(self, by: person.id, at: run.time))
        var details = Event.Details()
        details.organisation = insurer
        details.grant = grant
        try run.emit(
            Event(
                .claimSubmitted, actor: person.id, patient: patient, subject: claim.text,
                audience: [patient, person.id], details: details))
    }
}
