import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension AccessCommand {
    /// `medchain access deny`
    struct Deny: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse a request.",
            discussion: """
                Example:
                  medchain access deny ASNFZ4mrze8BI0VniavN7w \\
                      --reason "I have another doctor now"
                """)

        @Argument(help: "The request.")
        var request: EntityArgument
        @Option(help: ArgumentHelp("Why; sealed to who asked.", valueName: "words"))
        var reason: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let reason = try Reasons.checked(reason)
            try await options.run { session in
                let asked = try await session.person.request(request.id)
                let who = await session.directory.fullLabel(asked.requester)
                let result = try await session.saying("It is the request of \(who) for \(Words.covered(asked.terms)).")
                    .denyAccess(request.id, note: reason)
                Receipts.print(
                    result, in: session, words: "Refused. Nobody got access.", ["request": .id(request.id)])
            }
        }
    }
}
