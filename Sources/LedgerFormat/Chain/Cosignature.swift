import Crypto

/// One node's signature under a checkpoint: C2SP tlog-cosignature, `cosignature/v1`, Ed25519. It says that the node
/// executed the headers up to that size, at that time by its own clock.
public struct Cosignature: Hashable, Sendable {
    /// What follows the node's id in the key's name.
    public static let nameSuffix = ".medchain"
    private static let keyIDBytes = 4
    private static let timestampBytes = 8
    private static let signatureBytes = 64
    private static let algorithm: UInt8 = 0x04
    private static let linePrefix = Array("\u{2014} ".utf8)
    private static let maximumNameBytes = 128

    /// The key's name: `<node id>.medchain`, or that of a witness that is no node.
    public let name: String
    /// The first four bytes of SHA-256(name || 0x0A || 0x04 || public key).
    public let keyID: [UInt8]
    /// Seconds since 1970-01-01T00:00:00Z by the node's clock.
    public let unixSeconds: UInt64
    /// The Ed25519 signature: 64 bytes.
    public let signature: [UInt8]

    init(node: IdentityID, attestationKey: [UInt8], unixSeconds: UInt64, signature: [UInt8]) {
        name = node.canonical + Self.nameSuffix
        keyID = Self.keyID(name: name, key: attestationKey)
        self.unixSeconds = unixSeconds
        self.signature = signature
    }

    /// The node that the name speaks of; nil for the name of another kind of witness.
    public var node: IdentityID? {
        guard name.hasSuffix(Self.nameSuffix) else { return nil }
        return IdentityID(canonical: String(name.dropLast(Self.nameSuffix.count)))
    }

    /// The line of the signed note, line break included.
    public var line: String {
        var writer = ByteWriter()
        writer.raw(keyID)
        writer.integer(unixSeconds)
        writer.raw(signature)
        return "\u{2014} \(name) \(Base64.string(writer.bytes))\n"
    }

    /// Parses a line without its line break; verifies nothing. Throws `checkpoint.syntax`.
    public init(line: some Collection<UInt8>) throws(Rejection) {
        let bytes = Array(line)
        guard bytes.starts(with: Self.linePrefix) else { throw Rejection(.checkpointSyntax) }
        let parts = bytes.dropFirst(Self.linePrefix.count)
            .split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 2, (1...Self.maximumNameBytes).contains(parts[0].count),
            parts[0].allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "+") }),
            let blob = Base64.decode(parts[1]),
            blob.count == Self.keyIDBytes + Self.timestampBytes + Self.signatureBytes
        else { throw Rejection(.checkpointSyntax) }
        var reader = ByteReader(blob)
        name = String(decoding: parts[0], as: UTF8.self)
        keyID = Array(try reader.raw(Self.keyIDBytes))
        unixSeconds = try reader.integer()
        signature = Array(try reader.raw(Self.signatureBytes))
        // C2SP reserves zero and keeps times within 63 bits.
        guard (1...UInt64(Int64.max)).contains(unixSeconds) else { throw Rejection(.checkpointSyntax) }
    }

    func verifies(body: String, key: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else { return false }
        return key.isValidSignature(signature, for: Self.message(unixSeconds: unixSeconds, body: body))
    }

    static func message(unixSeconds: UInt64, body: String) -> [UInt8] {
        Array("cosignature/v1\ntime \(unixSeconds)\n\(body)".utf8)
    }

    static func keyID(name: String, key: [UInt8]) -> [UInt8] {
        Array(Hash256(hashing: Array(name.utf8) + [0x0A, algorithm] + key).bytes.prefix(keyIDBytes))
    }
}
