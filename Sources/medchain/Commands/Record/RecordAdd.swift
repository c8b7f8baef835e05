import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension RecordCommand {
    /// `medchain record add`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add one record: a diagnosis, an allergy, a measurement, a prescription, a form or a file.",
            discussion: """
                Examples:
                  medchain record add --patient 7K3Q-9XJ2-P4TM-5A \\
                      --condition "Essential hypertension" --code icd10:I10
                  medchain record add --patient ID --allergy Penicillin --criticality high \\
                      --reaction Rash
                  medchain record add --patient ID --observation Haemoglobin --value 13.2 \\
                      --unit g/dL --range 12.0-15.5
                  medchain record add --patient ID --prescription "Amoxicillin 500 mg" \\
                      --dosage "1 three times a day"
                  medchain record add --patient ID --form goal \\
                      --field "description=Walk daily" --field due=2026-12-31
                  medchain record add --patient ID --file scan.dcm --title "CT of the chest"
                """)

        @OptionGroup var content: ContentOptions
        @Option(help: ArgumentHelp("The patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let patient = try await session.patient(patient)
                let draft = try content.draft(patient: patient, author: session.person.id)
                let record = draft.record()
                let context = try await session.person.writingContext(for: patient)
                let result = try await session.uploading(record) { progress in
                    try await session.saying(draft.lines).add(record, in: context, progress: progress)
                }
                Receipts.print(
                    result, in: session,
                    words: "Added to \(draft.category.rawValue): \(draft.title)\n\(record.id.text)",
                    ["record": .id(record.id), "category": .string(draft.category.rawValue)])
            }
        }
    }
}

extension Session {
    /// Shows the progress of an upload that takes noticeable time.
    func uploading<Result>(
        _ record: NewRecord, _ body: (@escaping @Sendable (Int64) -> Void) async throws -> Result
    ) async throws -> Result {
        guard let size = record.source.byteCount, size > 4 << 20 else { return try await body { _ in } }
        let bar = ProgressBar("uploading", total: size, isBytes: true, quiet: options.output.isQuiet)
        defer { bar.finish() }
        return try await body { bar.set($0) }
    }
}
