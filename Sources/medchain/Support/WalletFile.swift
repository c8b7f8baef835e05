import LedgerFormat
import NodeWire
import Wallet

/// A person's wallet as it lies on their device: the sealed vault, the account secret (which opens nothing without the
/// passphrase) and where the node is. Strict JSON.
struct WalletFile {
    static let maximumBytes = 131_072

    var network: NetworkID
    var userName: UserName
    var node: String
    /// Whose wallet it is; an identity exists on the ledger only after registration.
    var identity: IdentityID
    var secret: AccountSecret
    var stretching: PassphraseStretching
    var vault: Vault
    /// Whether the node keeps the vault for a second device.
    var hasAccount: Bool

    init(
        network: NetworkID, userName: UserName, node: String, identity: IdentityID, secret: AccountSecret,
        stretching: PassphraseStretching, vault: Vault, hasAccount: Bool
    ) {
        self.network = network
        self.userName = userName
        self.node = node
        self.identity = identity
        self.secret = secret
        self.stretching = stretching
        self.vault = vault
        self.hasAccount = hasAccount
    }

    /// Throws `wallet.file` for anything that is not a wallet file.
    init(parsing bytes: [UInt8]) throws {
        do {
            var reader = ObjectReader(try StrictJSONParser.parseObject(bytes))
            guard try reader.token("type") == "medchain-wallet", try reader.integer("v", in: 1...1) == 1 else {
                throw Rejection(.formatVersion)
            }
            network = try reader.hash("network")
            userName = try UserName(try reader.token("userName"))
            node = try reader.token("node", maximumBytes: 512)
            identity = try reader.identity("identity")
            guard let secret = AccountSecret(bytes: try reader.bytes("secret", maximum: 16)) else {
                throw Rejection(.jsonValueRange, field: "secret")
            }
            self.secret = secret
            let kdf = try KeyDerivationParameters(json: try reader.object("kdf"))
            stretching = try PassphraseStretching(iterations: Int(kdf.iterations), salt: kdf.salt)
            vault = try Vault(sealed: try reader.bytes("vault", maximum: AccountRequest.maximumVaultBytes))
            hasAccount = try reader.bool("account")
            try reader.finish()
        } catch {
            throw Failure.input(
                "wallet.file", "This is not a MedChain wallet file, or it is damaged.",
                advice: "Sign in again with your sign-in card: medchain wallet sign-in NAME --card-file FILE")
        }
    }

    var encoded: [UInt8] {
        let object: JSONObject = [
            "type": .string("medchain-wallet"), "v": .integer(1), "network": .hash(network),
            "userName": .string(userName.text), "node": .string(node), "identity": .identity(identity),
            "secret": .bytes(secret.bytes), "kdf": .object(stretching.parameters.json), "vault": .bytes(vault.sealed),
            "account": .bool(hasAccount),
        ]
        return object.canonicalBytes + [0x0A]
    }

    var card: SignInCard { SignInCard(network: network, userName: userName, secret: secret) }

    /// Opens the vault. Throws `wallet.locked`.
    func unlock(passphrase: String) throws -> (contents: VaultContents, keys: AccountKeys) {
        let keys: AccountKeys
        do {
            keys = try AccountKeys(
                passphrase: passphrase, secret: secret, stretching: stretching, network: network, userName: userName)
        } catch WalletError.passphraseTooShort {
            // No wallet has such a one: it is wrong like any other.
            throw WalletError.locked
        }
        let contents = try vault.open(with: keys, stretching: stretching, network: network, userName: userName)
        return (contents, keys)
    }
}

extension PassphraseStretching {
    /// The parameters as they travel.
    var parameters: KeyDerivationParameters {
        KeyDerivationParameters(iterations: Int64(iterations), salt: salt)
    }

    /// Throws `wallet.kdfRefused` for parameters that a device must not accept.
    init(_ parameters: KeyDerivationParameters) throws {
        try self.init(iterations: Int(parameters.iterations), salt: parameters.salt)
    }
}
