import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension DetailsCommand {
    /// `medchain details share`
    struct Share: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell the managers of your hospital who a patient is (physicians).",
            discussion: """
                You need access to read the patient's demographics. What you do not give is taken from the \
                demographics record that you may read, which the patient sees. The managers see the details \
                while your access lasts; the patient is told, and can end it.

                Examples:
                  medchain details share 7K3Q-9XJ2-P4TM-5A
                  medchain details share 7K3Q-9XJ2-P4TM-5A --name "Amelie Roth" --address "Quay 4" --blood-group "0 Rh+"
                """)

        @Argument(help: "The patient's id.")
        var patient: String
        @Option(help: ArgumentHelp("A manager, by name or id; may be repeated; by default all.", valueName: "person"))
        var to: [String] = []
        @Option(help: "The patient's name.") var name: String?
        @Option(help: ArgumentHelp("Date of birth.", valueName: "date")) var birthDate: String?
        @Option(help: "Sex.") var sex: String?
        @Option(help: "Address.") var address: String?
        @Option(help: "Telephone.") var phone: String?
        @Option(help: "Blood group.") var bloodGroup: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let patient = try await session.directory.find(patient, among: [.patient])
                var managers: [IdentityID] = []
                for name in to { managers.append(try await session.directory.find(name, among: [.staff])) }
                let given = [
                    "name": name, "birthDate": birthDate, "sex": sex, "address": address, "phone": phone,
                    "bloodGroup": bloodGroup,
                ].compactMapValues { $0 }
                var members = given["name"] == nil ? try await DetailsReading.members(of: patient, in: session) : [:]
                members.merge(given) { _, new in new }
                guard members["name"] != nil else {
                    throw Failure.input(
                        "details.missing", "There is no demographics record that says who the patient is.",
                        advice: "Give at least --name.")
                }
                let result = try await session.person.shareDetails(
                    PatientDetails(members), of: patient, with: managers.isEmpty ? nil : managers)
                Receipts.print(result, in: session, words: "Shared with the management of your hospital.")
            }
        }
    }

    /// `medchain details withdraw`
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End it: as the patient, or as the physician who shared the details.",
            discussion: """
                Examples:
                  medchain details withdraw --organisation "Riverside General Hospital"
                  medchain details withdraw --patient 7K3Q-9XJ2-P4TM-5A
                """)

        @Option(help: ArgumentHelp("The patient's id; by default yourself.", valueName: "id"))
        var patient: String?
        @Option(help: ArgumentHelp("The hospital; by default your own.", valueName: "name"))
        var organisation: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let patient = try await session.patient(patient)
                var hospital = session.person.identity.organisation
                if let organisation {
                    hospital = try await session.directory.find(organisation, among: [.organisation])
                }
                let result = try await session.person.submit(
                    DetailsWithdraw(patient: patient, organisation: hospital))
                Receipts.print(result, in: session, words: "The management no longer has the details.")
            }
        }
    }
}
