import AppServer
import ArgumentParser
import LedgerFormat
import Logging
import NodeAPI
import ServiceLifecycle
import UnixSignals

/// `medchain app`
struct AppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "app",
        abstract: "Serve the web application from this machine, in front of a node.",
        discussion: """
            In a browser that opens the node's own address, the node hands out the code that holds \
            your keys. With this command the code is what you installed, and the node only answers its \
            requests. Nobody but this machine can open it.

            Examples:
              medchain app --node https://records.hospital.example
              medchain app --node http://127.0.0.1:8443 --port 8500
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("Listen at this port; 0 for any that is free.", valueName: "number"))
    var port = 8480
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !(0...65_535).contains(port) { throw ValidationError("A port is 0 to 65535.") }
    }

    func run() async throws {
        var logger = Logger(label: "medchain") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let (running, announce) = AsyncStream.makeStream(of: Int.self)
        let server: AppServer
        do {
            server = try AppServer(node: node.address, port: port, logger: logger) { announce.yield($0) }
        } catch AppServerError.notAnAddress {
            throw Failure.input(
                "node.address", "\"\(node.address)\" is not the address of a node.",
                advice: "An address looks like https://records.hospital.example or http://127.0.0.1:8443.")
        }
        let group = ServiceGroup(
            services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        let (json, hash, address) = (output.json, server.bundleHash, node.address)
        let announcing = Task {
            for await port in running {
                let here = NodeRunning.address("127.0.0.1", port)
                if json {
                    Terminal.print(
                        json: .object([
                            "address": .string(here), "node": .string(address), "bundle": .string(hash),
                        ]))
                } else {
                    Terminal.print("The application: \(here) (for the node at \(address)); Ctrl-C ends it.")
                }
            }
        }
        defer {
            announce.finish()
            announcing.cancel()
        }
        do { try await group.run() } catch {
            throw Failure(
                "setup.portInUse", "Cannot listen at port \(port).",
                advice: "Choose another with --port, or 0 for any that is free.", status: .failure)
        }
    }
}
