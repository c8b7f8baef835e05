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
        /// The `id` of the organisation whose node registers its people; nil: its own, or the first node.
        public var registrar: String?

        /// An organisation of these parts.
        public init(
            id: String, kind: Genesis.OrganisationKind, name: String, node: String? = nil, registrar: String? = nil
        ) {
            self.id = id
            self.kind = kind
            self.name = name
            self.node = node
            self.registrar = registrar
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
        parameters: Genesis.Parameters = defaultParameters
    ) {
        self.name = name
        self.organisations = organisations
        self.officials = officials
        self.parameters = parameters
    }

    /// Parses YAML strictly. Throws `setup.malformed` with the line.
    public init(parsing text: String) throws {
        var yaml = try StrictYAML(parsing: text)
        name = try yaml.text("name")
        organisations = try yaml.mappings("organisations").map { member in
            var member = member
            let organisation = Organisation(
                id: try member.text("id"), kind: try member.choice("kind", Genesis.OrganisationKind.self),
                name: try member.text("name"), node: try member.optionalText("node"),
                registrar: try member.optionalText("registrar"))
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

    private static func key(_ name: String, _ yaml: inout StrictYAML) throws -> P256PublicKey {
        guard let bytes = Base64URL.decode(try yaml.text(name).utf8), let key = try? P256PublicKey(coordinates: bytes)
        else {
            throw yaml.refuse(name, "must be 64 bytes of a P-256 point in base64url")
        }
        return key
    }
}
