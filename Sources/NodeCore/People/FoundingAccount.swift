extension DataDirectory {
    /// Leaves an account in the directory of a node that does not run yet: a founding officer's, who is then let in at
    /// any browser with card and passphrase as soon as the node does. Throws `setup.*`, and as `Node.createAccount`.
    public func addAccount(
        userName: String, derivation: KeyDerivation, authenticationKey: [UInt8], vault: [UInt8]
    ) async throws {
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        let accounts = try Accounts(
            path: accountsDatabase, secret: try NodeKeys(reading: keys).secret, clock: .system)
        try await accounts.create(
            userName: userName, derivation: derivation, authenticationKey: authenticationKey, vault: vault,
            address: "founding")
        try accounts.close()
    }
}
