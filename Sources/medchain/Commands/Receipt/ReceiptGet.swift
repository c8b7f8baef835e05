import ArgumentParser
import LedgerFormat
import NodeClient
import RecordClient

extension ReceiptCommand {
    /// `medchain receipt get`
    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Get the receipt of a transaction that concerns you.",
            discussion: "Example:\n  medchain receipt get mQ1h... --output receipt.json")

        @Argument(help: "The transaction's hash, as printed when it was made.")
        var transaction: HashArgument
        @Option(help: ArgumentHelp("The new file.", valueName: "file"))
        var output: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let receipt = try await session.person.client.receipt(transaction.hash)
                // A receipt that does not verify is not kept.
                let verified = try ReceiptCommand.verify(receipt, trusting: session.person.network.network)
                try Files.create(output, receipt)
                if session.json {
                    return Terminal.print(
                        json: .object(["file": .string(output), "height": .integer(Int64(verified.height))]))
                }
                Terminal.print("The receipt is in \(Files.name(output)). Anybody can check it: medchain receipt verify")
            }
        }
    }

    /// Verifies a receipt. Throws what is wrong with it, as a failed verification.
    static func verify(_ bytes: [UInt8], trusting network: NetworkID?) throws -> VerifiedReceipt {
        do {
            let receipt = try Receipt(parsing: bytes)
            return try receipt.verify(trusting: network ?? receipt.genesis.network)
        } catch {
            throw Failure(
                error.code.rawValue, "The receipt does not verify: \(error.reason)",
                advice: "Do not rely on it.", status: .verificationFailed)
        }
    }
}
