import ArgumentParser
import LedgerFormat
import RecordClient

extension AccessCommand {
    /// `medchain access deny`
    struct Deny: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse a request.",
            discussion: "Example:\n  medchain access deny ASNFZ4mrze8BI0VniavN7w --reason \"I have another doctor now\""
        )

        @Argument(help: "The request.")
        var request: EntityArgument
        @Option(help: ArgumentHelp("Why; sealed to who asked.", valueName: "words"))
        var reason: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let reason = try Reasons.checked(reason)
            try await options.run { session in
                let result = try await session.person.denyAccess(request.id, note: reason)
                Receipts.print(
                    result, in: session, words: "Refused. Nobody got access.", ["request": .id(request.id)])
            }
        }
    }
}
