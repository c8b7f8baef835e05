import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension RecordCommand {
    /// `medchain record amend`
    struct Amend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replace a record that you wrote by a corrected one.",
            discussion: """
                The earlier one stays, marked as superseded; whoever read it is told, until they acknowledge.

                Example:
                  medchain record amend q83vEjRWeJCrze8SNFZ4kA --patient ID \\
                      --observation Haemoglobin --value 12.3 --unit g/dL
                """)

        @Argument(help: "The record to replace.")
        var record: EntityArgument
        @OptionGroup var content: ContentOptions
        @Option(help: ArgumentHelp("The patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let patient = try await session.patient(patient)
                let earlier = try await session.person.record(record.id, of: patient)
                var draft = try content.draft(patient: patient, author: session.person.id)
                // The contract wants an amendment in the category of what it replaces.
                draft.category = earlier.category
                let new = draft.record()
                let context = try await session.person.writingContext(for: patient)
                let signer = session.saying(draft.lines)
                let result = try await session.uploading(new) { progress in
                    try await signer.amend(record.id, with: new, in: context, progress: progress)
                }
                Receipts.print(
                    result, in: session, words: "Amended: \(draft.title)\n\(new.id.text)",
                    ["record": .id(new.id), "supersedes": .id(record.id)])
            }
        }
    }
}
