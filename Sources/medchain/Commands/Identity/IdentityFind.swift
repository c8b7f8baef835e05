import ArgumentParser
import RecordClient

extension IdentityCommand {
    /// `medchain identity find`
    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Search verified staff by the beginning of the name, by role or organisation.",
            discussion: """
                Patients are in no directory: they give you their id.

                Examples:
                  medchain identity find eva
                  medchain identity find --role physician --organisation "General Hospital"
                """)

        @Argument(help: "How the name begins.")
        var name: String?
        @Option(help: "Only this role.")
        var role: RoleArgument?
        @Option(help: ArgumentHelp("Only this organisation: name or id.", valueName: "name"))
        var organisation: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                var organisationID = session.person.id
                if let organisation {
                    let all = Array(await session.directory.organisationList().values)
                    organisationID = try Directory.organisation(organisation, in: all).id
                }
                let people = try await session.person.staff(
                    named: name, role: role?.role, organisation: organisation == nil ? nil : organisationID)
                await PersonView.print(people, in: session, orElse: "Nobody of that name.")
            }
        }
    }
}
