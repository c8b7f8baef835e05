import ArgumentParser
import RecordClient

extension IdentityCommand {
    /// `medchain identity find`
    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Search verified staff by name (any part of it, without accents too), role or organisation.",
            discussion: """
                Patients are in no directory: they give you their id.

                Examples:
                  medchain identity find lind
                  medchain identity find --role physician --organisation "General Hospital"
                """)

        @Argument(help: "Words of the name, or how they begin.")
        var name: String?
        @Option(help: "Only this role.")
        var role: RoleArgument?
        @Option(help: ArgumentHelp("Only this organisation: name or id.", valueName: "name"))
        var organisation: String?
        @OptionGroup var options: PersonOptions

        func validate() throws {
            if let name, Name(name).isEmpty { throw ValidationError("Give a name, or leave it out to list all.") }
        }

        func run() async throws {
            try await options.run { session in
                var organisationID = session.person.id
                if let organisation {
                    let all = Array(await session.directory.organisationList().values)
                    organisationID = try Directory.organisation(organisation, in: all).id
                }
                let people = try await session.person.staff(
                    matching: name, role: role?.role, organisation: organisation == nil ? nil : organisationID)
                await PersonView.print(people, in: session, orElse: "Nobody of that name.")
            }
        }
    }
}
