import ArgumentParser

/// `medchain node`
struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Run a node of the network, or ask one how it is.",
        discussion: """
            Examples:
              medchain node run --data .data/node
              medchain node status
            """,
        subcommands: [Run.self, Status.self])

    /// The address that was given, or that of a wallet.
    static func address(_ node: NodeOptions, wallet: String?) throws -> String {
        if let address = node.node { return address }
        if let wallet { return try WalletStore().read(wallet).node }
        return node.address
    }
}
