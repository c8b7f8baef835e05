import ArgumentParser

/// `medchain receipt`
struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Proof, for anybody and offline, that a transaction stands on the ledger.",
        discussion: """
            Examples:
              medchain receipt get TRANSACTION --output receipt.json
              medchain receipt verify receipt.json --genesis genesis.json
            """,
        subcommands: [Get.self, Verify.self])
}
