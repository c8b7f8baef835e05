import ArgumentParser
import RecordClient
import RecordContract

extension IdentityCommand {
    /// `medchain identity suspend`
    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop somebody from acting, at once (health authority; managers for their own staff).",
            discussion: "Example:\n  medchain identity suspend \"Eva Lind\" --as manager")

        @Argument(help: "Id or name.")
        var who: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let id = try await session.directory.find(who, among: [.staff])
                let result = try await session.person.submit(IdentitySuspend(identity: id, note: nil))
                Receipts.print(result, in: session, words: "Suspended.")
            }
        }
    }
}
