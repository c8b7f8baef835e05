import ArgumentParser
import Foundation
import LedgerFormat
import NodeClient
import RecordClient
import Wallet

extension WalletCommand {
    /// `medchain wallet sign-in`
    struct SignIn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign-in",
            abstract: "Bring your wallet to this device with the sign-in card and the passphrase.",
            discussion: """
                Examples:
                  medchain wallet sign-in --card-file anna.card --node https://node.example
                  medchain wallet sign-in anna-laptop  # asks for the card, without showing it
                """)

        @Argument(help: "What to call the wallet on this device; by default the sign-in name.")
        var name: String?
        @Option(help: ArgumentHelp("A file with the card's text; - for standard input.", valueName: "file"))
        var cardFile: String?
        @OptionGroup var node: NodeOptions
        @Option(help: ArgumentHelp("A file whose first line is the passphrase.", valueName: "file"))
        var passphraseFile: String?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let card = try readCard()
            let name = name ?? card.userName.text
            let store = WalletStore()
            try store.requireFree(name)
            let passphrase = try Passphrase.existing(file: passphraseFile, of: name)
            try await NodeClient.use(node.address) { client in
                guard try await client.network().network == card.network else {
                    throw Failure.input(
                        "client.otherNetwork", "The card is for another network than this node serves.",
                        advice: "Check the node's address.")
                }
                let file = try await Account.fetch(card: card, passphrase: passphrase, at: client)
                try store.create(file, as: name)
                let standing = await standing(file, passphrase: passphrase, at: client)
                if output.json {
                    Terminal.print(
                        json: .object([
                            "wallet": .string(name), "userName": .string(card.userName.text),
                            "identity": .identity(file.identity),
                        ]))
                } else {
                    Terminal.print("Signed in as \(card.userName). Your wallet is on this device as \(name).")
                    if let standing { Terminal.print(standing) }
                }
            }
        }

        /// Who may not act learns it, and why, at once; who has not registered yet has no standing.
        private func standing(_ file: WalletFile, passphrase: String, at client: NodeClient) async -> String? {
            guard let contents = try? file.unlock(passphrase: passphrase).contents,
                let person = try? await Person.signIn(
                    client: client, contents: contents, clock: { .now() }, approve: { _ in })
            else { return nil }
            let standing = await Reasons.standing(of: person)
            try? await client.signOut()
            return standing
        }

        private func readCard() throws -> SignInCard {
            if let cardFile {
                let text = String(decoding: try Files.read(cardFile, maximum: 4_096), as: UTF8.self)
                return try SignInCard(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            guard Terminal.isInteractive, let text = Terminal.askSecret("The text of your sign-in card:") else {
                throw Failure("card.missing", "Give the card with --card-file.", status: .usage)
            }
            return try SignInCard(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}
