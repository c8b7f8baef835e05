import ArgumentParser
import RecordContract

extension IdentityCommand {
    /// `medchain identity reject`
    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse an applicant (health authority).",
            discussion: """
                Example:
                  medchain identity reject 7K3Q-9XJ2-P4TM-5A \\
                      --note "The certificate has expired" --as officer
                """)

        @Argument(help: "Id or whole name.")
        var who: String
        @OptionGroup var note: NoteOptions
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.decide(IdentityReject.self, about: who, note: note, words: "Rejected.")
        }
    }
}
