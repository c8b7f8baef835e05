internal import Foundation
public import LedgerFormat

/// What a network begins with, as its founder describes it.
///
/// ```yaml
/// name: Ruritania
/// organisations:
///   - {id: ministry, kind: authority, name: Ministry of Health, registrar: general}
///   - {id: general, kind: hospital, name: General Hospital, node: data/general}
/// officials:
///   - {organisation: ministry, name: A. Officer, signingKey: <base64url>, sealingKey: <base64url>}
/// parameters: {patientsPerDay: 1000, maximumGrantDays: 3650, stateRootInterval: 1000, replicas: 1}
/// ```
///
/// Exactly the organisations with `node` run one; `node` is its data directory. The keys of an organisation without a
/// node are kept by the node of its `registrar`; by default the first node. Public keys are 64 bytes of affine
/// coordinates.
///
/// A network of several nodes is ordered by an etcd cluster: `ordering: {kind: etcd}`. Then exactly the organisations
/// with `host` run a node, each with a member of the cluster on the same machine; the folders for them are made by
/// `NetworkInitialisation.package`, and nobody writes `node`.
///
/// ```yaml
/// ordering: {kind: etcd, quotaBytes: 2147483648}
/// organisations:
///   - {id: general, kind: hospital, name: General Hospital, host: medchain.general.example}
///   - id: brigid
///     kind: hospital
///     name: St. Brigid's Hospital
///     host: 192.0.2.7
///     ports: {api: 8443, peer: 8444, etcd: 2379, etcdPeer: 2380}      # these, unless said otherwise
/// ```
public struct NetworkDescription: Sendable {
    /// A founding organisation.
    public struct Organisation: Sendable {
        /// A word by which the description names it.
        public var id: String
        /// What it is.
        public var kind: Genesis.OrganisationKind
        /// Its public name.
        public var name: String
        /// The data directory of its node, where it runs one.
        public var node: String?
        /// The name or IPv4 address of the machine of its node and of its member of the cluster, where it runs them.
        public var host: String?
        /// The ports on that machine.
        public var ports = Ports()
        /// The `id` of the organisation whose node registers its people; nil: its own, or the first node.
        public var registrar: String?

        /// An organisation of these parts.
        public init(
            id: String, kind: Genesis.OrganisationKind, name: String, node: String? = nil, host: String? = nil,
            ports: Ports = Ports(), registrar: String? = nil
        ) {
            self.id = id
            self.kind = kind
            self.name = name
            self.node = node
            self.host = host
            self.ports = ports
            self.registrar = registrar
        }

        /// Whether it runs a node.
        var runsNode: Bool { node != nil || host != nil }
    }

    /// Where on a machine its node and its member of the cluster listen.
    public struct Ports: Sendable, Hashable {
        /// The node's HTTP API, on loopback.
        public var api: Int
        /// The node's door for the other nodes.
        public var peer: Int
        /// The member's door for nodes.
        public var etcd: Int
        /// The member's door for the other members.
        public var etcdPeer: Int

        /// These ports.
        public init(api: Int = 8443, peer: Int = 8444, etcd: Int = 2379, etcdPeer: Int = 2380) {
            self.api = api
            self.peer = peer
            self.etcd = etcd
            self.etcdPeer = etcdPeer
        }

        /// All of them.
        var all: [Int] { [api, peer, etcd, etcdPeer] }

        init(_ yaml: inout StrictYAML) throws {
            self.init()
            let range = 1...65_535
            api = try yaml.integer("api", in: range, default: api)
            peer = try yaml.integer("peer", in: range, default: peer)
            etcd = try yaml.integer("etcd", in: range, default: etcd)
            etcdPeer = try yaml.integer("etcdPeer", in: range, default: etcdPeer)
        }
    }

    /// How the network's batches are ordered.
    public enum Ordering: Sendable, Hashable {
        /// By the log of its one node.
        case embedded
        /// By an etcd cluster with a member at each node; `quotaBytes` is the members' `--quota-backend-bytes`.
        case etcd(quotaBytes: Int)

        /// etcd's own default quota.
        public static let etcd = Ordering.etcd(quotaBytes: 2 << 30)

        fileprivate enum Kind: String, CaseIterable {
            case embedded
            case etcd
        }
    }

    /// A person of the authority, verified from the start.
    public struct Official: Sendable {
        /// The `id` of the person's organisation.
        public var organisation: String
        /// The public name.
        public var name: String
        /// The person's signing key.
        public var signingKey: P256PublicKey
        /// The person's sealing key.
        public var sealingKey: P256PublicKey

        /// An official of these parts.
        public init(organisation: String, name: String, signingKey: P256PublicKey, sealingKey: P256PublicKey) {
            self.organisation = organisation
            self.name = name
            self.signingKey = signingKey
            self.sealingKey = sealingKey
        }
    }

    /// The network's public name.
    public var name: String
    /// What orders its batches.
    public var ordering = Ordering.embedded
    /// The founding organisations.
    public var organisations: [Organisation]
    /// The founding officials.
    public var officials: [Official]
    /// What applies from the start.
    public var parameters: Genesis.Parameters

    /// Parameters for a new network: 1,000 patients a day and node, grants of ten years at most, a state root a second.
    public static let defaultParameters = Genesis.Parameters(
        patientsPerDay: 1_000, maximumGrantDuration: 3_650 * 86_400_000, stateRootInterval: 1_000, replicas: 1)

    /// A network of these parts.
    public init(
        name: String, organisations: [Organisation], officials: [Official],
        parameters: Genesis.Parameters = defaultParameters, ordering: Ordering = .embedded
    ) {
        self.name = name
        self.ordering = ordering
        self.organisations = organisations
        self.officials = officials
        self.parameters = parameters
    }

    /// Parses YAML strictly. Throws `setup.malformed` with the line.
    public init(parsing text: String) throws {
        var yaml = try StrictYAML(parsing: text)
        name = try yaml.text("name")
        if var ordering = try yaml.mapping("ordering") {
            self.ordering = try Self.ordering(&ordering)
            try ordering.finish()
        }
        organisations = try yaml.mappings("organisations").map { member in
            var member = member
            var organisation = Organisation(
                id: try member.text("id"), kind: try member.choice("kind", Genesis.OrganisationKind.self),
                name: try member.text("name"), node: try member.optionalText("node"),
                host: try member.optionalText("host"), registrar: try member.optionalText("registrar"))
            if var ports = try member.mapping("ports") {
                organisation.ports = try Ports(&ports)
                try ports.finish()
            }
            try member.finish()
            return organisation
        }
        officials = try yaml.mappings("officials").map { member in
            var member = member
            let official = Official(
                organisation: try member.text("organisation"), name: try member.text("name"),
                signingKey: try Self.key("signingKey", &member), sealingKey: try Self.key("sealingKey", &member))
            try member.finish()
            return official
        }
        parameters = Self.defaultParameters
        if var values = try yaml.mapping("parameters") {
            parameters = Genesis.Parameters(
                patientsPerDay: Int64(try values.integer("patientsPerDay", in: 1...1_000_000, default: 1_000)),
                maximumGrantDuration: 86_400_000
                    * Int64(try values.integer("maximumGrantDays", in: 1...36_500, default: 3_650)),
                stateRootInterval: Int64(
                    try values.integer("stateRootInterval", in: 1_000...86_400_000, default: 1_000)),
                replicas: Int64(try values.integer("replicas", in: 1...255, default: 1)))
            try values.finish()
        }
        try yaml.finish()
    }

    private static func ordering(_ yaml: inout StrictYAML) throws -> Ordering {
        switch try yaml.choice("kind", Ordering.Kind.self) {
        case .embedded: .embedded
        case .etcd: .etcd(quotaBytes: try yaml.integer("quotaBytes", in: 67_108_864...(1 << 40), default: 2 << 30))
        }
    }

    private static func key(_ name: String, _ yaml: inout StrictYAML) throws -> P256PublicKey {
        guard let bytes = Base64URL.decode(try yaml.text(name).utf8), let key = try? P256PublicKey(coordinates: bytes)
        else {
            throw yaml.refuse(name, "must be 64 bytes of a P-256 point in base64url")
        }
        return key
    }
}
