import ArgumentParser
import LedgerFormat

extension ReceiptCommand {
    /// `medchain receipt verify`
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a receipt, offline.",
            discussion: """
                Give the network that you trust: its genesis document, or its id. Without either, the receipt is \
                checked against the network that it names itself, which shows only that it is complete in \
                itself.

                Examples:
                  medchain receipt verify receipt.json --genesis genesis.json
                  medchain receipt verify receipt.json --network 3q2-7wXv...
                """)

        @Argument(help: "The receipt's file.")
        var file: String
        @Option(help: ArgumentHelp("The network's genesis document.", valueName: "file"))
        var genesis: String?
        @Option(help: ArgumentHelp("The network's id.", valueName: "id"))
        var network: HashArgument?
        @OptionGroup var output: OutputOptions

        func run() throws {
            var trusted = network?.hash
            if let genesis { trusted = try Genesis(parsing: Files.read(genesis, maximum: 4 << 20)).network }
            let receipt = try Files.read(file, maximum: Receipt.maximumBytes)
            let verified = try ReceiptCommand.verify(receipt, trusting: trusted)
            if output.json { return Terminal.print(json: json(verified, isTrusted: trusted != nil)) }
            var card = Card()
            card.add("Transaction", verified.hash.base64URL)
            card.add("Command", verified.transaction.commandType)
            card.add("Network", verified.transaction.network.base64URL)
            card.add("Block", "\(verified.height), \(Words.moment(verified.time))")
            card.add("Outcome", verified.outcome.rejection.map { "rejected: \($0.rawValue)" } ?? "accepted")
            card.add("Attested by", verified.cosigners.map(\.readable).joined(separator: ", "))
            card.add("Final", verified.final ? "yes" : "not yet: a quorum of the organisations has not attested it")
            card.add("Signature", verified.signatureVerified ? "verified" : "the signer's key is not enclosed")
            card.print()
            Terminal.print("The receipt verifies.")
            if trusted == nil, !output.quiet {
                Terminal.note("Compare the network's id with one that you trust, or give --genesis.")
            }
        }

        private func json(_ verified: VerifiedReceipt, isTrusted: Bool) -> JSONValue {
            var object: JSONObject = [
                "transaction": .hash(verified.hash), "command": .string(verified.transaction.commandType),
                "network": .hash(verified.transaction.network), "networkTrusted": .bool(isTrusted),
                "height": .integer(Int64(verified.height)), "time": .time(verified.time),
                "accepted": .bool(verified.outcome.rejection == nil), "final": .bool(verified.final),
                "cosigners": .array(verified.cosigners.map { .identity($0) }),
                "signatureVerified": .bool(verified.signatureVerified),
            ]
            object.set("code", verified.outcome.rejection.map { .string($0.rawValue) })
            return .object(object)
        }
    }
}
