import ArgumentParser
import LedgerFormat
import NodeClient
import Wallet

extension WalletCommand {
    /// `medchain wallet create`
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make your keys, an account at a node, and a sign-in card.",
            discussion: """
                The card is shown once. Print it or keep it: a second device needs it, and so does this one if \
                it is lost.

                Examples:
                  medchain wallet create anna --node https://node.example
                  medchain wallet create anna --passphrase-file secret.txt \\
                      --card-file anna.card
                """)

        @Argument(help: "The sign-in name: a-z, 0-9, dot, hyphen, underscore; at least 3 characters.")
        var name: String
        @OptionGroup var node: NodeOptions
        @Option(help: ArgumentHelp("A file whose first line is the passphrase.", valueName: "file"))
        var passphraseFile: String?
        @Option(help: ArgumentHelp("What you call yourself; it stays inside the sealed wallet.", valueName: "name"))
        var displayName: String?
        @Option(help: ArgumentHelp("Write the card to a file instead of showing it.", valueName: "file"))
        var cardFile: String?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let userName = try UserName(name)
            let store = WalletStore()
            try store.requireFree(name)
            try await NodeClient.use(node.address) { client in
                let network = try await client.network()
                let passphrase = try Passphrase.new(file: passphraseFile)
                // Before there is an account whose card could not be written.
                let card = try cardFile.map { try ReservedFile($0) }
                var (file, contents, keys) = try WalletFile.make(
                    network: network.network, userName: userName, node: client.address, passphrase: passphrase,
                    displayName: displayName)
                // First here: keys that exist nowhere but at the node would be lost with the card.
                try store.create(file, as: name)
                do {
                    try await Account.create(file, keys: keys, at: client)
                } catch {
                    try store.remove(name)
                    throw error
                }
                file.hasAccount = true
                try store.replace(file, as: name)
                do { try card?.write(Array((file.card.text + "\n").utf8)) } catch {
                    throw Failure.input(
                        "file.failed", "Your wallet \(name) is ready, but its sign-in card could not be written.",
                        advice: "Write it with: medchain wallet card --as \(name) --output FILE")
                }
                if !output.quiet || output.json || cardFile == nil { show(file, contents, network: network.name) }
            }
        }

        private func show(_ file: WalletFile, _ contents: VaultContents, network: String) {
            if output.json {
                var object: JSONObject = [
                    "userName": .string(name), "network": .hash(file.network), "identity": .identity(file.identity),
                    "node": .string(file.node),
                ]
                object.set("card", cardFile == nil ? .string(file.card.text) : nil)
                return Terminal.print(json: .object(object))
            }
            Terminal.print("Your wallet \(name) is ready, for the network \(Terminal.safe(network)).")
            if let cardFile {
                Terminal.print("Your sign-in card is in \(Files.name(cardFile)). Keep it apart from this device.")
            } else {
                Terminal.print("\nYour sign-in card, shown this once. Print it or keep it apart from this device:\n")
                Terminal.print("  \(file.card.text)\n")
            }
            Terminal.print("Next: medchain identity register --as \(name) --role patient --organisation NAME")
        }
    }
}
