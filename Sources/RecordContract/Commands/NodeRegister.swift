public import LedgerFormat

/// `node.register`: registers the node that an organisation runs; it replaces the one before.
///
/// - Signed by: organisations in the organisation set, one transaction each (`VotingPolicy`).
/// - Checks: `organisation.unknown`, `organisation.suspended`, `key.malformed`, `key.inUse`, `node.exists`.
/// - Effects: a new node, its key and its progress; the old one is `replaced` and its key retired; it becomes the
///   registrar where there is none, or the old one was; the organisation set follows.
/// - Event: `node.registered`.
public struct NodeRegister: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.nodeRegister

    /// The proposal that this is a vote for.
    public let proposal: EntityID
    /// Whose node it is.
    public let organisation: IdentityID
    /// The key that signs its transactions and storage receipts.
    public let signingKey: P256PublicKey
    /// The Ed25519 key for batches and checkpoints: 32 bytes.
    public let attestationKey: [UInt8]
    /// The key to which release shares are sealed.
    public let releaseKey: P256PublicKey

    /// The command with these members.
    public init(
        proposal: EntityID, organisation: IdentityID, signingKey: P256PublicKey, attestationKey: [UInt8],
        releaseKey: P256PublicKey
    ) {
        self.proposal = proposal
        self.organisation = organisation
        self.signingKey = signingKey
        self.attestationKey = attestationKey
        self.releaseKey = releaseKey
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        proposal = try reader.id("proposal")
        organisation = try reader.identity("organisation")
        signingKey = try reader.key("signingKey")
        attestationKey = try reader.bytes("attestationKey", maximum: OrganisationSet.attestationKeyBytes)
        releaseKey = try reader.key("releaseKey")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "proposal": .id(proposal), "organisation": .identity(organisation),
            "signingKey": signingKey.json, "attestationKey": .bytes(attestationKey), "releaseKey": releaseKey.json,
        ]
    }
}

extension NodeRegister {
    func execute(by voter: OrganisationDocument, _ run: Execution) throws {
        guard try VotingPolicy.carries(self, proposal: proposal, by: voter, run) else { return }
        guard var owner: OrganisationDocument = try run.read(.organisation(organisation)) else {
            throw Rejection(.organisationUnknown)
        }
        guard owner.status == .admitted else { throw Rejection(.organisationSuspended) }
        guard signingKey != releaseKey, attestationKey.count == OrganisationSet.attestationKeyBytes else {
            throw Rejection(.keyMalformed)
        }
        try RegistrationPolicy.requireUnused(signingKey, run)
        let id = try RegistrationPolicy.freshID(signingKey, orThrow: .nodeExists, run)
        let members = run.organisationSet.members.filter { $0.organisation != organisation }
        let member = OrganisationSet.Member(organisation: organisation, node: id, attestationKey: attestationKey)
        let set = try OrganisationSet(members: members + [member])
        if let old = owner.node { try replace(old, run) }
        if owner.registrar == nil || owner.registrar == owner.node { owner.registrar = id }
        owner.node = id
        run.write(owner)
        run.write(
            NodeDocument(
                id: id, organisation: organisation, signingKey: signingKey, attestationKey: attestationKey,
                releaseKey: releaseKey))
        run.write(KeyDocument(holder: id, kind: .node, publicKey: signingKey))
        // The ledger's clock counts it from now on, before its first batch.
        run.write(
            ProgressDocument(node: id, epoch: run.block.heading.epoch, sequence: 0, batch: .zero, time: run.time))
        run.write(OrganisationSetDocument(set))
        var details = Event.Details()
        details.organisation = organisation
        try run.emit(Event(.nodeRegistered, actor: voter.id, subject: id.canonical, details: details))
    }

    private func replace(_ old: IdentityID, _ run: Execution) throws {
        var node: NodeDocument = try run.require(.node(old))
        node.status = .replaced
        run.write(node)
        var key: KeyDocument = try run.require(.key(node.signingKey.thumbprint))
        key.status = .retired
        run.write(key)
    }
}
