import ArgumentParser
import RecordClient

extension OrganisationCommand.Key {
    /// `medchain organisation key rotate`
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the organisation's key, or its next version, and give it to every verified member.",
            discussion: "Example:\n  medchain organisation key rotate --as manager")

        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let result = try await session.person.rotateOrganisationKey()
                Receipts.print(result, in: session, words: "The organisation has a new key, and its members have it.")
            }
        }
    }
}
