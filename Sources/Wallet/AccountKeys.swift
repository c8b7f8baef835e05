internal import Crypto
internal import CryptoExtras
import Foundation
public import LedgerFormat

/// How a device stretches the passphrase (docs/spec/wallet-v1.md section 1).
public struct PassphraseStretching: Hashable, Sendable {
    /// Fewer rounds are refused.
    public static let minimumIterations = 600_000
    /// More rounds are refused, so that a lying node cannot stall a device.
    public static let maximumIterations = 10_000_000
    /// Rounds of PBKDF2-HMAC-SHA-256.
    public let iterations: Int
    /// The salt, 16 ... 64 bytes.
    public let salt: [UInt8]

    /// Takes parameters. Throws `wallet.kdfRefused` outside the limits.
    public init(iterations: Int, salt: [UInt8]) throws(WalletError) {
        guard (Self.minimumIterations...Self.maximumIterations).contains(iterations), (16...64).contains(salt.count)
        else {
            throw .kdfRefused
        }
        self.iterations = iterations
        self.salt = salt
    }

    /// The smallest number of rounds and a fresh salt.
    public static func fresh() -> PassphraseStretching {
        PassphraseStretching(freshSalt: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    private init(freshSalt salt: [UInt8]) {
        iterations = Self.minimumIterations
        self.salt = salt
    }

    var canonicalJSON: [UInt8] {
        let object: JSONObject = [
            "algorithm": .string("PBKDF2-HMAC-SHA-256"), "iterations": .integer(Int64(iterations)),
            "salt": .bytes(salt),
        ]
        return object.canonicalBytes
    }
}

/// What a passphrase and an account secret derive: the key of the vault and the key shown to the node.
public struct AccountKeys: Sendable {
    let vaultKey: SymmetricKey
    /// 32 bytes that fetch the vault from a node.
    public let authenticationKey: [UInt8]

    /// Derives the keys; takes a noticeable part of a second by design. Throws `wallet.passphraseTooShort` or
    /// `-TooLong`.
    public init(
        passphrase: String, secret: AccountSecret, stretching: PassphraseStretching, network: NetworkID,
        userName: UserName
    ) throws(WalletError) {
        let normalized = passphrase.precomposedStringWithCompatibilityMapping
        guard normalized.count >= 10 else { throw .passphraseTooShort }
        guard normalized.count <= 256 else { throw .passphraseTooLong }
        let stretched: SymmetricKey
        do {
            stretched = try KDF.Insecure.PBKDF2.deriveKey(
                from: Array(normalized.utf8), salt: stretching.salt, using: .sha256, outputByteCount: 32,
                rounds: stretching.iterations)
        } catch { throw .kdfRefused }
        let root = HKDF<SHA256>.extract(inputKeyMaterial: stretched, salt: secret.bytes)
        let expand = { (label: String) in
            var info = ByteWriter()
            info.lengthPrefixed(Array("medchain/v1/\(label)".utf8))
            info.lengthPrefixed(Array(network.base64URL.utf8))
            info.lengthPrefixed(Array(userName.text.utf8))
            return HKDF<SHA256>.expand(pseudoRandomKey: root, info: info.bytes, outputByteCount: 32)
        }
        vaultKey = expand("vault-key")
        authenticationKey = expand("authentication-key").withUnsafeBytes { Array($0) }
    }
}
