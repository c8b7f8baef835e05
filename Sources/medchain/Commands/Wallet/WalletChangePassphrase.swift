import ArgumentParser
import LedgerFormat
import NodeClient
import NodeWire
import RecordClient

extension WalletCommand {
    /// `medchain wallet change-passphrase`
    struct ChangePassphrase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "change-passphrase",
            abstract: "Seal the wallet under another passphrase, here and at the node.",
            discussion: """
                The sign-in card stays as it is. Other devices keep asking for the old passphrase until they \
                sign in anew.

                Example:
                  medchain wallet change-passphrase --as anna
                """)

        @Option(name: .customLong("as"), help: ArgumentHelp("Which wallet.", valueName: "wallet"))
        var wallet: String?
        @Option(help: ArgumentHelp("A file whose first line is the present passphrase.", valueName: "file"))
        var passphraseFile: String?
        @Option(help: ArgumentHelp("A file whose first line is the new passphrase.", valueName: "file"))
        var newPassphraseFile: String?
        @OptionGroup var printing: OutputOptions

        func run() async throws {
            let store = WalletStore()
            let name = try store.chosen(wallet)
            var file = try store.read(name)
            let old = try file.unlock(passphrase: try Passphrase.existing(file: passphraseFile, of: name))
            let passphrase = try Passphrase.new(file: newPassphraseFile, useEnvironment: false)
            let (vault, stretching, keys) = try WalletFile.seal(
                old.contents, secret: file.secret, passphrase: passphrase)
            file.vault = vault
            file.stretching = stretching
            let sealed = file
            try await NodeClient.use(file.node) { client in
                guard sealed.hasAccount else { return }
                guard try await client.network().network == sealed.network else {
                    throw RecordClientError.otherNetwork
                }
                do {
                    try await Account.replace(old: old.keys, with: sealed, keys: keys, at: client)
                } catch NodeClientError.problem(let problem) where problem.code == "account.credentials" {
                    // The node may have no account of this name: then it is made now, under the new passphrase.
                    do { try await Account.create(sealed, keys: keys, at: client) } catch {
                        throw NodeClientError.problem(problem)
                    }
                }
            }
            try store.replace(file, as: name)
            if printing.json {
                return Terminal.print(
                    json: .object(["wallet": .string(name), "changed": .bool(true), "atNode": .bool(file.hasAccount)]))
            }
            if !printing.quiet {
                Terminal.note("The passphrase is changed, here\(file.hasAccount ? " and at the node" : "").")
            }
        }
    }
}
