import ArgumentParser
import LedgerFormat
import RecordClient
import RecordContract

extension OrganisationCommand.Key {
    /// `medchain organisation key show`
    struct ShowKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the version of your organisation's key and its public half.",
            discussion: "Example:\n  medchain organisation key show --as manager")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let organisation = try await session.person.organisation(session.person.identity.organisation)
                if session.json {
                    var object: JSONObject = [
                        "organisation": .identity(organisation.id), "name": .string(organisation.name),
                    ]
                    object.set("version", organisation.key.map { .integer($0.version) })
                    object.set("publicKey", organisation.key.map { $0.publicKey.json })
                    return Terminal.print(json: .object(object))
                }
                var card = Card()
                card.add("Organisation", "\(organisation.name) (\(organisation.id.readable))")
                card.add("Key version", organisation.key.map { "\($0.version)" } ?? "none yet")
                card.add("Thumbprint", organisation.key?.publicKey.thumbprint.base64URL)
                card.print()
            }
        }
    }
}
