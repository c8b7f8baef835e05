import ArgumentParser
import LedgerFormat
import NodeClient

extension NodeCommand {
    /// `medchain node status`
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask a node how it is; nobody needs to sign in for it.",
            discussion: "Example:\n  medchain node status --node http://127.0.0.1:8443")

        @Option(name: .customLong("as"), help: ArgumentHelp("Use this wallet's node.", valueName: "wallet"))
        var wallet: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let address = try NodeCommand.address(node, wallet: wallet)
            try await NodeClient.use(address) { client in
                let network = try await client.network()
                if output.json { return Terminal.print(json: .object(network.json)) }
                var card = Card()
                card.add("Node", "\(network.node.readable) at \(client.address)")
                card.add("Network", "\(network.name) (\(network.network.base64URL))")
                card.add("Height", "\(network.height)")
                card.add("Ledger time", Words.moment(network.time))
                card.add("Organisations with nodes", "\(network.organisationSet.members.count)")
                card.print()
            }
        }
    }
}
