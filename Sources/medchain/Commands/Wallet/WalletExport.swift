import ArgumentParser
import LedgerFormat

extension WalletCommand {
    /// `medchain wallet export`
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy the sealed wallet to a file, as a backup.",
            discussion: """
                The copy opens with your passphrase. Use it by its path: --as ./anna-backup.wallet

                Example:
                  medchain wallet export --as anna --output anna-backup.wallet
                """)

        @Option(name: .customLong("as"), help: ArgumentHelp("Which wallet.", valueName: "wallet"))
        var wallet: String?
        @Option(help: ArgumentHelp("A file whose first line is the passphrase.", valueName: "file"))
        var passphraseFile: String?
        @Option(help: ArgumentHelp("The new file.", valueName: "file"))
        var output: String
        @OptionGroup var printing: OutputOptions

        func run() throws {
            let store = WalletStore()
            let name = try store.chosen(wallet)
            let file = try store.read(name)
            // A backup that nobody can open is worse than none.
            _ = try file.unlock(passphrase: try Passphrase.existing(file: passphraseFile, of: name))
            try Files.create(output, file.encoded)
            if printing.json {
                return Terminal.print(json: .object(["wallet": .string(name), "output": .string(output)]))
            }
            if !printing.quiet { Terminal.note("The sealed wallet is in \(Files.name(output)).") }
        }
    }
}
