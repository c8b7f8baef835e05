import ArgumentParser
import RecordContract

extension IdentityCommand {
    /// `medchain identity verify`
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirm that an applicant is who they say, so that they can act (health authority).",
            discussion: "Example:\n  medchain identity verify 7K3Q-9XJ2-P4TM-5A --as officer")

        @Argument(help: "Id or whole name.")
        var who: String
        @OptionGroup var note: NoteOptions
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.decide(IdentityVerify.self, about: who, note: note, words: "Verified.")
        }
    }
}
