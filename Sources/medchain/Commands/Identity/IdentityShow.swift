import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension IdentityCommand {
    /// `medchain identity show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a person of the directory.",
            discussion: "Example:\n  medchain identity show \"Eva Lind\" --as anna")

        @Argument(help: "Id or whole name.")
        var who: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let id = try await session.directory.find(who, among: [.staff, .applicant])
                let person = try await session.person.publicIdentity(id)
                let reason = await Reasons.read { try await session.person.reason(ofDecisionAbout: id) }
                if session.json {
                    return Terminal.print(json: PersonView.json(person, reason: reason))
                }
                var card = Card()
                card.add("Id", person.id.readable)
                card.add("Name", person.profile?.name)
                card.add("Specialty", person.profile?.specialty)
                card.add("Role", Words.role(person.role))
                card.add("Organisation", await session.directory.fullLabel(person.organisation))
                card.add("Status", person.status.rawValue)
                card.add("Reason", reason)
                card.add("Signing key", person.signingKey.thumbprint.base64URL)
                card.print()
            }
        }
    }
}
