/// The organisations that run a node, with the key that each attests with: what quorums are counted over. Canonical
/// JSON `{v, organisations: [{organisation, node, attestationKey}]}`, sorted by organisation; headers carry its hash.
/// Format: docs/spec/block-v1.md, "Organisation set".
public struct OrganisationSet: Hashable, Sendable {
    /// One organisation and its node.
    public struct Member: Hashable, Sendable {
        /// The organisation.
        public let organisation: IdentityID
        /// Its node.
        public let node: IdentityID
        /// The node's Ed25519 public key for checkpoints and batches: 32 bytes.
        public let attestationKey: [UInt8]

        /// A member; the set's initializer checks the key's length.
        public init(organisation: IdentityID, node: IdentityID, attestationKey: [UInt8]) {
            self.organisation = organisation
            self.node = node
            self.attestationKey = attestationKey
        }
    }

    /// The length of an attestation key, in bytes.
    public static let attestationKeyBytes = 32
    /// The largest encoding that is read, in bytes.
    public static let maximumBytes = 131_072

    /// The members, sorted by organisation.
    public let members: [Member]

    /// A set of these members, in any order. Throws `json.valueRange` for none or too many, `key.malformed` for a key
    /// that is not 32 bytes, `organisation.exists`, `node.exists` or `key.inUse` when one stands in it twice.
    public init(members: [Member]) throws(Rejection) {
        guard (1...Limits.organisations).contains(members.count) else {
            throw Rejection(.jsonValueRange, field: "organisations")
        }
        guard members.allSatisfy({ $0.attestationKey.count == Self.attestationKeyBytes }) else {
            throw Rejection(.keyMalformed, field: "attestationKey")
        }
        guard Set(members.map(\.organisation)).count == members.count else { throw Rejection(.organisationExists) }
        guard Set(members.map(\.node)).count == members.count else { throw Rejection(.nodeExists) }
        guard Set(members.map(\.attestationKey)).count == members.count else { throw Rejection(.keyInUse) }
        self.members = members.sorted { $0.organisation < $1.organisation }
    }

    /// Parses the JSON. Throws `json.*`, `format.version`, `format.malformed` unless sorted, and what `init(members:)`
    /// throws.
    public init(parsing bytes: [UInt8]) throws(Rejection) {
        guard bytes.count <= Self.maximumBytes else { throw Rejection(.formatTooLarge) }
        try self.init(try StrictJSONParser.parse(bytes), field: "set")
    }

    /// Reads the set where it stands inside another document. Throws as `init(parsing:)` does.
    public init(_ value: JSONValue, field: String) throws(Rejection) {
        var reader = try ObjectReader(value, field: field)
        guard try reader.integer("v", in: 0...Int64(Int32.max)) == 1 else { throw Rejection(.formatVersion) }
        var members: [Member] = []
        for element in try reader.array("organisations", count: 1...Limits.organisations) {
            members.append(try Self.member(element))
        }
        try reader.finish()
        try self.init(members: members)
        guard self.members == members else { throw Rejection(.formatMalformed, field: "organisations") }
    }

    private static func member(_ value: JSONValue) throws(Rejection) -> Member {
        var reader = try ObjectReader(value, field: "organisations")
        let member = Member(
            organisation: try reader.identity("organisation"), node: try reader.identity("node"),
            attestationKey: try reader.bytes("attestationKey", maximum: attestationKeyBytes))
        try reader.finish()
        return member
    }

    /// The JSON.
    public var json: JSONValue {
        let organisations = members.map { member -> JSONValue in
            .object([
                "organisation": .identity(member.organisation), "node": .identity(member.node),
                "attestationKey": .bytes(member.attestationKey),
            ])
        }
        return .object(["v": .integer(1), "organisations": .array(organisations)])
    }

    /// SHA-256 of the canonical JSON.
    public var hash: Hash256 { Hash256(hashing: json.canonicalBytes) }

    /// How many organisations must attest for a block to be final: floor(2n/3) + 1, and all of them below four.
    public var quorum: Int { members.count < 4 ? members.count : 2 * members.count / 3 + 1 }
    /// How many release shares open a record: floor(n/2) + 1.
    public var majority: Int { members.count / 2 + 1 }

    /// The member whose node that is.
    public func member(ofNode node: IdentityID) -> Member? { members.first { $0.node == node } }
    /// The member that is that organisation.
    public func member(_ organisation: IdentityID) -> Member? { members.first { $0.organisation == organisation } }
}
