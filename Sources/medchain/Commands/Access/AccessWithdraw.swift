import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension AccessCommand {
    /// `medchain access withdraw`
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back a request that nobody has answered.",
            discussion: "Example:\n  medchain access withdraw ASNFZ4mrze8BI0VniavN7w")

        @Argument(help: "The request.")
        var request: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.submit(AccessWithdraw(request: request.id))
                Receipts.print(result, in: session, words: "Withdrawn.", ["request": .id(request.id)])
            }
        }
    }
}
