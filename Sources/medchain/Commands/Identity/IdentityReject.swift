import ArgumentParser
import RecordClient
import RecordContract

extension IdentityCommand {
    /// `medchain identity reject`
    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse an applicant (health authority).",
            discussion: "Example:\n  medchain identity reject 7K3Q-9XJ2-P4TM-5A --as officer")

        @Argument(help: "Id or name.")
        var who: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let id = try await session.directory.find(who, among: [.staff])
                let result = try await session.person.submit(IdentityReject(identity: id, note: nil))
                Receipts.print(result, in: session, words: "Rejected.")
            }
        }
    }
}
