import ArgumentParser
import RecordClient

extension IdentityCommand {
    /// `medchain identity queue`
    struct Queue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Who waits for verification, oldest first (health authority; managers see their own organisation).",
            discussion: "Example:\n  medchain identity queue --as officer")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let people = try await session.person.verificationQueue()
                await PersonView.print(people, in: session, orElse: "Nobody is waiting.")
            }
        }
    }
}
