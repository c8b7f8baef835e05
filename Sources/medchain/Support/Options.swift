import ArgumentParser
import Foundation

/// What every command that prints something takes.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON instead of a table; errors become problem objects.")
    var json = false

    @Flag(name: [.customShort("q"), .long], help: "Print results and errors only; --json implies it.")
    var quiet = false

    /// Whether remarks beside the results are left out.
    var isQuiet: Bool { quiet || json }
}

/// What every command takes that acts for a person.
struct PersonOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Whose wallet: a name in $MEDCHAIN_HOME, or the path of a wallet file (also MEDCHAIN_WALLET).",
            valueName: "wallet"))
    var wallet: String?

    @Option(help: ArgumentHelp("The node's address; by default the one that the wallet remembers.", valueName: "url"))
    var node: String?

    @Option(
        help: ArgumentHelp(
            "A file whose first line is the passphrase (also MEDCHAIN_PASSPHRASE_FILE).", valueName: "file"))
    var passphraseFile: String?

    @Option(
        help: ArgumentHelp(
            "Act for a patient whom you represent: their id. You sign in your own name.", valueName: "patient"))
    var onBehalfOf: String?

    @Flag(name: [.customShort("y"), .long], help: "Sign without asking; for scripts.")
    var yes = false

    @OptionGroup var output: OutputOptions
}

/// What commands take that only ask a node.
struct NodeOptions: ParsableArguments {
    /// Where a node of this machine listens unless it was told otherwise.
    static let defaultAddress = "http://127.0.0.1:8443"

    @Option(
        help: ArgumentHelp(
            "The node's address (also MEDCHAIN_NODE); by default \(NodeOptions.defaultAddress).", valueName: "url"))
    var node: String?

    /// The address that was given, in this order: option, environment, default.
    var address: String { node ?? Self.environmentAddress ?? Self.defaultAddress }

    static var environmentAddress: String? {
        ProcessInfo.processInfo.environment["MEDCHAIN_NODE"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
