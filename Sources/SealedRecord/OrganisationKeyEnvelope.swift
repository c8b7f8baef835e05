public import Sealing

/// One version of an organisation's sealing key pair, made in a manager's wallet and never on a node.
public struct OrganisationKey: Sendable {
    /// From 1; each rotation adds one.
    public let version: UInt64
    /// The private key.
    public let privateKey: SealingPrivateKey

    /// Takes a key pair that exists, or makes one.
    /// - Throws: `format.valueInvalid` for version 0 or over 2^53-1.
    public init(version: UInt64, privateKey: SealingPrivateKey = SealingPrivateKey()) throws {
        guard (1...CanonicalJSON.largestInteger).contains(version) else {
            throw SealingError(.formatValueInvalid, "a key's version begins at 1")
        }
        self.version = version
        self.privateKey = privateKey
    }
}

/// An organisation's sealing private keys, all versions, sealed to one member.
public struct OrganisationKeyEnvelope: Sendable, Equatable {
    static let type = "medchain-organisation-key-envelope"

    struct SealedKey: Sendable, Equatable {
        let version: UInt64
        let publicKey: SealingPublicKey
        let sealed: HPKESealedBox
    }

    /// The network.
    public let network: String
    /// The organisation.
    public let organisation: String
    /// The member's identity.
    public let member: String
    private let keys: [SealedKey]

    /// Seals keys to a member.
    /// - Throws: `envelope.entriesInvalid` (none, or a version twice), `identifier.invalid`.
    public init(
        network: String, organisation: String, keys: [OrganisationKey], member: String, memberKey: SealingPublicKey
    ) throws {
        self.network = try Identifier.check(network)
        self.organisation = try Identifier.check(organisation)
        self.member = try Identifier.check(member)
        self.keys = try keys.sorted { $0.version < $1.version }.map { key in
            SealedKey(
                version: key.version, publicKey: key.privateKey.publicKey,
                sealed: try HPKESealedBox.seal(
                    key.privateKey.scalar, to: memberKey,
                    context: Self.context(network, organisation, key.version, member)))
        }
        try check()
    }

    /// The public keys within, by version.
    public var publicKeys: [(version: UInt64, key: SealingPublicKey)] { keys.map { ($0.version, $0.publicKey) } }

    /// Opens all keys.
    /// - Throws: `envelope.wrongNetwork`, `envelope.notSealedToReader`, `hpke.openFailed`, `key.mismatch`.
    public func open(
        network: String, organisation: String, member: String, memberKey: SealingPrivateKey
    ) throws -> [OrganisationKey] {
        guard self.network == network else {
            throw SealingError(.envelopeWrongNetwork, "the envelope is of another network")
        }
        guard self.organisation == organisation, self.member == member else {
            throw SealingError(.envelopeNotSealedToReader, "the key is not sealed to this member")
        }
        return try keys.map { key in
            let context = Self.context(network, organisation, key.version, member)
            let privateKey = try SealingPrivateKey(scalar: key.sealed.open(with: memberKey, context: context))
            guard privateKey.publicKey == key.publicKey else {
                throw SealingError(.keyMismatch, "a sealed key does not belong to the public key beside it")
            }
            return try OrganisationKey(version: key.version, privateKey: privateKey)
        }
    }

    private static func context(
        _ network: String, _ organisation: String, _ version: UInt64, _ member: String
    ) -> SealingContext {
        SealingContext(
            "organisation/key", .text(network), .text(organisation), .number(version), .text(member))
    }

    private func check() throws {
        guard zip(keys, keys.dropFirst()).allSatisfy({ $0.version < $1.version }), !keys.isEmpty,
            keys.count <= EnvelopeLimits.largestEntryCount
        else {
            throw SealingError(.envelopeEntriesInvalid, "keys are not in order, none or too many")
        }
    }

    /// The canonical JSON, section 8 of the specification.
    public func encoded() -> [UInt8] {
        CanonicalJSON.encode(
            .object([
                "type": .string(Self.type), "v": .integer(1), "network": .string(network),
                "organisation": .string(organisation), "member": .string(member),
                "keys": .array(
                    keys.map { key in
                        .object([
                            "version": .integer(key.version), "sealed": key.sealed.json,
                            "publicKey": .string(SealedBase64URL.encode(key.publicKey.x963)),
                        ])
                    }),
            ]))
    }

    /// Parses strictly.
    /// - Throws: `format.`, `identifier.`, `key.`, `hpke.` and `envelope.` codes.
    public init(parsing bytes: [UInt8]) throws {
        var fields = try JSONFields(parsing: bytes, limit: EnvelopeLimits.largestByteCount, type: Self.type)
        network = try fields.identifier("network")
        organisation = try fields.identifier("organisation")
        member = try fields.identifier("member")
        keys = try fields.list("keys", limit: EnvelopeLimits.largestEntryCount) { entry in
            SealedKey(
                version: try entry.integer("version", in: 1...CanonicalJSON.largestInteger),
                publicKey: try SealingPublicKey(x963: entry.bytes("publicKey", count: SealingPublicKey.byteCount)),
                sealed: try entry.box("sealed", plaintextCount: SealingPrivateKey.byteCount))
        }
        try fields.finish()
        try check()
    }
}
