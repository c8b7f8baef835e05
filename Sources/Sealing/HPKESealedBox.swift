import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The HPKE suites (RFC 9180) by the number that the formats carry. Numbers are never reused.
public enum SealingSuite: UInt64, Sendable, CaseIterable {
    /// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
    case p256SHA256AES256GCM = 1

    var ciphersuite: HPKE.Ciphersuite {
        switch self {
        case .p256SHA256AES256GCM: .P256_SHA256_AES_GCM_256
        }
    }

    var encapsulatedKeyCount: Int {
        switch self {
        case .p256SHA256AES256GCM: SealingPublicKey.byteCount
        }
    }
}

/// One message sealed to one public key: HPKE base mode, single shot, bound to its context by `info`; `aad` is empty.
public struct HPKESealedBox: Sendable, Equatable {
    /// Length of the AEAD's tag, by which the ciphertext is longer than the plaintext.
    public static let tagByteCount = 16
    /// The most bytes of ciphertext that the format allows.
    public static let largestCiphertextCount = 65_536

    /// The suite.
    public let suite: SealingSuite
    /// The encapsulated key `enc`.
    public let encapsulatedKey: [UInt8]
    /// The ciphertext with its tag.
    public let ciphertext: [UInt8]

    /// Checks the sizes only; a point that is no point shows when the box is opened.
    /// - Throws: `format.valueInvalid`.
    public init(suite: SealingSuite, encapsulatedKey: [UInt8], ciphertext: [UInt8]) throws {
        guard encapsulatedKey.count == suite.encapsulatedKeyCount,
            (Self.tagByteCount...Self.largestCiphertextCount).contains(ciphertext.count)
        else {
            throw SealingError(.formatValueInvalid, "a sealed box has other sizes than its suite's")
        }
        self.suite = suite
        self.encapsulatedKey = encapsulatedKey
        self.ciphertext = ciphertext
    }

    /// Seals `secret` to a key, for one context.
    /// - Throws: `key.invalid` and `format.valueInvalid` (too long).
    public static func seal(
        _ secret: SecretBytes, to recipient: SealingPublicKey, context: SealingContext
    ) throws -> HPKESealedBox {
        let suite = SealingSuite.p256SHA256AES256GCM
        var sender = try HPKE.Sender(
            recipientKey: recipient.cryptoKey(), ciphersuite: suite.ciphersuite, info: Data(context.bytes))
        let ciphertext = try secret.withUnsafeBytes { try sender.seal($0) }
        return try HPKESealedBox(
            suite: suite, encapsulatedKey: Array(sender.encapsulatedKey), ciphertext: Array(ciphertext))
    }

    /// Opens the box.
    /// - Throws: `hpke.encapsulatedKeyInvalid`, `hpke.openFailed`.
    public func open(with key: SealingPrivateKey, context: SealingContext) throws -> SecretBytes {
        guard encapsulatedKey.first == 4,
            (try? P256.KeyAgreement.PublicKey(x963Representation: encapsulatedKey)) != nil
        else {
            throw SealingError(.hpkeEncapsulatedKeyInvalid, "the encapsulated key is not a point of P-256")
        }
        do {
            var recipient = try HPKE.Recipient(
                privateKey: key.key, ciphersuite: suite.ciphersuite, info: Data(context.bytes),
                encapsulatedKey: Data(encapsulatedKey))
            var plaintext = try recipient.open(ciphertext)
            defer { plaintext.resetBytes(in: plaintext.startIndex..<plaintext.endIndex) }
            return SecretBytes(plaintext)
        } catch {
            throw SealingError(.hpkeOpenFailed, "sealed to another key or for another purpose, or altered")
        }
    }
}

extension HPKESealedBox {
    /// The JSON form {"ct", "enc", "suite"}.
    package var json: SealedJSON {
        .object([
            "suite": .integer(suite.rawValue),
            "enc": .string(SealedBase64URL.encode(encapsulatedKey)),
            "ct": .string(SealedBase64URL.encode(ciphertext)),
        ])
    }

    /// Reads the JSON form of a box whose plaintext has `plaintextCount` bytes.
    /// - Throws: `hpke.suiteUnknown` and `format.` codes.
    package init(json: SealedJSON, name: String, plaintextCount: Int) throws {
        var fields = try JSONFields(json)
        guard let suite = SealingSuite(rawValue: try fields.integer("suite")) else {
            throw SealingError(.hpkeSuiteUnknown, "an HPKE suite that this program does not know")
        }
        let encapsulatedKey = try fields.bytes("enc", count: suite.encapsulatedKeyCount)
        let ciphertext = try fields.bytes("ct", count: plaintextCount + Self.tagByteCount)
        try fields.finish()
        try self.init(suite: suite, encapsulatedKey: encapsulatedKey, ciphertext: ciphertext)
    }

    /// The canonical JSON of the box alone.
    public func encoded() -> [UInt8] {
        CanonicalJSON.encode(json)
    }

    /// Parses the canonical JSON of a box alone.
    /// - Parameters:
    ///   - bytes: The JSON.
    ///   - plaintextCount: The length that the plaintext must have.
    /// - Throws: `hpke.suiteUnknown` and `format.` codes.
    public init(parsing bytes: [UInt8], plaintextCount: Int) throws {
        try self.init(
            json: CanonicalJSON.parse(bytes, limit: 2 * Self.largestCiphertextCount), name: "box",
            plaintextCount: plaintextCount)
    }
}
