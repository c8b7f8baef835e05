import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension AccessCommand {
    /// `medchain access revoke`
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End an access that you gave, at once.",
            discussion: """
                Nothing further can be opened under it, and the keys of the categories that it covered change. \
                What was already opened cannot be recalled: see it with medchain access log.

                Example:
                  medchain access revoke ASNFZ4mrze8BI0VniavN7w
                """)

        @Argument(help: "The grant.")
        var grant: EntityArgument
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.submit(RecordContract.AccessRevoke(grant: grant.id))
                let reads = try await session.person.accessLog().filter { $0.grant == grant.id }
                let opened = Set(reads.flatMap(\.records)).count
                Receipts.print(
                    result, in: session,
                    words: opened == 0
                        ? "Revoked. Nothing had been opened under it."
                        : "Revoked. \(opened == 1 ? "1 record" : "\(opened) records") had been opened before; that "
                            + "cannot be recalled.",
                    ["grant": .id(grant.id), "openedBefore": .integer(Int64(opened))])
                session.sayDuties(try await session.person.attendToDuties())
            }
        }
    }
}
