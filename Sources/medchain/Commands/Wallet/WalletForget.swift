import ArgumentParser
import LedgerFormat

extension WalletCommand {
    /// `medchain wallet forget`
    struct Forget: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a wallet from this device.",
            discussion: """
                With the sign-in card and the passphrase you can sign in again. Without the card the keys are \
                gone.

                Example:
                  medchain wallet forget anna
                """)

        @Argument(help: "Which wallet.")
        var name: String
        @Flag(name: [.customShort("y"), .long], help: "Do not ask.")
        var yes = false
        @OptionGroup var printing: OutputOptions

        func run() throws {
            let store = WalletStore()
            _ = try store.read(name)
            if !yes {
                guard Terminal.isInteractive else {
                    throw Failure("confirmation.missing", "Nothing was removed.", advice: "Add --yes.", status: .usage)
                }
                let answer = Terminal.ask("Without its sign-in card this wallet is lost. Remove \(name)? [y/N]")
                guard answer?.lowercased() == "y" else {
                    throw Failure("confirmation.rejected", "Nothing was removed.", status: .failure)
                }
            }
            try store.remove(name)
            if printing.json {
                return Terminal.print(json: .object(["wallet": .string(name), "removed": .bool(true)]))
            }
            if !printing.quiet { Terminal.note("The wallet \(name) is removed from this device.") }
        }
    }
}
