import ArgumentParser
import LedgerFormat
import Logging
import NodeCore

extension NodeCommand {
    /// `medchain node run`
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a node until SIGTERM or Ctrl-C; what it has admitted it finishes first.",
            discussion: """
                Log lines go to standard error. They name blocks and counts, never a person. \
                MEDCHAIN_RATE_LIMITS=off takes the limits on requests away, for measurements and tests.

                Examples:
                  medchain node run --data .data/hospital
                  medchain node run --data .data/hospital --config /etc/medchain/node.yaml \\
                      --port 8443
                """)

        @Option(help: ArgumentHelp("The node's data directory.", valueName: "folder"))
        var data: String
        @Option(help: ArgumentHelp("Another configuration than the data directory's node.yaml.", valueName: "file"))
        var config: String?
        @Option(help: ArgumentHelp("Listen here instead of where the configuration says.", valueName: "address"))
        var host: String?
        @Option(help: ArgumentHelp("Listen at this port; 0 for any that is free.", valueName: "number"))
        var port: Int?
        @Option(help: "How much is logged: debug, info, notice, warning, error.")
        var logLevel = LogLevel(level: .info)
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if let port, !(0...65_535).contains(port) { throw ValidationError("A port is 0 to 65535.") }
        }

        func run() async throws {
            let directory = DataDirectory(data)
            let configuration = try NodeRunning.configuration(config ?? directory.configuration)
            let running = try await NodeRunning(
                directory, configuration: configuration, host: host ?? configuration.host,
                port: port ?? configuration.port, logLevel: output.quiet ? .error : logLevel.level
            ) { address in
                if output.json {
                    Terminal.print(json: .object(["address": .string(address), "node": .string(configuration.node)]))
                } else {
                    Terminal.print("Node \(configuration.node) serves \(address)")
                }
            }
            try await running.run()
        }
    }

    /// A log level by its name.
    struct LogLevel: ExpressibleByArgument {
        let level: Logger.Level
        var defaultValueDescription: String { level.rawValue }

        init(level: Logger.Level) { self.level = level }

        init?(argument: String) {
            guard let level = Logger.Level(rawValue: argument) else { return nil }
            self.level = level
        }
    }
}
