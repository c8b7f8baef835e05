import ArgumentParser
import RecordClient
import RecordContract

extension IdentityCommand {
    /// `medchain identity reinstate`
    struct Reinstate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let somebody act again.",
            discussion: "Example:\n  medchain identity reinstate 7K3Q-9XJ2-P4TM-5A --as manager")

        @Argument(help: "Id or whole name.")
        var who: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let id = try await session.directory.find(who, among: [.staff, .applicant])
                let result = try await session.person.submit(IdentityReinstate(identity: id))
                Receipts.print(result, in: session, words: "Reinstated.")
            }
        }
    }
}
