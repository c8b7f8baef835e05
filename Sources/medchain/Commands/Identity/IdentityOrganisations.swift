import ArgumentParser
import LedgerFormat
import NodeClient
import RecordClient

extension IdentityCommand {
    /// `medchain identity organisations`
    struct Organisations: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the network's organisations; nobody needs to sign in for it.",
            discussion: "Example:\n  medchain identity organisations --node http://127.0.0.1:8443")

        @Option(name: .customLong("as"), help: ArgumentHelp("Use this wallet's node.", valueName: "wallet"))
        var wallet: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let address = try NodeCommand.address(node, wallet: wallet)
            try await NodeClient.use(address) { client in
                let all = try await PublicOrganisation.all(at: client)
                if output.json {
                    let items = all.map { organisation -> JSONValue in
                        var object: JSONObject = [
                            "id": .identity(organisation.id), "kind": .string(organisation.kind.rawValue),
                            "name": .string(organisation.name),
                        ]
                        object.set("keyVersion", organisation.key.map { .integer($0.version) })
                        return .object(object)
                    }
                    return Terminal.print(json: .object(["organisations": .array(items)]))
                }
                var table = Table("ID", "KIND", "NAME", "KEY")
                for organisation in all {
                    table.add(
                        organisation.id.readable, Words.kind(organisation.kind), organisation.name,
                        organisation.key.map { "version \($0.version)" } ?? "none yet")
                }
                table.print(orElse: "No organisations.")
            }
        }
    }
}
