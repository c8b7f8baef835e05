public import LedgerFormat

/// `identity.register`: registers the person who signed the nested application.
///
/// - Signed by: the registrar node of the application's organisation, or the node that took its place.
/// - Checks: the nested transaction parses, is an `identity.apply` (`transaction.command`) without guardian
/// (`dependant.application`) for this network, not
///   expired, not from the future, and its id is fresh (`transaction.repeated`, `transaction.idReused`);
///   `organisation.unknown`, `identity.wrongOrganisation` (the node is not its registrar), `organisation.suspended`,
///   `organisation.kind`, `key.unknown` (signed with another key than it names), `transaction.signature`,
///   `key.malformed` (one key for both), `key.inUse`, `identity.exists`, `invitation.invalid` (who was
///   invited: no such open invitation for this role and organisation, or not its token), `identity.quota` (patients of
///   a node on one day of the ledger).
/// - Effects: the identity (`pending`; a patient `verified`) and the key; the nested id is used up as well.
/// - Event: `identity.registered`, to the person and to who invited them.
public struct IdentityRegister: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.identityRegister

    /// The JWS of `identity.apply`: ASCII.
    public let application: String

    /// The command with this application.
    public init(application: [UInt8]) {
        self.application = String(decoding: application, as: UTF8.self)
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        application = try reader.token("application", maximumBytes: Limits.transactionBytes)
    }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "application": .string(application)] }
}

extension IdentityRegister {
    func execute(by node: NodeDocument, _ run: Execution) throws {
        let nested = try Transaction(parsing: Array(application.utf8))
        guard case .identityApply(let apply) = try Command(parsing: nested.command) else {
            throw Rejection(.transactionCommand)
        }
        guard apply.guardian == nil else { throw Rejection(.dependantApplication) }
        let applicant = apply.application
        try TransactionPolicy.requireTimely(nested, network: run.block.network, at: run.time)
        try run.requireFresh(nested.id, of: nested.hash)
        try requireOrganisation(applicant, of: node, run)
        _ = try VerifiedTransaction(verifying: nested, with: applicant.signingKey)
        guard applicant.signingKey != applicant.sealingKey else { throw Rejection(.keyMalformed) }
        try RegistrationPolicy.requireUnused(applicant.signingKey, run)
        let id = try RegistrationPolicy.freshID(applicant.signingKey, orThrow: .identityExists, run)
        var invitation = try apply.invitation.map { try InvitationPolicy.open($0, for: applicant, run) }
        if !applicant.role.isStaff { try RegistrationPolicy.countPatient(registeredBy: node.id, run) }
        run.useNested(nested.id, nested.hash)
        var person = IdentityDocument(
            id: id, application: applicant, status: applicant.role.isStaff ? .pending : .verified,
            registrar: node.id, registeredAt: run.time)
        person.invitedBy = invitation?.invitedBy
        run.write(person)
        invitation?.status = .used
        invitation?.identity = id
        if let invitation { run.write(invitation) }
        run.write(KeyDocument(holder: id, kind: .person, publicKey: applicant.signingKey))
        var details = Event.Details()
        details.role = applicant.role
        details.organisation = applicant.organisation
        try run.emit(
            Event(
                .identityRegistered, actor: node.id, patient: applicant.role.isStaff ? nil : id,
                subject: id.canonical,
                audience: [id] + (invitation.map { [$0.invitedBy] } ?? []), details: details))
    }

    private func requireOrganisation(
        _ applicant: IdentityDocument.Application, of node: NodeDocument, _ run: Execution
    ) throws {
        guard let organisation: OrganisationDocument = try run.read(.organisation(applicant.organisation)) else {
            throw Rejection(.organisationUnknown)
        }
        // A registrar that was replaced hands on to the node that took its place: both are of one organisation.
        guard let id = organisation.registrar, let registrar: NodeDocument = try run.read(.node(id)),
            registrar.organisation == node.organisation
        else { throw Rejection(.identityWrongOrganisation) }
        guard organisation.status == .admitted else { throw Rejection(.organisationSuspended) }
        guard organisation.kind.roles.contains(applicant.role) else { throw Rejection(.organisationKind) }
    }
}
