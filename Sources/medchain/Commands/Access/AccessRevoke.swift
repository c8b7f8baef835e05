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
                let given = try await session.person.grant(grant.id)
                try Self.requireLive(given)
                let result = try await session.saying(await Self.words(given, session.directory))
                    .submit(RecordContract.AccessRevoke(grant: grant.id))
                let reads = try await session.person.accessLog().filter { $0.grant == grant.id }
                let opened = Set(reads.flatMap(\.records)).count
                Receipts.print(
                    result, in: session,
                    words: opened == 0
                        ? "Revoked. Nothing had been opened under it."
                        : "Revoked. \(opened == 1 ? "1 record" : "\(opened) records") had been opened before; that "
                            + "cannot be recalled.",
                    ["grant": .id(grant.id), "openedBefore": .integer(Int64(opened))])
                await options.attendToDuties(session)
            }
        }

        /// Whose access it is, and to what.
        private static func words(_ grant: GrantDocument, _ directory: Directory) async -> String {
            "It is the access of \(await directory.fullLabel(grant.grantee)) to \(Words.covered(grant.terms))."
        }

        /// Throws the code of how it ended.
        private static func requireLive(_ grant: GrantDocument) throws {
            let code: RejectionCode
            switch grant.status {
            case .live: return
            case .revoked: code = .accessRevoked
            case .expired: code = .accessExpired
            case .usedUp: code = .accessUsedUp
            }
            let when = grant.endedAt.map { ", at \(Words.moment($0))" } ?? ""
            throw Failure(
                code.rawValue, "This access has ended already (\(Words.status(grant.status)))\(when).",
                advice: "What was opened under it: medchain access log", status: .refused)
        }
    }
}
