public import Crypto
public import LedgerFormat

/// A person's private keys, on the person's device. Nothing here leaves it but inside a sealed vault.
public struct WalletKeys: Sendable, CustomStringConvertible, CustomReflectable {
    /// Signs transactions and session challenges.
    public let signing: P256.Signing.PrivateKey
    /// Opens what is sealed to the person.
    public let sealing: P256.KeyAgreement.PrivateKey
    private let importKey: SymmetricKey

    /// Makes new keys with the system's generator.
    public init() {
        signing = P256.Signing.PrivateKey()
        sealing = P256.KeyAgreement.PrivateKey()
        importKey = SymmetricKey(size: .bits256)
    }

    init(signing: P256.Signing.PrivateKey, sealing: P256.KeyAgreement.PrivateKey, importKey: [UInt8]) {
        self.signing = signing
        self.sealing = sealing
        self.importKey = SymmetricKey(data: importKey)
    }

    /// The same keys, but what is sealed to a dependant is opened with the dependant's key: for their guardian.
    public func opening(with sealing: P256.KeyAgreement.PrivateKey) -> WalletKeys {
        WalletKeys(signing: signing, sealing: sealing, importKey: importKeyBytes)
    }

    var importKeyBytes: [UInt8] { importKey.withUnsafeBytes { Array($0) } }

    /// The public signing key.
    public var signingPublicKey: P256PublicKey { P256PublicKey(signing.publicKey) }
    /// The public sealing key.
    public var sealingPublicKey: P256PublicKey { P256PublicKey(sealing.publicKey) }
    /// The thumbprint that names the signing key in transactions.
    public var thumbprint: KeyThumbprint { signingPublicKey.thumbprint }

    /// The identity that registering these keys in `network` creates.
    public func identity(in network: NetworkID) -> IdentityID {
        IdentityID(network: network, firstKey: thumbprint)
    }

    /// Signs bytes with ES256 in low-s form. Throws what Crypto throws when it cannot sign.
    public func sign(_ signingInput: [UInt8]) throws -> ES256Signature {
        try ES256Signature(normalizing: Array(signing.signature(for: signingInput).rawRepresentation))
    }

    /// Makes and signs a transaction of `command`. Throws `transaction.*` when the result would not be accepted.
    public func transaction(
        _ command: JSONObject, network: NetworkID, issuedAt: LedgerTime, lifetime: Int64 = 3_600_000
    ) throws -> Transaction {
        var generator = SystemRandomNumberGenerator()
        let input = Transaction.signingInput(
            signer: thumbprint, network: network, id: .random(using: &generator), issuedAt: issuedAt,
            expiresAt: issuedAt.advanced(byMilliseconds: lifetime), command: command)
        return try Transaction.assemble(signingInput: input, signature: sign(input))
    }

    /// The record id of an imported resource (docs/spec/wallet-v1.md section 4): the same each time, and nothing that
    /// anybody without the wallet can link to the content.
    public func importedRecordID(patient: IdentityID, fullURL: String, resource: [UInt8]) throws(Rejection) -> EntityID
    {
        var message = ByteWriter(reservingCapacity: resource.count + 256)
        message.lengthPrefixed(Array("medchain/v1/import".utf8))
        message.lengthPrefixed(Array(patient.canonical.utf8))
        message.lengthPrefixed(Array(fullURL.utf8))
        message.lengthPrefixed(resource)
        let code = HMAC<SHA256>.authenticationCode(for: message.bytes, using: importKey)
        guard let id = EntityID(bytes: Array(code.prefix(EntityID.byteCount))) else {
            throw Rejection(.formatMalformed)
        }
        return id
    }

    /// Never a key.
    public var description: String { "<wallet keys>" }
    /// Never a key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
