import ArgumentParser
import LedgerFormat
import RecordClient

extension IdentityCommand {
    /// `medchain identity credentials`
    struct CredentialsCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "credentials",
            abstract: "Open the certificate that an applicant sent (health authority).",
            discussion: """
                Example:
                  medchain identity credentials 7K3Q-9XJ2-P4TM-5A \\
                      --output licence.pdf --as officer
                """)

        @Argument(help: "The applicant: id or whole name.")
        var who: String
        @Option(help: ArgumentHelp("The new file.", valueName: "file"))
        var output: String
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                let id = try await session.directory.find(who, among: [.staff, .applicant])
                let credentials = try await session.person.credentials(of: id)
                try Files.create(output, credentials.bytes)
                if session.json {
                    var object: JSONObject = [
                        "file": .string(output), "mediaType": .string(credentials.mediaType),
                        "bytes": .integer(Int64(credentials.bytes.count)),
                    ]
                    object.set("fileName", credentials.fileName.map { .string($0) })
                    return Terminal.print(json: .object(object))
                }
                Terminal.print(
                    "\(Files.name(output)): \(Terminal.safe(credentials.mediaType)), "
                        + Words.size(Int64(credentials.bytes.count)))
            }
        }
    }
}
