import ArgumentParser
import LedgerFormat
import Wallet

extension WalletCommand {
    /// `medchain wallet show`
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show whose wallet it is and where its node is; nothing secret.",
            discussion: "Example:\n  medchain wallet show --as anna")

        @Option(name: .customLong("as"), help: ArgumentHelp("Which wallet.", valueName: "wallet"))
        var wallet: String?
        @OptionGroup var output: OutputOptions

        func run() throws {
            let store = WalletStore()
            let name = try store.chosen(wallet)
            let file = try store.read(name)
            if output.json {
                return Terminal.print(
                    json: .object([
                        "wallet": .string(name), "userName": .string(file.userName.text),
                        "identity": .identity(file.identity), "readableIdentity": .string(file.identity.readable),
                        "network": .hash(file.network), "node": .string(file.node), "account": .bool(file.hasAccount),
                    ]))
            }
            var card = Card()
            card.add("Wallet", name)
            card.add("Sign-in name", file.userName.text)
            card.add("Your id", file.identity.readable)
            card.add("Network", file.network.base64URL)
            card.add("Node", file.node)
            card.print()
        }
    }
}
