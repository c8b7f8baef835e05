public import LedgerFormat
public import NodeClient
internal import NodeWire
public import RecordContract

/// What the directory says of somebody.
public struct PublicIdentity: Sendable {
    /// Who.
    public let id: IdentityID
    /// Role.
    public let role: Role
    /// Organisation.
    public let organisation: IdentityID
    /// Status.
    public let status: IdentityDocument.Status
    /// Name and specialty of staff; nil for patients, whose names are sealed.
    public let profile: Profile?
    /// Verifies what they signed.
    public let signingKey: P256PublicKey
    /// Seals to them.
    public let sealingKey: P256PublicKey

    init(_ json: JSONObject) throws {
        var reader = ObjectReader(json)
        id = try reader.identity("id")
        role = try reader.choice("role")
        organisation = try reader.identity("organisation")
        status = try reader.choice("status")
        signingKey = try P256PublicKey(try reader.value("signingKey"), field: "signingKey")
        sealingKey = try P256PublicKey(try reader.value("sealingKey"), field: "sealingKey")
        if reader.has("profile") {
            var profile = ObjectReader(try reader.object("profile"))
            self.profile = Profile(
                name: try profile.text("name", maximumBytes: Limits.nameBytes),
                specialty: profile.has("specialty")
                    ? try profile.text("specialty", maximumBytes: Limits.nameBytes) : nil)
        } else {
            profile = nil
        }
    }
}

/// An organisation of the directory.
public struct PublicOrganisation: Sendable {
    /// Which.
    public let id: IdentityID
    /// Its kind.
    public let kind: OrganisationKind
    /// Its name.
    public let name: String
    /// The current version of its sealing key; nil while it has none.
    public let key: (version: Int64, publicKey: P256PublicKey)?
    /// Who made that version and their signature about it.
    let keyStatement: (by: IdentityID, signature: ES256Signature)?

    init(_ json: JSONObject) throws {
        var reader = ObjectReader(json)
        id = try reader.identity("id")
        kind = try reader.choice("kind")
        name = try reader.text("name", maximumBytes: Limits.nameBytes)
        if reader.has("key") {
            var key = ObjectReader(try reader.object("key"))
            self.key = (
                try key.integer("version", in: 1...Int64(Int32.max)),
                try P256PublicKey(try key.value("publicKey"), field: "publicKey")
            )
            keyStatement = (try key.identity("statedBy"), try key.statement())
        } else {
            key = nil
            keyStatement = nil
        }
    }
}

extension PublicOrganisation {
    /// The directory of organisations; nobody needs to sign in for it. Throws `NodeClientError`.
    public static func all(at client: NodeClient) async throws -> [PublicOrganisation] {
        try await client.list("/v1/organisations").map { try PublicOrganisation($0) }
    }
}

/// The current public half of one of a patient's compartments.
struct PatientCompartment: Sendable {
    let category: RecordContract.Category
    let version: Int64
    let publicKey: P256PublicKey
    let statement: ES256Signature
    /// Under which representation it was stated; nil: with the patient's own key.
    let representation: EntityID?
}

extension ObjectReader {
    /// The signature of a `KeyStatement`.
    mutating func statement() throws(Rejection) -> ES256Signature {
        try ES256Signature(bytes: try bytes("statement", maximum: 64))
    }
}

extension Person {
    /// What the directory, or a relation to a patient, shows of somebody, with keys, role and name proved. Throws
    /// `NodeClientError`, `RecordClientError.keyNotProven`.
    public func publicIdentity(_ id: IdentityID) async throws -> PublicIdentity {
        let answer: Positioned = try await client.get("/v1/identities/\(id.canonical)")
        let shown = try PublicIdentity(answer.value)
        let proven = try await trusted.identity(id)
        guard shown.id == id, shown.role == proven.role, shown.organisation == proven.organisation,
            shown.profile == proven.profile, shown.signingKey == proven.signingKey,
            shown.sealingKey == proven.sealingKey, proven.isVerified || shown.status != .verified
        else { throw RecordClientError.keyNotProven }
        return shown
    }

    /// An organisation's sealing key, stated by a proven member who may make it. Throws `NodeClientError`,
    /// `RecordClientError.keyNotProven`, `RecordClientError.noOrganisationKey`.
    func organisationKey(of id: IdentityID) async throws -> (version: Int64, publicKey: P256PublicKey) {
        let organisation = try await organisation(id)
        guard let key = organisation.key, let statement = organisation.keyStatement else {
            throw RecordClientError.noOrganisationKey
        }
        let keeper = try await trusted.identity(statement.by)
        guard keeper.isVerified, keeper.organisation == id, keeper.role == organisation.kind.keyKeeper else {
            throw RecordClientError.keyNotProven
        }
        try keeper.requireStatement(
            statement.signature, holder: id, category: nil, version: key.version, publicKey: key.publicKey,
            network: network.network)
        return key
    }

    /// All organisations. Throws `NodeClientError`.
    public func organisations() async throws -> [PublicOrganisation] {
        try await PublicOrganisation.all(at: client)
    }

    /// Verified staff whose name begins with `name`, of a role or an organisation where given. Throws
    /// `NodeClientError`.
    public func staff(
        named name: String?, role: Role? = nil, organisation: IdentityID? = nil, limit: Int = 200
    ) async throws -> [PublicIdentity] {
        var query: [String] = []
        if let name { query.append("name=\(NodeClient.encode(name))") }
        if let role { query.append("role=\(role.rawValue)") }
        if let organisation { query.append("organisation=\(organisation.canonical)") }
        let path = query.isEmpty ? "/v1/staff" : "/v1/staff?" + query.joined(separator: "&")
        return try await client.list(path, limit: limit).map { try PublicIdentity($0) }
    }

    /// Who waits for verification, oldest first, as the authority or a manager. Throws `NodeClientError`.
    public func verificationQueue() async throws -> [PublicIdentity] {
        try await client.list("/v1/identities?status=pending").map { try PublicIdentity($0) }
    }

    /// Records that I read and that were superseded or retracted since, until I acknowledge. Throws `NodeClientError`.
    public func pendingAcknowledgements() async throws -> [JSONObject] {
        try await client.list("/v1/me/acknowledgements")
    }

    /// One organisation. Throws `NodeClientError`.
    public func organisation(_ id: IdentityID) async throws -> PublicOrganisation {
        let answer: Positioned = try await client.get("/v1/organisations/\(id.canonical)")
        return try PublicOrganisation(answer.value)
    }

    /// A patient's compartments, or those that a grant covers; each key stated by the patient. Throws
    /// `NodeClientError`, `RecordClientError.keyNotProven`.
    func compartments(
        of patient: IdentityID
    ) async throws -> [RecordContract.Category: PatientCompartment] {
        let answer: Positioned = try await client.get("/v1/patients/\(patient.canonical)")
        guard case .array(let items)? = answer.value["compartments"] else {
            throw NodeClientError.unexpectedAnswer(route: "/v1/patients")
        }
        let owner = try await trusted.identity(patient)
        let stating = try await representatives(stating: answer.value["representations"], for: owner)
        var compartments: [RecordContract.Category: PatientCompartment] = [:]
        for item in items {
            let compartment = try Self.compartment(item)
            let signer: ProvenIdentity
            if let representation = compartment.representation {
                guard let proven = stating[representation], proven.isGuardian else {
                    throw RecordClientError.keyNotProven
                }
                signer = proven.representative
            } else {
                signer = owner
            }
            try signer.requireStatement(
                compartment.statement, holder: patient, category: compartment.category, version: compartment.version,
                publicKey: compartment.publicKey, network: network.network)
            compartments[compartment.category] = compartment
        }
        return compartments
    }

    private static func compartment(_ value: JSONValue) throws -> PatientCompartment {
        var reader = try ObjectReader(value, field: "compartments")
        return PatientCompartment(
            category: try reader.choice("category"), version: try reader.integer("version", in: 1...Int64(Int32.max)),
            publicKey: try P256PublicKey(try reader.value("publicKey"), field: "publicKey"),
            statement: try reader.statement(),
            representation: reader.has("representation") ? try reader.id("representation") : nil)
    }

    /// Grants to me, newest first, then those to my organisation that I may use. Throws `NodeClientError`.
    public func grantsToMe() async throws -> [GrantDocument] {
        let own: [GrantDocument] = try await documents("/v1/me/grants") { .grant($0) }
        guard identity.role.actsForOrganisation else { return own }
        return own + (try await documents("/v1/me/grants?via=organisation") { .grant($0) })
    }
    /// Requests that I made, newest first. Throws `NodeClientError`.
    public func myRequests() async throws -> [RequestDocument] {
        try await documents("/v1/me/requests") { .request($0) }
    }
    /// Requests to me as a patient, newest first. Throws `NodeClientError`.
    public func requestsToMe() async throws -> [RequestDocument] {
        try await documents("/v1/patients/\(id.canonical)/requests") { .request($0) }
    }
    /// Grants that I gave as a patient, newest first. Throws `NodeClientError`.
    public func myGrants() async throws -> [GrantDocument] {
        try await documents("/v1/patients/\(id.canonical)/grants") { .grant($0) }
    }

    /// Who read what of mine, newest first, at most `limit`. Throws `NodeClientError`.
    public func accessLog(limit: Int = .max) async throws -> [ReadDocument] {
        try await client.list("/v1/patients/\(id.canonical)/reads", limit: limit).map { json in
            guard case .string(let text)? = json["transaction"], let hash = Hash256(base64URL: text) else {
                throw NodeClientError.unexpectedAnswer(route: "/v1/patients/reads")
            }
            return try json.ledgerDocument(.read(hash))
        }
    }

    /// The records of a patient that I may list, newest first, at most `limit`. Throws `NodeClientError`.
    public func records(
        of patient: IdentityID, category: RecordContract.Category? = nil, limit: Int = .max
    ) async throws -> [RecordDocument] {
        let query = category.map { "?category=\($0.rawValue)" } ?? ""
        return try await client.list("/v1/patients/\(patient.canonical)/records\(query)", limit: limit).map { json in
            try json.ledgerDocument(.record(patient, try Self.id("record", of: json)))
        }
    }

    /// One record. Throws `NodeClientError`.
    public func record(_ record: EntityID, of patient: IdentityID) async throws -> RecordDocument {
        let answer: Positioned = try await client.get("/v1/patients/\(patient.canonical)/records/\(record.text)")
        return try answer.value.ledgerDocument(.record(patient, record))
    }

    /// One request. Throws `NodeClientError`.
    public func request(_ request: EntityID) async throws -> RequestDocument {
        let answer: Positioned = try await client.get("/v1/requests/\(request.text)")
        return try answer.value.ledgerDocument(.request(request))
    }

    /// One grant. Throws `NodeClientError`.
    public func grant(_ grant: EntityID) async throws -> GrantDocument {
        let answer: Positioned = try await client.get("/v1/grants/\(grant.text)")
        return try answer.value.ledgerDocument(.grant(grant))
    }

    private func documents<T: LedgerDocument>(
        _ path: String, key: (EntityID) -> DocumentKey
    ) async throws -> [T] {
        let member = T.self == GrantDocument.self ? "grant" : "request"
        return try await client.list(path).map { json in
            try json.ledgerDocument(key(try Self.id(member, of: json)))
        }
    }

    private static func id(_ member: String, of json: JSONObject) throws -> EntityID {
        guard case .string(let text)? = json[member], let id = EntityID(text: text) else {
            throw NodeClientError.unexpectedAnswer(route: member)
        }
        return id
    }
}
