internal import Crypto
public import LedgerFormat
internal import NodeClient
internal import NodeWire
public import RecordContract
internal import SealedRecord
internal import Sealing
internal import Wallet

/// Who acts for a patient: the representative as themself, and under which representation.
final class Actor: Sendable {
    /// The representative.
    let person: Person
    /// Under which they act.
    let representation: RepresentationDocument
    var isGuardian: Bool { representation.isGuardian }

    init(person: Person, representation: RepresentationDocument) {
        self.person = person
        self.representation = representation
    }

    /// The keys of the patient's compartments as the representative's own grant gives them. Throws
    /// `RecordClientError.noGrant`, `NodeClientError`, `SealingError`.
    func compartmentKeys() async throws -> [CompartmentKey] {
        guard let grant = representation.grant else { throw RecordClientError.noGrant }
        let (envelope, key) = try await person.openGrant(try await person.grant(grant))
        return try envelope.openCompartments(with: key)
    }
}

/// A sealing key that a person had before they came of age.
struct FormerSealingKey: Sendable {
    let key: SealingPrivateKey
}

extension Person {
    /// Whether somebody acts for the patient that this is.
    public var isRepresented: Bool { actor != nil }

    /// Whom this person represents or represented, newest first. Throws `NodeClientError`.
    public func representations() async throws -> [RepresentationDocument] {
        try await representations(at: "/v1/me/representations")
    }

    /// Who represents this patient or did, newest first. Throws `NodeClientError`.
    public func representatives() async throws -> [RepresentationDocument] {
        try await representations(at: "/v1/patients/\(id.canonical)/representations")
    }

    private func representations(at path: String) async throws -> [RepresentationDocument] {
        try await client.list(path).map { json in
            guard case .string(let text)? = json["representation"], let id = EntityID(text: text) else {
                throw NodeClientError.unexpectedAnswer(route: path)
            }
            return try json.ledgerDocument(.representation(id))
        }
    }

    /// The patient whom this person represents, as somebody who acts: what they sign is signed by this person for the
    /// patient, what they ask is asked as the patient may ask it. Throws `RecordClientError.notRepresentative`,
    /// `RecordClientError.keyNotProven`, `NodeClientError`, `SealingError`.
    public func acting(for patient: IdentityID) async throws -> Person {
        let now = clock()
        let own = try await representations().first { $0.patient == patient && $0.holds(at: now) }
        guard let own else { throw RecordClientError.notRepresentative }
        return try await acting(under: own)
    }

    /// The same under one of this person's own live representations.
    public func acting(under representation: RepresentationDocument) async throws -> Person {
        let client = client.asking(under: representation.representation)
        let trusted = trusted.asking(through: client)
        let me: Positioned = try await client.get("/v1/me")
        guard case .object(let document)? = me.value["identity"] else {
            throw NodeClientError.unexpectedAnswer(route: "/v1/me")
        }
        let identity: IdentityDocument = try document.ledgerDocument(.identity(representation.patient))
        let proven = try await trusted.identity(representation.patient)
        guard proven.sealingKey == identity.application.sealingKey,
            proven.signingKey == identity.application.signingKey
        else { throw RecordClientError.keyNotProven }
        let keys =
            representation.isGuardian
            ? keys.opening(with: try await dependantKey(of: proven, under: representation)) : keys
        return Person(
            client: client, keys: keys, network: network, identity: identity, trusted: trusted,
            actor: Actor(person: self, representation: representation), formerKeys: [], clock: clock, approve: approve)
    }

    /// The dependant's sealing key, as it was sealed to this guardian. Throws `RecordClientError.keyNotProven` when it
    /// is another.
    private func dependantKey(
        of dependant: ProvenIdentity, under representation: RepresentationDocument
    ) async throws -> P256.KeyAgreement.PrivateKey {
        let path = "/v1/representations/\(representation.representation.text)/key"
        let key = try await openKey(path)
        guard P256PublicKey(key.publicKey) == dependant.sealingKey else { throw RecordClientError.keyNotProven }
        return key
    }

    /// The dependant's sealing key as this guardian has it.
    func guardiansKey(of representation: RepresentationDocument) async throws -> P256.KeyAgreement.PrivateKey {
        try await openKey("/v1/representations/\(representation.representation.text)/key")
    }

    private func openKey(_ path: String) async throws -> P256.KeyAgreement.PrivateKey {
        let note = try SealedNote(parsing: try await client.getBytes(path))
        let opened = try note.open(
            recipient: id.canonical, key: keys.sealingPrivateKey, network: networkText, sender: note.sender,
            kind: .key)
        return try P256.KeyAgreement.PrivateKey(rawRepresentation: opened.content)
    }

    /// A sealing key, sealed to somebody.
    func sealedKey(
        _ key: P256.KeyAgreement.PrivateKey, to recipient: IdentityID, _ recipientKey: P256PublicKey
    ) throws -> SealedContent {
        SealedContent(
            try SealedNote(
                Array(key.rawRepresentation), metadata: PayloadMetadata(mediaType: "application/octet-stream"),
                kind: .key, network: networkText, sender: id.canonical,
                recipients: [(recipient.canonical, recipientKey.sealing)]
            ).encoded())
    }

    /// The command as this person signs it: for a patient, within `representative.act`.
    func signed(_ command: some LedgerCommand) -> JSONObject {
        guard let actor else { return command.json }
        return RepresentativeAct(
            representation: actor.representation.representation, patient: id, command: command.json
        ).json
    }

    // MARK: Who was a dependant

    /// The same person with what guardians handed on. What does not open is left out: records of the time before can
    /// then not be opened until a guardian hands on the right key.
    func withFormerKeys() async throws -> Person {
        let proven = try await trusted.identity(id)
        guard proven.signingKey == keys.signingPublicKey, proven.sealingKey == keys.sealingPublicKey else {
            throw RecordClientError.keyNotProven
        }
        let answer: Positioned = try await client.get("/v1/patients/\(id.canonical)/dependant")
        let dependant: DependantDocument = try answer.value.ledgerDocument(.dependant(id))
        var former: [FormerSealingKey] = []
        for passed in dependant.passed where passed.sealedTo == keys.sealingPublicKey.thumbprint {
            let path = "/v1/patients/\(id.canonical)/dependant/keys/\(passed.guardian.canonical)"
            guard let key = try? await openKey(path) else { continue }
            former.append(
                FormerSealingKey(key: try SealingPrivateKey(scalar: SecretBytes(Array(key.rawRepresentation)))))
        }
        return Person(
            client: client, keys: keys, network: network, identity: identity, trusted: trusted, actor: nil,
            formerKeys: former, clock: clock, approve: approve)
    }

    /// Whether this person's keys replaced those of a dependant.
    private var cameOfAge: Bool { actor == nil && id != keys.identity(in: network.network) }

    /// Opens something with this person's sealing key, or with one that they had before they came of age.
    func withOwnKeys<Result>(_ open: (SealingPrivateKey) throws -> Result) throws -> Result {
        do { return try open(try keys.sealingPrivateKey) } catch {
            for former in formerKeys {
                if let result = try? open(former.key) { return result }
            }
            throw error
        }
    }

    /// An envelope for another compartment or version; sealed to this person's present key from now on.
    func moved(_ envelope: RecordEnvelope, to compartment: PatientCompartment) throws -> RecordEnvelope {
        if let actor, !actor.isGuardian { throw RecordClientError.guardianOnly }
        let newKey = try cameOfAge ? keys.sealingPublicKey.sealing : nil
        return try withOwnKeys {
            try envelope.moved(patientKey: $0, to: compartment.sealingKey, newPatientKey: newKey)
        }
    }

    /// The half of a record's key that consent gives.
    func firstHalf(of document: RecordDocument) async throws -> SecretBytes {
        if let actor, !actor.isGuardian {
            let envelope = try RecordEnvelope(
                parsing: try await actor.person.client.getBytes(document.path("envelope")))
            return try envelope.openA(
                compartmentKeys: try await actor.compartmentKeys(), of: document.category.compartment)
        }
        let envelope = try RecordEnvelope(parsing: try await client.getBytes(document.path("envelope")))
        return try withOwnKeys { try envelope.openHalves(patientKey: $0).a }
    }

    /// The keys of a compartment so far. Who came of age and was handed no key on begins anew: what was written before
    /// stays closed, what is written from now on opens.
    func earlierKeys(of category: RecordContract.Category) async throws -> [CompartmentKey] {
        do { return try await compartmentKeys(of: category) } catch is SealingError
            where cameOfAge && formerKeys.isEmpty
        {
            return []
        }
    }

    /// The version of a compartment that the ledger has.
    func currentVersion(of category: RecordContract.Category) async throws -> Int64 {
        let answer: Positioned = try await client.get("/v1/patients/\(id.canonical)")
        guard case .array(let items)? = answer.value["compartments"] else {
            throw NodeClientError.unexpectedAnswer(route: "/v1/patients")
        }
        for item in items {
            var reader = try ObjectReader(item, field: "compartments")
            guard try reader.token("category") == category.rawValue else { continue }
            return try reader.integer("version", in: 1...Int64(Int32.max))
        }
        throw RecordClientError.contentMismatch
    }

    /// Those who stated compartment keys for a patient, proved. Throws `RecordClientError.factNotProven`.
    func representatives(
        stating json: JSONValue?, for patient: ProvenIdentity
    ) async throws -> [EntityID: ProvenRepresentation] {
        guard case .array(let chains)? = json else { return [:] }
        var proven: [EntityID: ProvenRepresentation] = [:]
        for case .array(let steps) in chains {
            let found = try ProvenRepresentation(of: patient, proving: steps, genesis: trusted.genesis)
            proven[found.representation] = found
        }
        return proven
    }
}
