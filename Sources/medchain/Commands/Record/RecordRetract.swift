import ArgumentParser
import LedgerFormat
import RecordClient

extension RecordCommand {
    /// `medchain record retract`
    struct Retract: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back a record that you wrote.",
            discussion: """
                It stays, marked as retracted; whoever read it is told, until they acknowledge.

                Example:
                  medchain record retract q83vEjRWeJCrze8SNFZ4kA --patient ID \\
                      --reason "Wrong patient"
                """)

        @Argument(help: "The record to take back.")
        var record: EntityArgument
        @Option(help: ArgumentHelp("The patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @Option(help: ArgumentHelp("Why; sealed to the patient.", valueName: "words"))
        var reason: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let reason = try Reasons.checked(reason)
            try await options.run { session in
                let patient = try await session.patient(patient)
                let result = try await session.person.retract(record.id, of: patient, note: reason)
                Receipts.print(result, in: session, words: "Retracted.", ["record": .id(record.id)])
            }
        }
    }
}
