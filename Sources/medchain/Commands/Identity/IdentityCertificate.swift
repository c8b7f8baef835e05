import ArgumentParser
import LedgerFormat
import NodeClient
import RecordClient

extension IdentityCommand {
    /// `medchain identity certificate`
    struct Certificate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Get the X.509 certificate chain of yourself or of somebody: leaf, organisation, root.",
            discussion: """
                It is issued from what the ledger says now. The chain is checked with openssl, as below; whether \
                its root is your network's, compare with a root that you trust.

                Examples:
                  medchain identity certificate --output anna.pem
                  openssl verify -CAfile anna.pem anna.pem
                  medchain identity certificate "Eva Lind"
                """)

        @Argument(help: "Id or name; by default yourself.")
        var who: String?
        @Option(help: ArgumentHelp("Write it to a new file.", valueName: "file"))
        var output: String?
        @OptionGroup var options: PersonOptions

        func run() async throws {
            try await options.run { session in
                var id = session.person.id
                if let who { id = try await session.directory.find(who, among: [.staff]) }
                let chain = try await session.person.client.getBytes("/v1/identities/\(id.canonical)/certificate")
                if let output {
                    try Files.create(output, chain)
                    return session.note("The chain is in \(Files.name(output)).")
                }
                let text = String(decoding: chain, as: UTF8.self)
                if session.json {
                    return Terminal.print(json: .object(["identity": .identity(id), "chain": .string(text)]))
                }
                for line in text.split(separator: "\n") { Terminal.print(Terminal.safe(String(line))) }
            }
        }
    }
}
