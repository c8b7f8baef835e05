import Foundation
import LedgerFormat
import Logging
import NodeAPI
import NodeCore
import ServiceLifecycle
import UnixSignals

/// A node with its HTTP API, until the process is told to stop.
struct NodeRunning: Sendable {
    private let group: ServiceGroup

    /// Opens the node. `onRunning` is told the address when requests are taken; `beside` runs and stops along with it.
    /// Throws `SetupError` and what the stores throw.
    init(
        _ directory: DataDirectory, configuration: NodeConfiguration, host: String, port: Int, logLevel: Logger.Level,
        beside: (Logger) -> [any Service] = { _ in [] },
        onRunning: @escaping @Sendable (_ address: String) async -> Void
    ) async throws {
        PrometheusMetrics.install()
        var logger = Logger(label: "medchain") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel
        let node = try await Node.open(directory, configuration: configuration, clock: .system, logger: logger)
        var serving = NodeServerConfiguration(host: host, port: port, rateLimits: .ofEnvironment)
        serving.trustedProxies = configuration.trustedProxies
        serving.metricsToken = configuration.metricsToken
        let server = try NodeServer(node: node, configuration: serving, logger: logger) { port in
            await onRunning(Self.address(host, port))
        }
        let peers: [any Service] = try PeerServer(node: node, logger: logger).map { [$0] } ?? []
        group = ServiceGroup(
            services: beside(logger) + [node, server] + peers, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
    }

    /// Runs until SIGTERM or SIGINT, then finishes what was admitted.
    func run() async throws { try await group.run() }

    /// Stops as a signal would.
    func stop() async { await group.triggerGracefulShutdown() }

    static func address(_ host: String, _ port: Int) -> String {
        "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// Reads the configuration in a data directory. Throws `setup.missing`, `setup.malformed`.
    static func configuration(_ path: String) throws -> NodeConfiguration {
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure.input(
                "setup.missing", "There is no node here: \(Files.name(path)) is missing.",
                advice: "Found a network with: medchain network init")
        }
        return try NodeConfiguration(parsing: String(decoding: try Files.read(path, maximum: 1 << 20), as: UTF8.self))
    }
}
