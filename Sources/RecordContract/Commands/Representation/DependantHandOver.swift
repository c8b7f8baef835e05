public import LedgerFormat

/// `dependant.handOver`: a dependant who has come of age acts for themself from now on, with keys of their own.
///
/// - Signed by: physician, nurse or hospitalManager of the dependant's organisation, or the authority, who saw the
///   proof; the young adult's `dependant.takeOver`, signed with the new key, is nested.
/// - Checks: the nested transaction parses, is a `dependant.takeOver` (`transaction.command`), for this network, not
///   expired, not from the future, its id fresh; `identity.wrongRole`, `dependant.unknown` (no such dependant, or
///   handed over), `identity.wrongOrganisation`, `dependant.notOfAge` (before the year), `key.unknown`,
///   `transaction.signature`, `key.malformed` (one key for both), `key.inUse`.
/// - Effects: the patient's keys are the new ones; all representations end, and what they read under; all compartments
///   are stale.
/// - Event: `dependant.handedOver`, to the patient, the signer and who represented.
public struct DependantHandOver: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.dependantHandOver

    /// The JWS of `dependant.takeOver`: ASCII.
    public let takeOver: String

    /// The command with this nested transaction.
    public init(takeOver: [UInt8]) { self.takeOver = String(decoding: takeOver, as: UTF8.self) }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        takeOver = try reader.token("takeOver", maximumBytes: Limits.transactionBytes)
    }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "takeOver": .string(takeOver)] }
}

extension DependantHandOver {
    func execute(by staff: IdentityDocument, _ run: Execution) throws {
        let nested = try Transaction(parsing: Array(takeOver.utf8))
        guard case .representation(let inner) = try Command(parsing: nested.command),
            let keys = inner.value as? DependantTakeOver
        else { throw Rejection(.transactionCommand) }
        try TransactionPolicy.requireTimely(nested, network: run.block.network, at: run.time)
        try run.requireFresh(nested.id, of: nested.hash)
        guard RepresentationPolicy.seesProof(staff.role) || staff.role == .authority else {
            throw Rejection(.identityWrongRole)
        }
        guard var dependant: DependantDocument = try run.read(.dependant(keys.patient)), dependant.handOver == nil
        else { throw Rejection(.dependantUnknown) }
        guard staff.organisation == dependant.organisation || staff.role == .authority else {
            throw Rejection(.identityWrongOrganisation)
        }
        guard dependant.year.beginning <= run.time else { throw Rejection(.dependantNotOfAge) }
        _ = try VerifiedTransaction(verifying: nested, with: keys.signingKey)
        guard keys.signingKey != keys.sealingKey else { throw Rejection(.keyMalformed) }
        try RegistrationPolicy.requireUnused(keys.signingKey, run)
        run.useNested(nested.id, nested.hash)
        try replaceKeys(keys, run)
        dependant.handOver = run.transaction
        dependant.handedOverBy = staff.id
        dependant.handedOverAt = run.time
        run.write(dependant)
        let former = try RepresentationPolicy.endAll(of: keys.patient, by: staff.id, run)
        var details = Event.Details()
        details.organisation = staff.organisation
        try run.emit(
            Event(
                .dependantHandedOver, actor: staff.id, patient: keys.patient, subject: keys.patient.canonical,
                audience: [keys.patient, staff.id] + former, details: details))
    }

    private func replaceKeys(_ keys: DependantTakeOver, _ run: Execution) throws {
        var person: IdentityDocument = try run.require(.identity(keys.patient))
        let former = person.application
        person.application = IdentityDocument.Application(
            role: former.role, organisation: former.organisation, signingKey: keys.signingKey,
            sealingKey: keys.sealingKey, profile: former.profile, credentials: former.credentials)
        run.write(person)
        run.write(KeyDocument(holder: keys.patient, kind: .person, publicKey: keys.signingKey))
        var compartments: CompartmentsDocument = try run.require(.compartments(keys.patient))
        for category in Category.allCases { compartments[category].stale = true }
        run.write(compartments)
    }
}
