internal import Crypto
public import LedgerFormat

/// The sealed form of a person's keys (docs/spec/wallet-v1.md section 2): what a node keeps and a device opens.
public struct Vault: Sendable {
    /// The sealed bytes.
    public let sealed: [UInt8]

    private static let magic = Array("MCVAULT1".utf8)
    private static let padding = 1_024
    private static let minimumBytes = 8 + 12 + 16
    private static let maximumBytes = 65_536

    /// Takes sealed bytes as a node or a file gave them. Throws `wallet.malformed`.
    public init(sealed: [UInt8]) throws(WalletError) {
        guard (Self.minimumBytes...Self.maximumBytes).contains(sealed.count), sealed.starts(with: Self.magic) else {
            throw .malformed
        }
        self.sealed = sealed
    }

    /// Seals `contents`. Throws what Crypto throws when it cannot seal.
    public init(
        sealing contents: VaultContents, with keys: AccountKeys, stretching: PassphraseStretching
    ) throws {
        var plaintext = contents.encoded
        let remainder = plaintext.count % Self.padding
        if remainder > 0 { plaintext += [UInt8](repeating: 0x20, count: Self.padding - remainder) }
        let box = try AES.GCM.seal(
            plaintext, using: keys.vaultKey,
            authenticating: Self.associatedData(contents.network, contents.userName, stretching))
        sealed = Self.magic + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// Opens the vault. Throws `wallet.locked` when anything does not belong together, `wallet.malformed` when the
    /// contents are of a version that is not known here.
    public func open(
        with keys: AccountKeys, stretching: PassphraseStretching, network: NetworkID, userName: UserName
    ) throws(WalletError) -> VaultContents {
        let plaintext: [UInt8]
        do {
            let box = try AES.GCM.SealedBox(combined: sealed.dropFirst(Self.magic.count))
            plaintext = Array(
                try AES.GCM.open(
                    box, using: keys.vaultKey, authenticating: Self.associatedData(network, userName, stretching)))
        } catch { throw .locked }
        let contents = try VaultContents(parsing: plaintext)
        guard contents.network == network, contents.userName == userName else { throw .malformed }
        return contents
    }

    private static func associatedData(
        _ network: NetworkID, _ userName: UserName, _ stretching: PassphraseStretching
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.lengthPrefixed(Array("medchain/v1/vault".utf8))
        writer.lengthPrefixed(Array(network.base64URL.utf8))
        writer.lengthPrefixed(Array(userName.text.utf8))
        writer.lengthPrefixed(stretching.canonicalJSON)
        return writer.bytes
    }
}

/// What a vault holds.
public struct VaultContents: Sendable {
    /// The network that the keys are for.
    public let network: NetworkID
    /// The sign-in name.
    public let userName: UserName
    /// The keys.
    public let keys: WalletKeys
    /// What the person calls themselves, for their own screens.
    public let displayName: String?

    /// Contents of these parts.
    public init(network: NetworkID, userName: UserName, keys: WalletKeys, displayName: String?) {
        self.network = network
        self.userName = userName
        self.keys = keys
        self.displayName = displayName
    }

    var encoded: [UInt8] {
        var object: JSONObject = [
            "v": .integer(1), "network": .hash(network), "userName": .string(userName.text),
            "signingKey": .bytes(Array(keys.signing.rawRepresentation)),
            "sealingKey": .bytes(Array(keys.sealing.rawRepresentation)), "importKey": .bytes(keys.importKeyBytes),
        ]
        object.set("displayName", displayName.map { .string($0) })
        return object.canonicalBytes
    }

    init(parsing plaintext: [UInt8]) throws(WalletError) {
        do {
            var reader = ObjectReader(try StrictJSONParser.parseObject(plaintext))
            guard try reader.integer("v", in: 1...1) == 1 else { throw WalletError.malformed }
            network = try reader.hash("network")
            userName = try UserName(try reader.token("userName"))
            keys = WalletKeys(
                signing: try P256.Signing.PrivateKey(rawRepresentation: try reader.bytes("signingKey", maximum: 32)),
                sealing: try P256.KeyAgreement.PrivateKey(
                    rawRepresentation: try reader.bytes("sealingKey", maximum: 32)),
                importKey: try reader.bytes("importKey", maximum: 32))
            displayName = reader.has("displayName") ? try reader.text("displayName", maximumBytes: 200) : nil
            try reader.finish()
        } catch { throw .malformed }
    }
}
