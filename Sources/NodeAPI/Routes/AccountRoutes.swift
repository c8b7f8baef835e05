internal import Hummingbird
internal import LedgerFormat
internal import NodeCore
internal import NodeWire

extension API {
    /// User names and sealed vaults.
    var accountEndpoints: [Endpoint] {
        let largeBody = Endpoint.Body.json(maximumBytes: 131_072)
        return [
            Endpoint(.post, "/v1/accounts", body: largeBody, cost: .sensitive) { call in
                let message: AccountRequest = try call.message()
                try await node.createAccount(
                    userName: message.userName, derivation: KeyDerivation(message.kdf),
                    authenticationKey: message.authenticationKey, vault: message.vault,
                    address: call.context.client.name)
                return Response(status: .created)
            },
            Endpoint(.get, "/v1/accounts/{userName}/kdf", cost: .sensitive) { call in
                let derivation = try await node.keyDerivation(userName: try call.userName())
                return .json(KeyDerivationParameters(iterations: derivation.iterations, salt: derivation.salt))
            },
            Endpoint(
                .post, "/v1/accounts/{userName}/vault", body: .json(maximumBytes: 1_024), cost: .sensitive
            ) { call in
                let message: VaultRequest = try call.message()
                let vault = try await node.vault(
                    userName: try call.userName(), authenticationKey: message.authenticationKey,
                    address: call.context.client.name)
                return .json(VaultAnswer(vault: vault))
            },
            Endpoint(.put, "/v1/accounts/{userName}/vault", body: largeBody, cost: .sensitive) { call in
                let message: VaultReplacement = try call.message()
                try await node.replaceVault(
                    userName: try call.userName(), authenticationKey: message.authenticationKey,
                    derivation: KeyDerivation(message.kdf), newAuthenticationKey: message.newAuthenticationKey,
                    vault: message.vault, address: call.context.client.name)
                return .noContent
            },
        ]
    }
}

extension KeyDerivation {
    init(_ parameters: KeyDerivationParameters) {
        self.init(iterations: parameters.iterations, salt: parameters.salt)
    }
}
