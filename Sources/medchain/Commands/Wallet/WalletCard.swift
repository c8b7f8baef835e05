import ArgumentParser
import LedgerFormat
import Wallet

extension WalletCommand {
    /// `medchain wallet card`
    struct CardCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "card",
            abstract: "Show the sign-in card again; needs the passphrase.",
            discussion: """
                Whoever has the card still needs your passphrase. Keep it apart from your device.

                Example:
                  medchain wallet card --as anna --output anna.card
                """)

        @Option(name: .customLong("as"), help: ArgumentHelp("Which wallet.", valueName: "wallet"))
        var wallet: String?
        @Option(help: ArgumentHelp("A file whose first line is the passphrase.", valueName: "file"))
        var passphraseFile: String?
        @Option(help: ArgumentHelp("Write the card to a new file instead of showing it.", valueName: "file"))
        var output: String?
        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let store = WalletStore()
            let name = try store.chosen(wallet)
            let file = try store.read(name)
            _ = try file.unlock(passphrase: try Passphrase.existing(file: passphraseFile, of: name))
            if let output {
                try Files.create(output, Array((file.card.text + "\n").utf8))
                Terminal.note("The card is in \(Files.name(output)).")
            } else if json {
                Terminal.print(json: .object(["card": .string(file.card.text)]))
            } else {
                Terminal.print(file.card.text)
            }
        }
    }
}
