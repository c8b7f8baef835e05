import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension RecordCommand {
    /// `medchain record acknowledge`
    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirm that you know that records you read have changed; without an id, list them.",
            discussion: """
                Examples:
                  medchain record acknowledge
                  medchain record acknowledge q83vEjRWeJCrze8SNFZ4kA --patient ID
                """)

        @Argument(help: "The record.")
        var record: EntityArgument?
        @Option(help: ArgumentHelp("The patient's id.", valueName: "id"))
        var patient: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if record != nil, patient == nil { throw ValidationError("Whose record? Add --patient ID.") }
        }

        func run() async throws {
            try await options.run { session in
                if let record {
                    let patient = try await session.patient(patient)
                    let command = RecordContract.RecordAcknowledge(patient: patient, record: record.id)
                    let result = try await session.person.submit(command)
                    return Receipts.print(result, in: session, words: "Acknowledged.", ["record": .id(record.id)])
                }
                let pending = try await session.person.pendingAcknowledgements()
                if session.json {
                    return Terminal.print(json: .object(["pending": .array(pending.map { .object($0) })]))
                }
                var table = Table("RECORD", "PATIENT", "AUTHOR")
                for item in pending {
                    let text = { (name: String) -> String in
                        if case .string(let text)? = item[name] { text } else { "" }
                    }
                    table.add(
                        text("record"), IdentityID(canonical: text("patient"))?.readable ?? "",
                        IdentityID(canonical: text("author"))?.readable ?? "")
                }
                table.print(orElse: "Nothing to acknowledge.")
            }
        }
    }
}
