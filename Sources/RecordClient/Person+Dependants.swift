internal import Crypto
public import LedgerFormat
internal import NodeClient
public import NodeWire
public import RecordContract
internal import SealedRecord
internal import Sealing
public import Wallet

/// Who is appointed to act for a patient, and how far.
public enum Appointment: Hashable, Sendable {
    /// A dependant's guardian, until the dependant comes of age.
    case guardian
    /// Somebody with those rights, until then.
    case representative([RepresentativeRight], until: LedgerTime)
}

extension Person {
    // MARK: Dependants

    /// Says, as staff, that this person saw the proof that somebody is a child's parent or guardian. Throws
    /// `NodeClientError`, `RecordClientError`.
    public func attest(
        _ guardian: IdentityID, comesOfAge year: CalendarYear
    ) async throws -> (attestation: EntityID, result: TransactionResult) {
        let attestation = newID()
        let result = try await submit(DependantAttest(attestation: attestation, guardian: guardian, year: year))
        return (attestation, result)
    }

    /// What staff attested for this guardian, or this person as staff, newest first. Throws `NodeClientError`.
    public func attestations() async throws -> [AttestationDocument] {
        try await client.list("/v1/me/attestations").map { json in
            guard case .string(let text)? = json["attestation"], let id = EntityID(text: text) else {
                throw NodeClientError.unexpectedAnswer(route: "/v1/me/attestations")
            }
            return try json.ledgerDocument(.attestation(id))
        }
    }

    /// Registers a child whom staff attested. The child's signing key is made here, signs its application and the
    /// statements about its compartments, and is kept nowhere: the ledger lets nobody sign with it. Throws
    /// `NodeClientError`, `RecordClientError`, `SealingError`.
    public func registerDependant(
        _ attestation: AttestationDocument
    ) async throws -> (patient: IdentityID, result: TransactionResult) {
        let child = WalletKeys()
        let patient = child.identity(in: network.network)
        let compartments = try RecordContract.Category.allCases.map { try CompartmentKey.generate($0.compartment) }
        let keyEnvelope = SealedContent(
            try CompartmentEnvelope(
                network: networkText, patient: patient.canonical, keys: compartments,
                patientKey: child.sealingPublicKey.sealing
            ).encoded())
        let openings = try zip(RecordContract.Category.allCases, compartments).map { category, key in
            let publicKey = try key.publicKey.key.ledger
            let statement = KeyStatement.message(
                network: network.network, holder: patient, category: category, version: 1, publicKey: publicKey)
            return CompartmentOpen.Opening(
                category: category, publicKey: publicKey, keyEnvelope: keyEnvelope.cid,
                statement: try child.sign(statement))
        }
        let reading = SealedContent(
            try GrantEnvelope(
                network: networkText, patient: patient.canonical, grantee: id.canonical,
                granteeKey: sealingPublicKey.sealing, compartments: compartments
            ).encoded())
        let childKey = try sealedKey(child.sealing, to: id, sealingPublicKey)
        let apply = IdentityApply(
            application: .init(
                role: .patient, organisation: attestation.organisation, signingKey: child.signingPublicKey,
                sealingKey: child.sealingPublicKey, profile: nil, credentials: nil),
            guardian: id)
        let application = try child.transaction(apply.json, network: network.network, issuedAt: clock())
        let result = try await submit(
            DependantRegister(
                application: application.encoded, attestation: attestation.attestation, compartments: openings,
                representation: newID(), grant: .init(grant: newID(), envelope: reading.cid),
                keyEnvelope: childKey.cid),
            storing: [keyEnvelope, reading, childKey])
        return (patient, result)
    }

    // MARK: Representatives

    /// Lets somebody act for this patient. Throws `NodeClientError`, `RecordClientError`, `SealingError`;
    /// `RecordClientError.notSuitable` for a guardian whom nobody but a guardian appoints.
    public func appoint(
        _ representative: IdentityID, as appointment: Appointment
    ) async throws -> (representation: EntityID, result: TransactionResult) {
        let key = try await sealingKey(of: representative)
        let representation = newID()
        var content: [SealedContent] = []
        func readingGrant() async throws -> RepresentativeAppoint.ReadingGrant {
            let envelope = try await grantEnvelope(
                scope: .categories(RecordContract.Category.allCases), rights: [.list, .read], grantee: representative,
                key: key.sealing)
            content.append(SealedContent(envelope.encoded()))
            return .init(grant: newID(), envelope: content[content.count - 1].cid)
        }
        let command: RepresentativeAppoint
        switch appointment {
        case .guardian:
            guard let actor, actor.isGuardian else { throw RecordClientError.notSuitable }
            let reading = try await readingGrant()
            let childKey = try sealedKey(keys.sealing, to: representative, key)
            content.append(childKey)
            command = RepresentativeAppoint(
                .init(
                    representation: representation, representative: representative,
                    rights: RepresentativeRight.allCases, grant: reading, keyEnvelope: childKey.cid), until: nil)
        case .representative(let rights, let until):
            let reading = rights.contains(.read) ? try await readingGrant() : nil
            command = RepresentativeAppoint(
                .init(
                    representation: representation, representative: representative, rights: rights.sorted(),
                    grant: reading), until: until)
        }
        return (representation, try await submit(command, storing: content))
    }

    /// Ends a representation, and gives what the representative could open new keys at once where this person can.
    /// Throws `NodeClientError`, `RecordClientError`, `SealingError`.
    public func endRepresentation(_ representation: EntityID) async throws -> TransactionResult {
        let result = try await submit(RepresentativeEnd(representation: representation))
        if actor?.isGuardian ?? (identity.role == .patient) { try await attendToDuties() }
        return result
    }

    // MARK: Coming of age

    /// What a young adult signs with new keys, for staff to countersign: the JWS. Throws what signing throws.
    public static func takeOver(
        _ patient: IdentityID, with keys: WalletKeys, network: NetworkID, now: LedgerTime
    ) throws -> [UInt8] {
        let command = DependantTakeOver(
            patient: patient, signingKey: keys.signingPublicKey, sealingKey: keys.sealingPublicKey)
        return try keys.transaction(command.json, network: network, issuedAt: now, lifetime: 86_400_000).encoded
    }

    /// Which keys somebody says are theirs from now on. Throws `RecordClientError.notSuitable` for anything but a
    /// `dependant.takeOver` of this network that is signed with the key that it names.
    public func readTakeOver(_ encoded: [UInt8]) throws -> DependantTakeOver {
        guard let transaction = try? Transaction(parsing: encoded), transaction.network == network.network,
            case .representation(let command)? = try? Command(parsing: transaction.command),
            let takeOver = command.value as? DependantTakeOver,
            (try? VerifiedTransaction(verifying: transaction, with: takeOver.signingKey)) != nil
        else { throw RecordClientError.notSuitable }
        return takeOver
    }

    /// Hands the dependant's sealing key on to the keys of the young adult, as a guardian, also after the hand-over.
    /// Throws `RecordClientError.notRepresentative`, `NodeClientError`, `SealingError`.
    public func passKey(_ takeOver: DependantTakeOver) async throws -> TransactionResult {
        let own = try await representations().first {
            $0.patient == takeOver.patient && $0.isGuardian && $0.status != .ended
        }
        guard let own else { throw RecordClientError.notRepresentative }
        let key = try await guardiansKey(of: own)
        let content = try sealedKey(key, to: takeOver.patient, takeOver.sealingKey)
        return try await submit(
            DependantPassKey(
                patient: takeOver.patient, representation: own.representation,
                sealedTo: takeOver.sealingKey.thumbprint, envelope: content.cid), storing: [content])
    }

    /// Countersigns, as staff who saw the proof, that a dependant acts with keys of their own from now on. Throws
    /// `NodeClientError`, `RecordClientError`.
    public func handOver(_ takeOver: [UInt8]) async throws -> TransactionResult {
        _ = try readTakeOver(takeOver)
        return try await submit(DependantHandOver(takeOver: takeOver))
    }
}
