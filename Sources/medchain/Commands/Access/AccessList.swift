import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension AccessCommand {
    /// `medchain access list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List accesses: those that you gave as a patient, or those that you have.",
            discussion: """
                The safety category (allergies, current medicines) goes along with every category but under a \
                right to list alone: (+ safety) says where it was not named.

                Examples:
                  medchain access list
                  medchain access list --all --json
                  medchain access list --all --fhir > consents.json
                """)

        @Flag(help: "Also those that have ended.")
        var all = false
        @Flag(help: "As a FHIR Bundle of Consents.")
        var fhir = false
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let isPatient = session.person.identity.role == .patient
                let everything = try await isPatient ? session.person.myGrants() : session.person.grantsToMe()
                let grants = everything.filter { all || $0.status == .live }
                if fhir { return try await LedgerExport(session: session).print(grants) }
                if session.json {
                    return Terminal.print(json: .object(["grants": .array(grants.map { .object($0.json) })]))
                }
                var table = Table("GRANT", isPatient ? "TO" : "PATIENT", "WHAT", "RIGHTS", "FOR", "READS", "UNTIL")
                for grant in grants {
                    let other = isPatient ? await session.directory.label(grant.grantee) : grant.patient.readable
                    table.add(
                        grant.grant.text, other, Words.covered(grant.terms), Words.rights(grant.terms.rights),
                        Words.purpose(grant.terms.purpose), Words.reads(grant),
                        grant.status == .live ? Words.moment(grant.until) : grant.status.rawValue)
                }
                table.print(orElse: isPatient ? "Nobody has access to your records." : "You have no access.")
            }
        }
    }
}
