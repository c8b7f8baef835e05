/// The document that founds a network. Its hash is the network's id, so whoever knows the id can check everything that
/// the network began with. Format: docs/spec/block-v1.md, "Genesis document".
public struct Genesis: Sendable {
    /// What an organisation is.
    public enum OrganisationKind: String, Hashable, Sendable, CaseIterable {
        /// A hospital or practice.
        case hospital
        /// A laboratory.
        case laboratory
        /// An imaging centre.
        case imagingCentre
        /// A pharmacy.
        case pharmacy
        /// An insurer.
        case insurer
        /// A health authority: admits organisations, verifies staff.
        case authority
    }

    /// What the network begins to apply; later transactions change it.
    public struct Parameters: Hashable, Sendable {
        /// How many patients an organisation's node may register in a day of ledger time.
        public let patientsPerDay: Int64
        /// The longest period of a grant, in milliseconds.
        public let maximumGrantDuration: Int64
        /// The least distance of two headers that carry a state root, in milliseconds of ledger time.
        public let stateRootInterval: Int64
        /// How many organisations should hold each content object.
        public let replicas: Int64

        /// Parameters of these values; `Genesis` checks their ranges.
        public init(patientsPerDay: Int64, maximumGrantDuration: Int64, stateRootInterval: Int64, replicas: Int64) {
            self.patientsPerDay = patientsPerDay
            self.maximumGrantDuration = maximumGrantDuration
            self.stateRootInterval = stateRootInterval
            self.replicas = replicas
        }
    }

    /// An organisation's node.
    public struct Node: Hashable, Sendable {
        /// Signs the node's transactions (registrations, storage receipts).
        public let signingKey: P256PublicKey
        /// Signs batches and checkpoints: Ed25519, 32 bytes.
        public let attestationKey: [UInt8]
        /// Release shares are sealed to it.
        public let releaseKey: P256PublicKey

        /// A node of these keys.
        public init(signingKey: P256PublicKey, attestationKey: [UInt8], releaseKey: P256PublicKey) {
            self.signingKey = signingKey
            self.attestationKey = attestationKey
            self.releaseKey = releaseKey
        }
    }

    /// A founding organisation.
    public struct Organisation: Sendable {
        /// What it is.
        public let kind: OrganisationKind
        /// Its public name.
        public let name: String
        /// Its signing key; its id is derived from it.
        public let signingKey: P256PublicKey
        /// Index of the organisation whose node registers this one's people.
        public let registrar: Int
        /// Its node, if it runs one.
        public let node: Node?

        /// An organisation of these parts.
        public init(kind: OrganisationKind, name: String, signingKey: P256PublicKey, registrar: Int, node: Node?) {
            self.kind = kind
            self.name = name
            self.signingKey = signingKey
            self.registrar = registrar
            self.node = node
        }
    }

    /// A person of the authority, verified from the start.
    public struct Official: Sendable {
        /// Index of the person's organisation, an authority.
        public let organisation: Int
        /// The person's signing key; the id is derived from it.
        public let signingKey: P256PublicKey
        /// The person's sealing key.
        public let sealingKey: P256PublicKey
        /// The public name.
        public let name: String

        /// An official of these parts.
        public init(organisation: Int, signingKey: P256PublicKey, sealingKey: P256PublicKey, name: String) {
            self.organisation = organisation
            self.signingKey = signingKey
            self.sealingKey = sealingKey
            self.name = name
        }
    }

    /// The largest document that is read, in bytes.
    public static let maximumBytes = 1_048_576
    static let idLabel = Array("medchain/v1/genesis".utf8)

    /// The network's public name.
    public let name: String
    /// When it was founded: the time of the genesis block.
    public let createdAt: LedgerTime
    /// Sixteen random bytes: two networks of the same founders differ.
    public let salt: [UInt8]
    /// What it begins to apply.
    public let parameters: Parameters
    /// The founding organisations; their order gives the indices.
    public let organisations: [Organisation]
    /// The founding officials.
    public let officials: [Official]

    /// SHA-256("medchain/v1/genesis" || canonical JSON).
    public let network: NetworkID
    /// The organisations' ids, in order.
    public let organisationIDs: [IdentityID]
    /// The ids of the organisations' nodes, in order; nil for one without.
    public let nodeIDs: [IdentityID?]
    /// The officials' ids, in order.
    public let officialIDs: [IdentityID]
    /// The first organisation set.
    public let organisationSet: OrganisationSet

    /// Founds a network. Throws `json.valueRange` or `parameter.range` for a part outside its range,
    /// `organisation.kind` without an authority or for an official of another kind of organisation, `node.unknown`
    /// without a node or for a registrar that runs none, `key.malformed` and `key.inUse`.
    public init(
        name: String, createdAt: LedgerTime, salt: [UInt8], parameters: Parameters, organisations: [Organisation],
        officials: [Official]
    ) throws(Rejection) {
        self.name = name
        self.createdAt = createdAt
        self.salt = salt
        self.parameters = parameters
        self.organisations = organisations
        self.officials = officials
        try Self.requireRanges(name: name, salt: salt, organisations, officials)
        try Self.requireRelations(parameters, organisations, officials)
        let document = Self.document(name, createdAt, salt, parameters, organisations, officials)
        let network = Hash256(hashing: Self.idLabel + document.canonicalBytes)
        self.network = network
        organisationIDs = organisations.map { IdentityID(network: network, firstKey: $0.signingKey.thumbprint) }
        nodeIDs = organisations.map { organisation in
            organisation.node.map { IdentityID(network: network, firstKey: $0.signingKey.thumbprint) }
        }
        officialIDs = officials.map { IdentityID(network: network, firstKey: $0.signingKey.thumbprint) }
        let everyID = organisationIDs + nodeIDs.compactMap { $0 } + officialIDs
        guard Set(everyID).count == everyID.count else { throw Rejection(.identityExists) }
        var members: [OrganisationSet.Member] = []
        for (index, organisation) in organisations.enumerated() {
            guard let node = organisation.node, let nodeID = nodeIDs[index] else { continue }
            members.append(
                OrganisationSet.Member(
                    organisation: organisationIDs[index], node: nodeID, attestationKey: node.attestationKey))
        }
        organisationSet = try OrganisationSet(members: members)
    }

    /// The index of the authority: the first organisation of that kind.
    public var authority: Int { organisations.firstIndex { $0.kind == .authority } ?? 0 }

    /// The canonical JSON.
    public var encoded: [UInt8] { json.canonicalBytes }

    /// The JSON.
    public var json: JSONValue {
        .object(Self.document(name, createdAt, salt, parameters, organisations, officials))
    }

    /// The header of block 0. `deltaRoot` is over all documents that the genesis document makes; the block has no
    /// transactions.
    public func header(contractVersion: UInt16, deltaRoot: Hash256) -> BlockHeader {
        BlockHeader(
            network: network, contractVersion: contractVersion, epoch: 0, height: 0, previous: .zero,
            transactionCount: 0,
            transactionsRoot: MerkleTree.emptyRoot, deltaRoot: deltaRoot, stateRoot: nil,
            headersRoot: MerkleTree.emptyRoot, organisationSet: organisationSet.hash,
            proposer: organisationSet.members[0].node, sequence: 0, batch: .zero, time: createdAt)
    }
}
