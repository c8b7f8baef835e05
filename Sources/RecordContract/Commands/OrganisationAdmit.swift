public import LedgerFormat

/// `organisation.admit`: admits an organisation to the network.
///
/// - Signed by: organisations in the organisation set, one transaction each (`VotingPolicy`).
/// - Checks: `key.inUse`, `organisation.exists`, `node.unknown` (the registrar).
/// - Effects: a new organisation and its signing key.
/// - Event: `organisation.admitted`.
public struct OrganisationAdmit: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.organisationAdmit

    /// The proposal that this is a vote for.
    public let proposal: EntityID
    /// What it is.
    public let kind: OrganisationKind
    /// Its public name.
    public let name: String
    /// The key with which it votes.
    public let signingKey: P256PublicKey
    /// The node that registers its people, unless it runs one.
    public let registrar: IdentityID?

    /// The command with these members.
    public init(
        proposal: EntityID, kind: OrganisationKind, name: String, signingKey: P256PublicKey,
        registrar: IdentityID? = nil
    ) {
        self.proposal = proposal
        self.kind = kind
        self.name = name
        self.signingKey = signingKey
        self.registrar = registrar
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        proposal = try reader.id("proposal")
        kind = try reader.choice("kind")
        name = try reader.text("name", maximumBytes: Limits.nameBytes)
        signingKey = try reader.key("signingKey")
        registrar = try reader.optionalIdentity("registrar")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "proposal": .id(proposal), "kind": .word(kind), "name": .string(name),
            "signingKey": signingKey.json,
        ]
        json.set("registrar", registrar.map(JSONValue.identity))
        return json
    }
}

extension OrganisationAdmit {
    func execute(by voter: OrganisationDocument, _ run: Execution) throws {
        guard try VotingPolicy.carries(self, proposal: proposal, by: voter, run) else { return }
        try RegistrationPolicy.requireUnused(signingKey, run)
        let id = try RegistrationPolicy.freshID(signingKey, orThrow: .organisationExists, run)
        if let registrar {
            guard let node: NodeDocument = try run.read(.node(registrar)), node.status == .active else {
                throw Rejection(.nodeUnknown)
            }
        }
        run.write(
            OrganisationDocument(id: id, kind: kind, name: name, signingKey: signingKey, registrar: registrar))
        run.write(KeyDocument(holder: id, kind: .organisation, publicKey: signingKey))
        try run.emit(Event(.organisationAdmitted, actor: voter.id, subject: id.canonical))
    }
}
