import LedgerFormat
import NodeClient
import NodeWire
import Wallet

/// A person's account at a node: the sealed vault, kept for a second device.
enum Account {
    /// Leaves the vault at the node. Throws `account.exists` and `NodeClientError`.
    static func create(_ file: WalletFile, keys: AccountKeys, at client: NodeClient) async throws {
        try await client.post(
            "/v1/accounts",
            AccountRequest(
                userName: file.userName.text, kdf: file.stretching.parameters,
                authenticationKey: keys.authenticationKey, vault: file.vault.sealed))
    }

    /// Fetches the vault with the card and the passphrase. Throws `account.credentials`, `wallet.locked`.
    static func fetch(
        card: SignInCard, passphrase: String, at client: NodeClient
    ) async throws -> WalletFile {
        let name = NodeClient.encode(card.userName.text)
        let kdf: KeyDerivationParameters = try await client.get("/v1/accounts/\(name)/kdf")
        let stretching = try PassphraseStretching(kdf)
        let keys = try AccountKeys(
            passphrase: passphrase, secret: card.secret, stretching: stretching, network: card.network,
            userName: card.userName)
        let answer: VaultAnswer = try await client.post(
            "/v1/accounts/\(name)/vault", VaultRequest(authenticationKey: keys.authenticationKey))
        let vault = try Vault(sealed: answer.vault)
        let contents = try vault.open(
            with: keys, stretching: stretching, network: card.network, userName: card.userName)
        return WalletFile(
            network: card.network, userName: card.userName, node: client.address,
            identity: contents.keys.identity(in: card.network), secret: card.secret, stretching: stretching,
            vault: vault, hasAccount: true)
    }

    /// Replaces the vault after a change of passphrase. Throws `NodeClientError`.
    static func replace(
        old: AccountKeys, with file: WalletFile, keys: AccountKeys, at client: NodeClient
    ) async throws {
        try await client.put(
            "/v1/accounts/\(NodeClient.encode(file.userName.text))/vault",
            VaultReplacement(
                authenticationKey: old.authenticationKey, kdf: file.stretching.parameters,
                newAuthenticationKey: keys.authenticationKey, vault: file.vault.sealed))
    }
}

extension WalletFile {
    /// A wallet with new keys, sealed under a passphrase. Throws `wallet.passphraseTooShort` and its kin.
    static func make(
        network: NetworkID, userName: UserName, node: String, passphrase: String, displayName: String? = nil
    ) throws -> (file: WalletFile, contents: VaultContents, keys: AccountKeys) {
        let contents = VaultContents(
            network: network, userName: userName, keys: WalletKeys(), displayName: displayName)
        let secret = AccountSecret.random()
        let (vault, stretching, keys) = try seal(contents, secret: secret, passphrase: passphrase)
        let file = WalletFile(
            network: network, userName: userName, node: node, identity: contents.keys.identity(in: network),
            secret: secret, stretching: stretching, vault: vault, hasAccount: false)
        return (file, contents, keys)
    }

    /// Seals a vault's contents under a passphrase, with a fresh salt.
    static func seal(
        _ contents: VaultContents, secret: AccountSecret, passphrase: String
    ) throws -> (Vault, PassphraseStretching, AccountKeys) {
        let stretching = PassphraseStretching.fresh()
        let keys = try AccountKeys(
            passphrase: passphrase, secret: secret, stretching: stretching, network: contents.network,
            userName: contents.userName)
        return (try Vault(sealing: contents, with: keys, stretching: stretching), stretching, keys)
    }
}
