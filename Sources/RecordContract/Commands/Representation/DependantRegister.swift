public import LedgerFormat

/// `dependant.register`: a guardian registers a child, whom staff attested.
///
/// - Signed by: the guardian, a patient.
/// - Checks: the nested transaction as in `identity.register`; `dependant.application` (no patient's application, or it
///   does not name the signer as guardian), `attestation.unknown` (none, or another's), `attestation.ended`,
///   `organisation.unknown/suspended/kind`, `identity.wrongOrganisation` (the application names another organisation
///   than the attestation, or one that registers nobody), `key.unknown`, `transaction.signature`, `key.malformed`,
///   `key.inUse`, `identity.exists`, `compartment.incomplete`, `key.statement`, `representation.exists`,
///   `grant.exists`.
/// - Effects: the identity, whose key signs nothing any more; compartments; the guardian's representation and grant.
/// - Events: `identity.registered`, `compartment.opened`, `access.granted`, `dependant.registered`.
public struct DependantRegister: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.dependantRegister

    /// The JWS of the child's `identity.apply`: ASCII.
    public let application: String
    /// The attestation.
    public let attestation: EntityID
    /// One for each category, in order; stated with the key that signed the application.
    public let compartments: [CompartmentOpen.Opening]
    /// The id of the guardian's representation.
    public let representation: EntityID
    /// Under which the guardian reads.
    public let grant: RepresentativeAppoint.ReadingGrant
    /// Content: the child's sealing key, sealed to the guardian.
    public let keyEnvelope: CID

    /// The command with these members.
    public init(
        application: [UInt8], attestation: EntityID, compartments: [CompartmentOpen.Opening], representation: EntityID,
        grant: RepresentativeAppoint.ReadingGrant, keyEnvelope: CID
    ) {
        self.application = String(decoding: application, as: UTF8.self)
        self.attestation = attestation
        self.compartments = compartments
        self.representation = representation
        self.grant = grant
        self.keyEnvelope = keyEnvelope
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        application = try reader.token("application", maximumBytes: Limits.transactionBytes)
        attestation = try reader.id("attestation")
        compartments = try CompartmentOpen.Opening.list(parsing: &reader)
        representation = try reader.id("representation")
        grant = try RepresentativeAppoint.ReadingGrant(parsing: try reader.object("grant"))
        keyEnvelope = try reader.cid("keyEnvelope")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "application": .string(application), "attestation": .id(attestation),
            "compartments": .array(compartments.map(\.json)), "representation": .id(representation),
            "grant": .object(grant.json), "keyEnvelope": .cid(keyEnvelope),
        ]
    }
}

extension DependantRegister {
    func execute(by guardian: IdentityDocument, _ run: Execution) throws {
        guard guardian.role == .patient else { throw Rejection(.identityWrongRole) }
        let nested = try Transaction(parsing: Array(application.utf8))
        guard case .identityApply(let apply) = try Command(parsing: nested.command) else {
            throw Rejection(.transactionCommand)
        }
        let applicant = apply.application
        try TransactionPolicy.requireTimely(nested, network: run.block.network, at: run.time)
        try run.requireFresh(nested.id, of: nested.hash)
        guard applicant.role == .patient, apply.guardian == guardian.id else { throw Rejection(.dependantApplication) }
        var attestation = try openAttestation(for: guardian, run)
        let registrar = try requireOrganisation(applicant, attestation, run)
        _ = try VerifiedTransaction(verifying: nested, with: applicant.signingKey)
        guard applicant.signingKey != applicant.sealingKey else { throw Rejection(.keyMalformed) }
        try RegistrationPolicy.requireUnused(applicant.signingKey, run)
        let id = try RegistrationPolicy.freshID(applicant.signingKey, orThrow: .identityExists, run)
        run.useNested(nested.id, nested.hash)
        let child = IdentityDocument(
            id: id, application: applicant, status: .verified, registrar: registrar, registeredAt: run.time)
        run.write(child)
        // Known, so that nobody takes it for theirs; retired, so that nobody signs as the child.
        var key = KeyDocument(holder: id, kind: .person, publicKey: applicant.signingKey)
        key.status = .retired
        run.write(key)
        attestation.patient = id
        run.write(attestation)
        run.write(DependantDocument(attestation, patient: id, transaction: run.transaction))
        try emitRegistered(child, by: guardian, run)
        run.act(Execution.Acting(representation: nil, representative: guardian, patient: id))
        try CompartmentOpen(compartments: compartments).execute(by: child, run)
        try RepresentationPolicy.appoint(
            RepresentativeAppoint.Appointment(
                representation: representation, representative: guardian.id, rights: RepresentativeRight.allCases,
                grant: grant, keyEnvelope: keyEnvelope),
            for: child, by: guardian.id, until: attestation.year.end, run)
        var details = Event.Details()
        details.organisation = attestation.organisation
        try run.emit(
            Event(
                .dependantRegistered, actor: guardian.id, patient: id, subject: id.canonical,
                audience: [id, attestation.staff], details: details))
    }

    private func openAttestation(
        for guardian: IdentityDocument, _ run: Execution
    ) throws -> AttestationDocument {
        guard let document: AttestationDocument = try run.read(.attestation(attestation)),
            document.guardian == guardian.id
        else { throw Rejection(.attestationUnknown) }
        guard document.patient == nil, document.until > run.time else { throw Rejection(.attestationEnded) }
        return document
    }

    /// The node that stands for the organisation's registrations.
    private func requireOrganisation(
        _ applicant: IdentityDocument.Application, _ attestation: AttestationDocument, _ run: Execution
    ) throws -> IdentityID {
        guard let organisation: OrganisationDocument = try run.read(.organisation(applicant.organisation)) else {
            throw Rejection(.organisationUnknown)
        }
        guard organisation.id == attestation.organisation, let registrar = organisation.registrar else {
            throw Rejection(.identityWrongOrganisation)
        }
        guard organisation.status == .admitted else { throw Rejection(.organisationSuspended) }
        guard organisation.kind.roles.contains(.patient) else { throw Rejection(.organisationKind) }
        return registrar
    }

    private func emitRegistered(_ child: IdentityDocument, by guardian: IdentityDocument, _ run: Execution) throws {
        var details = Event.Details()
        details.role = child.role
        details.organisation = child.organisation
        try run.emit(
            Event(
                .identityRegistered, actor: guardian.id, patient: child.id, subject: child.id.canonical,
                audience: [child.id], details: details))
    }
}
