public import Sealing

/// One version of a compartment's key pair.
public struct CompartmentKey: Sendable {
    /// The category.
    public let category: CompartmentCategory
    /// From 1; each re-keying adds one.
    public let version: UInt64
    /// The private key.
    public let privateKey: SealingPrivateKey

    /// Takes a key pair that exists.
    /// - Throws: `format.valueInvalid` for version 0 or over 2^53-1.
    public init(category: CompartmentCategory, version: UInt64, privateKey: SealingPrivateKey) throws {
        guard (1...CanonicalJSON.largestInteger).contains(version) else {
            throw SealingError(.formatValueInvalid, "a key's version begins at 1")
        }
        self.category = category
        self.version = version
        self.privateKey = privateKey
    }

    /// A new random key pair.
    /// - Throws: as the other initializer.
    public static func generate(_ category: CompartmentCategory, version: UInt64 = 1) throws -> CompartmentKey {
        try CompartmentKey(category: category, version: version, privateKey: SealingPrivateKey())
    }

    /// What writers seal to.
    public var publicKey: CompartmentPublicKey {
        CompartmentPublicKey(category: category, version: version, key: privateKey.publicKey)
    }
}

/// The public half of one version of a compartment's key pair.
public struct CompartmentPublicKey: Sendable, Equatable {
    /// The category.
    public let category: CompartmentCategory
    /// The version.
    public let version: UInt64
    /// The key.
    public let key: SealingPublicKey

    /// As the ledger names it.
    public init(category: CompartmentCategory, version: UInt64, key: SealingPublicKey) {
        self.category = category
        self.version = version
        self.key = key
    }
}

/// A compartment's private key, sealed, as it stands in an envelope.
struct SealedCompartmentKey: Sendable, Equatable {
    let publicKey: CompartmentPublicKey
    let sealed: HPKESealedBox

    init(_ key: CompartmentKey, to recipient: SealingPublicKey, context: SealingContext) throws {
        publicKey = key.publicKey
        sealed = try HPKESealedBox.seal(key.privateKey.scalar, to: recipient, context: context)
    }

    init(_ fields: inout JSONFields) throws {
        let category = try fields.category()
        let key = try SealingPublicKey(x963: fields.bytes("publicKey", count: SealingPublicKey.byteCount))
        publicKey = CompartmentPublicKey(
            category: category, version: try fields.integer("version", in: 1...CanonicalJSON.largestInteger),
            key: key)
        sealed = try fields.box("sealed", plaintextCount: SealingPrivateKey.byteCount)
    }

    var json: SealedJSON {
        .object([
            "category": .string(publicKey.category.name), "version": .integer(publicKey.version),
            "publicKey": .string(SealedBase64URL.encode(publicKey.key.x963)), "sealed": sealed.json,
        ])
    }

    func open(with key: SealingPrivateKey, context: SealingContext) throws -> CompartmentKey {
        let privateKey = try SealingPrivateKey(scalar: sealed.open(with: key, context: context))
        guard privateKey.publicKey == publicKey.key else {
            throw SealingError(.keyMismatch, "a sealed key does not belong to the public key beside it")
        }
        return try CompartmentKey(
            category: publicKey.category, version: publicKey.version, privateKey: privateKey)
    }

    /// Refuses lists that are not strictly ascending by category and version.
    static func checkOrder(_ keys: [SealedCompartmentKey]) throws {
        let ascends = zip(keys, keys.dropFirst()).allSatisfy { left, right in
            (left.publicKey.category.rawValue, left.publicKey.version)
                < (right.publicKey.category.rawValue, right.publicKey.version)
        }
        guard ascends, keys.count <= EnvelopeLimits.largestEntryCount else {
            throw SealingError(.envelopeEntriesInvalid, "keys are not in order, or too many")
        }
    }
}

/// Sorts keys as the envelopes want them.
func sortedKeys(_ keys: [CompartmentKey]) -> [CompartmentKey] {
    keys.sorted { ($0.category.rawValue, $0.version) < ($1.category.rawValue, $1.version) }
}

/// Limits of the key envelopes.
enum EnvelopeLimits {
    static let largestByteCount = 1_048_576
    static let largestEntryCount = 1_024
}
