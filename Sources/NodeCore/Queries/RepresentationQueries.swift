internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// What a question that is asked as a patient would ask it needs of who represents them.
enum RepresentedNeed: Hashable, Sendable {
    /// Any representation.
    case any
    /// A right.
    case right(RepresentativeRight)
    /// To be the dependant's guardian.
    case guardian
    /// Nobody asks it for somebody else.
    case never
}

extension Visibility {
    /// Throws `forbidden` when who asks for a patient may not ask this for them.
    func requireRepresented(_ need: RepresentedNeed) throws(NodeError) {
        guard let representation else { return }
        let may =
            switch need {
            case .any: true
            case .right(let right): representation.rights.contains(right)
            case .guardian: representation.isGuardian
            case .never: false
            }
        guard may else { throw NodeError.forbidden }
    }

    /// A representation, for patient and representative.
    func representation(_ id: EntityID) throws -> RepresentationDocument? {
        try requireStanding()
        guard case .representation(let document)? = try ledger.document(.representation(id)),
            document.patient == me.id || document.representative == me.id
        else { return nil }
        return document
    }

    /// The dependant's sealing key as a guardian has it; not for one whose representation was ended.
    func guardiansKey(_ id: EntityID) throws -> CID? {
        guard let document = try representation(id), document.representative == me.id, document.status != .ended else {
            return nil
        }
        return document.keyEnvelope
    }

    /// That a patient is or was a dependant: for the patient, and for who is or was guardian and was not removed.
    func dependant(_ patient: IdentityID) throws -> DependantDocument? {
        try requireStanding()
        guard try patient == me.id || isGuardian(of: patient),
            case .dependant(let document)? = try ledger.document(.dependant(patient))
        else { return nil }
        return document
    }

    private func isGuardian(of patient: IdentityID) throws -> Bool {
        let page = try ledger.documents(
            in: .representationsByRepresentative, prefix: IndexTerm().then(me.id).bytes, limit: 200, descending: true)
        return page.documents.contains { document in
            guard case .representation(let own) = document else { return false }
            return own.patient == patient && own.isGuardian && own.status != .ended
        }
    }

    /// The former sealing key that a guardian handed on, for the patient alone.
    func passedKey(of patient: IdentityID, by guardian: IdentityID) throws -> CID? {
        try requirePatient(patient)
        return try dependant(patient)?.passed.first { $0.guardian == guardian }?.envelope
    }

    /// An attestation, for the guardian and who made it.
    func attestation(_ id: EntityID) throws -> AttestationDocument? {
        try requireStanding()
        guard case .attestation(let document)? = try ledger.document(.attestation(id)),
            document.guardian == me.id || document.staff == me.id
        else { return nil }
        return document
    }
}

/// The signed transactions from which a device proves to itself that somebody acts for a patient. Format:
/// docs/spec/node-api-v1.md section 3, "Proof of a representation".
struct RepresentationProofs {
    let ledger: LedgerReader
    let genesis: Genesis

    /// How many guardians may have appointed one another in turn.
    private static let longestChain = 16

    /// The steps to the representation under which a transaction was signed; nil where it was signed under none.
    func steps(behind encoded: [UInt8]) throws -> [JSONValue]? {
        guard let command = try? Command(parsing: try Transaction(parsing: encoded).command),
            case .representation(let inner) = command
        else { return nil }
        return switch inner.value {
        case let act as RepresentativeAct: try steps(of: act.representation)
        case let register as DependantRegister: try steps(of: register.representation)
        default: nil
        }
    }

    /// From the first appointment, by the patient or with the dependant's registration, to that representation.
    func steps(of representation: EntityID) throws -> [JSONValue]? {
        var steps: [JSONValue] = []
        var next: EntityID? = representation
        while let id = next {
            guard steps.count < Self.longestChain,
                case .representation(let document)? = try ledger.document(.representation(id)),
                let stored = try ledger.transaction(document.transaction),
                let people = try IdentityProofs(ledger: ledger, genesis: genesis)
                    .people(provingFrom: document.representative)
            else { return nil }
            steps.append(
                .object([
                    "representation": .id(id), "representative": .identity(document.representative),
                    "people": .array(people),
                    "transaction": .string(String(decoding: stored.encoded, as: UTF8.self)),
                ]))
            next = document.appointedUnder
        }
        return steps.reversed()
    }
}

extension NodeObject {
    /// What asking for it as a patient needs of a representative.
    var need: RepresentedNeed {
        switch self {
        case .own, .identity, .sealingKey, .identityProof, .patient, .representation, .dependant: .any
        case .record, .recordProof: .right(.read)
        case .request, .grant, .grantProof: .right(.consent)
        case .care, .thread, .message: .right(.arrange)
        case .duties, .erasure, .claim: .guardian
        case .organisationKey, .sharedPatient, .invitation, .attestation: .never
        }
    }
}

extension NodeList {
    /// What asking for it as a patient needs of a representative.
    var need: RepresentedNeed {
        switch self {
        case .staff, .staffNamed, .patientRepresentations: .any
        case .patientRecords: .right(.read)
        case .patientRequests, .patientGrants, .patientReads, .patientDetails: .right(.consent)
        case .care, .ownThreads, .threadMessages, .unreadMessages: .right(.arrange)
        case .patientErasures, .ownClaims: .guardian
        case .keyMembers, .ownRequests, .ownGrants, .ownReads, .ownRecords, .ownAcknowledgements, .identities,
            .sharedPatients, .invitations, .organisationErasures, .ownRepresentations, .ownAttestations:
            .never
        }
    }
}

extension ContentReference {
    /// What fetching it as a patient needs of a representative. Payloads are read under the representation's own grant
    /// only, so that each read is on the ledger.
    var need: RepresentedNeed {
        switch self {
        case .recordNote: .right(.read)
        case .requestNote, .requestAnswer: .right(.consent)
        case .care, .messageContent, .messageAttachment: .right(.arrange)
        case .recordEnvelope, .compartmentKey, .grantEnvelope, .decisionNote, .erasureNote, .erasureAnswer,
            .claimContent, .claimNote:
            .guardian
        case .recordPayload, .credentials, .organisationKey, .sharedDetails, .representationKey, .passedKey: .never
        }
    }
}
