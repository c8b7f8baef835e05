import ArgumentParser
import RecordClient
import RecordContract

extension IdentityCommand {
    /// `medchain identity suspend`
    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop somebody from acting, at once (health authority; managers for their own staff).",
            discussion: """
                Example:
                  medchain identity suspend "Eva Lind" --note "Licence under review" --as manager
                """)

        @Argument(help: "Id or name.")
        var who: String
        @OptionGroup var note: NoteOptions
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let note = try note.text()
            try await options.run { session in
                let id = try await session.directory.find(who, among: [.staff])
                let result = try await session.person.decide(IdentitySuspend.self, about: id, note: note)
                Receipts.print(result, in: session, words: "Suspended.")
            }
        }
    }
}
