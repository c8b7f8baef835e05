import ArgumentParser

/// `medchain receipt`
struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Proof, for anybody and offline, that a transaction stands on the ledger.",
        subcommands: [Get.self, Verify.self])
}
