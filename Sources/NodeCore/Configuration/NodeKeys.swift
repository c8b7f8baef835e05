internal import Crypto
internal import Foundation
internal import LedgerFormat
internal import Sealing

/// The private keys of a node and of the organisations that it holds keys for, read from the data directory.
///
/// One PEM file a key (PKCS #8, RFC 5958), mode 0600; a file that others may read is refused. In the folder `keys/`:
///
/// ```
/// node-signing.pem        P-256    signs the node's transactions: registrations
/// node-release.pem        P-256    opens the organisation's shares of records (HPKE)
/// node-attestation.pem    Ed25519  signs batches and checkpoints
/// organisation-ID.pem     P-256    an organisation's signing key and certificate authority
/// node-secret             32 bytes for cursors and for the salts of unknown user names
/// ```
struct NodeKeys: Sendable {
    let signing: P256.Signing.PrivateKey
    let release: SealingPrivateKey
    let attestation: Curve25519.Signing.PrivateKey
    let organisations: [IdentityID: P256.Signing.PrivateKey]
    /// Authenticates cursors and derives what unknown user names are answered with.
    let secret: SymmetricKey

    private static let maximumBytes = 4_096

    /// Reads every key. Throws `setup.missing`, `setup.malformed`, `setup.readableByOthers`.
    init(reading folder: String) throws {
        signing = try Self.pem(folder + "/node-signing.pem", P256.Signing.PrivateKey.init(pemRepresentation:))
        let release = try Self.pem(folder + "/node-release.pem", P256.KeyAgreement.PrivateKey.init(pemRepresentation:))
        self.release = try SealingPrivateKey(scalar: SecretBytes(release.rawRepresentation))
        attestation = try Self.attestationKey(folder + "/node-attestation.pem")
        let secret = try Self.bytes(folder + "/node-secret")
        guard secret.count == 32 else { throw SetupError(.malformed, "\(folder)/node-secret must have 32 bytes") }
        self.secret = SymmetricKey(data: secret)
        var organisations: [IdentityID: P256.Signing.PrivateKey] = [:]
        for name in try Self.names(folder) {
            guard name.hasPrefix("organisation-"), name.hasSuffix(".pem") else { continue }
            guard let id = IdentityID(canonical: String(name.dropFirst(13).dropLast(4))) else {
                throw SetupError(.malformed, "\(folder)/\(name) does not name an organisation")
            }
            organisations[id] = try Self.pem(folder + "/" + name, P256.Signing.PrivateKey.init(pemRepresentation:))
        }
        self.organisations = organisations
    }

    private static func names(_ folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw SetupError(.missing, "cannot read the folder \(folder)")
        }
    }

    private static func pem<Key>(_ path: String, _ parse: (String) throws -> Key) throws -> Key {
        let text = String(decoding: try bytes(path), as: UTF8.self)
        do {
            return try parse(text)
        } catch {
            throw SetupError(.malformed, "\(path) is not a private key in PEM form")
        }
    }

    private static func attestationKey(_ path: String) throws -> Curve25519.Signing.PrivateKey {
        let lines = String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n")
        let body = lines.filter { !$0.hasPrefix("-----") }.joined()
        guard let der = Data(base64Encoded: body), der.starts(with: Self.ed25519Prefix),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: der.dropFirst(Self.ed25519Prefix.count))
        else { throw SetupError(.malformed, "\(path) is not an Ed25519 private key in PEM form") }
        return key
    }

    /// PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410 section 7).
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    static func pem(_ key: Curve25519.Signing.PrivateKey) -> String {
        let der = Data(ed25519Prefix) + key.rawRepresentation
        return "-----BEGIN PRIVATE KEY-----\n\(der.base64EncodedString())\n-----END PRIVATE KEY-----\n"
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        // Of the file itself: a symbolic link is no key.
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
            throw SetupError(.missing, "the key \(path) is missing")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw SetupError(.malformed, "\(path) is not a file")
        }
        guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
            throw SetupError(.readableByOthers, "\(path) can be read by others; run: chmod 600 \(path)")
        }
        return try DataDirectory.read(path, maximum: maximumBytes)
    }
}

/// The keys of a node that is being made.
struct NewNodeKeys: Sendable {
    let signing = P256.Signing.PrivateKey()
    let release = P256.KeyAgreement.PrivateKey()
    let attestation = Curve25519.Signing.PrivateKey()

    /// Their public parts.
    var genesisNode: Genesis.Node {
        Genesis.Node(
            signingKey: P256PublicKey(signing.publicKey),
            attestationKey: Array(attestation.publicKey.rawRepresentation),
            releaseKey: P256PublicKey(release.publicKey))
    }

    /// Writes them into the folder, never over others. Throws `setup.exists`.
    func write(to folder: String, organisations: [IdentityID: P256.Signing.PrivateKey]) throws {
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        try DataDirectory.write(Array(signing.pemRepresentation.utf8), to: folder + "/node-signing.pem")
        try DataDirectory.write(Array(release.pemRepresentation.utf8), to: folder + "/node-release.pem")
        try DataDirectory.write(Array(NodeKeys.pem(attestation).utf8), to: folder + "/node-attestation.pem")
        try DataDirectory.write(secret, to: folder + "/node-secret")
        for (id, key) in organisations.sorted(by: { $0.key < $1.key }) {
            let path = folder + "/organisation-\(id.canonical).pem"
            try DataDirectory.write(Array(key.pemRepresentation.utf8), to: path)
        }
    }
}
