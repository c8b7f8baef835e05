import ArgumentParser
import LedgerFormat
import RecordClient

extension AccessCommand {
    /// `medchain access request`
    struct Request: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask a patient for access.",
            discussion: """
                By default: to read, for treatment, for 30 days. The safety category (allergies, current \
                medicines) goes along.

                Examples:
                  medchain access request 7K3Q-9XJ2-P4TM-5A --categories clinical,medication \\
                      --rights read,contribute
                  medchain access request ID --categories clinical \\
                      --reason "Before your operation on Monday"
                  medchain access request ID --record q83vEjRWeJCrze8SNFZ4kA --reads 1 \\
                      --for 2d
                  medchain access request ID --categories laboratory --for-organisation
                """)

        @Argument(help: "The patient's id.")
        var patient: String
        @OptionGroup var terms: TermsOptions
        @Flag(help: "For all staff of your organisation.")
        var forOrganisation = false
        @Option(help: ArgumentHelp("Why; sealed to the patient, nobody else can read it.", valueName: "words"))
        var reason: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            let terms = try terms.terms()
            let reason = try Reasons.checked(reason)
            try await options.run { session in
                let patient = try await session.directory.find(patient, among: [.patient])
                let (request, result) = try await session.person.requestAccess(
                    to: patient, terms: terms, duration: self.terms.duration(), forOrganisation: forOrganisation,
                    reason: reason)
                Receipts.print(
                    result, in: session, words: "Requested: \(request.text)\nThe patient decides.",
                    ["request": .id(request)])
            }
        }
    }
}
