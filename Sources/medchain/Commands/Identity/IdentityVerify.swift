import ArgumentParser
import RecordClient
import RecordContract

extension IdentityCommand {
    /// `medchain identity verify`
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirm that an applicant is who they say, so that they can act (health authority).",
            discussion: "Example:\n  medchain identity verify 7K3Q-9XJ2-P4TM-5A --as officer")

        @Argument(help: "Id or name.")
        var who: String
        @OptionGroup var note: NoteOptions
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let note = try note.text()
            try await options.run { session in
                let id = try await session.directory.find(who, among: [.staff])
                let result = try await session.person.decide(IdentityVerify.self, about: id, note: note)
                Receipts.print(result, in: session, words: "Verified.")
            }
        }
    }
}
