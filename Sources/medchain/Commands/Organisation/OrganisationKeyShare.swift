import ArgumentParser
import RecordClient

extension OrganisationCommand.Key {
    /// `medchain organisation key share`
    struct Share: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give the organisation's key to a member who joined since.",
            discussion: "Example:\n  medchain organisation key share \"Eva Lind\" --as manager")

        @Argument(help: "The member: id or name.")
        var member: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let id = try await session.directory.find(member, among: [.staff])
                let result = try await session.person.shareOrganisationKey(with: id)
                Receipts.print(result, in: session, words: "The member has the organisation's key.")
            }
        }
    }
}
