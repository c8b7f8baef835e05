import ArgumentParser
import LedgerFormat

extension WalletCommand {
    /// `medchain wallet list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the wallets on this device.", discussion: "Example:\n  medchain wallet list")

        @OptionGroup var output: OutputOptions

        func run() throws {
            let store = WalletStore()
            let wallets = store.names.map { ($0, try? store.read($0)) }
            if output.json {
                let items = wallets.map { name, file -> JSONValue in
                    var object: JSONObject = ["wallet": .string(name)]
                    object.set("identity", file.map { .identity($0.identity) })
                    object.set("node", file.map { .string($0.node) })
                    return .object(object)
                }
                return Terminal.print(json: .object(["wallets": .array(items)]))
            }
            var table = Table("WALLET", "ID", "NODE")
            for (name, file) in wallets { table.add(name, file?.identity.readable ?? "damaged", file?.node ?? "") }
            table.print(orElse: "No wallets on this device. Make one with: medchain wallet create NAME")
        }
    }
}
