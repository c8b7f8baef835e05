import ArgumentParser
import RecordContract

extension IdentityCommand {
    /// `medchain identity suspend`
    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop somebody from acting, at once (health authority; managers for their own staff).",
            discussion: """
                Example:
                  medchain identity suspend "Eva Lind" --note "Licence under review" \\
                      --as manager
                """)

        @Argument(help: "Id or whole name.")
        var who: String
        @OptionGroup var note: NoteOptions
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.decide(IdentitySuspend.self, about: who, note: note, words: "Suspended.")
        }
    }
}
