import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A P-256 public key that others seal to.
public struct SealingPublicKey: Sendable, Hashable {
    /// Length of the uncompressed point.
    public static let byteCount = 65

    /// The uncompressed point, 65 bytes (SEC 1 section 2.3.3).
    public let x963: [UInt8]

    /// Checks that the bytes are a point of the curve.
    /// - Throws: `key.invalid`.
    public init(x963: [UInt8]) throws {
        guard x963.count == Self.byteCount, x963.first == 4,
            (try? P256.KeyAgreement.PublicKey(x963Representation: x963)) != nil
        else {
            throw SealingError(.keyInvalid, "not an uncompressed point of P-256")
        }
        self.x963 = x963
    }

    /// Takes the coordinates as a JWK (RFC 7518 section 6.2.1) carries them, 32 bytes each.
    /// - Throws: `key.invalid`.
    public init(x: [UInt8], y: [UInt8]) throws {
        guard x.count == 32, y.count == 32 else {
            throw SealingError(.keyInvalid, "a coordinate of P-256 is 32 bytes")
        }
        try self.init(x963: [4] + x + y)
    }

    init(_ key: P256.KeyAgreement.PublicKey) {
        x963 = Array(key.x963Representation)
    }

    /// The first coordinate, 32 bytes.
    public var x: [UInt8] { Array(x963[1..<33]) }
    /// The second coordinate, 32 bytes.
    public var y: [UInt8] { Array(x963[33..<65]) }

    func cryptoKey() throws -> P256.KeyAgreement.PublicKey {
        do {
            return try P256.KeyAgreement.PublicKey(x963Representation: x963)
        } catch {
            throw SealingError(.keyInvalid, "not an uncompressed point of P-256")
        }
    }
}

/// A P-256 private key that opens what was sealed to its public key. It never prints its content.
public struct SealingPrivateKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Length of the scalar.
    public static let byteCount = 32

    let key: P256.KeyAgreement.PrivateKey

    /// A new random key.
    public init() {
        key = P256.KeyAgreement.PrivateKey()
    }

    /// Takes the 32-byte big-endian scalar.
    /// - Throws: `key.invalid`.
    public init(scalar: SecretBytes) throws {
        do {
            key = try scalar.withUnsafeBytes { try P256.KeyAgreement.PrivateKey(rawRepresentation: $0) }
        } catch {
            throw SealingError(.keyInvalid, "not a private key of P-256")
        }
    }

    /// The 32-byte scalar, to be sealed elsewhere.
    public var scalar: SecretBytes { SecretBytes(key.rawRepresentation) }

    /// The key that others seal to.
    public var publicKey: SealingPublicKey { SealingPublicKey(key.publicKey) }

    /// Always `<secret>`.
    public var description: String { "<secret>" }
    /// Always `<secret>`.
    public var debugDescription: String { "<secret>" }
    /// Shows nothing to `dump` and debuggers that reflect.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
