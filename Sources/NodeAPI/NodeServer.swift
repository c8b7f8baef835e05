internal import Foundation
package import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
public import NodeCore
public import ServiceLifecycle

/// Serves a node's HTTP API. As a service it stands behind the node in a group, so that it stops first: open event
/// streams end, requests under way are answered, and then the node finishes what it admitted.
///
/// ```swift
/// let node = try await Node.open(DataDirectory("data/general"))
/// let server = try NodeServer(node: node, configuration: NodeServerConfiguration(port: 8443))
/// try await ServiceGroup(services: [node, server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
/// ```
public struct NodeServer: Service {
    private let api: API
    private let logger: Logger
    private let onRunning: @Sendable (_ port: Int) async -> Void

    /// A server for `node`. `onRunning` is told the port when requests are taken. Throws `NodeServerError`.
    public init(
        node: Node, configuration: NodeServerConfiguration = NodeServerConfiguration(),
        logger: Logger = Logger(label: "medchain.api"),
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws {
        api = try API(node: node, configuration: configuration)
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until the service group shuts down, or the task is cancelled. Throws `setup.portInUse`, `setup.address`
    /// where the address cannot be listened at.
    public func run() async throws {
        do { try await application().run() } catch let error as IOError {
            let configuration = api.configuration
            let place = "\(configuration.host), port \(configuration.port)"
            guard error.errnoCode == EADDRINUSE else {
                throw SetupError(.address, "cannot listen at \(place) (errno \(error.errnoCode))")
            }
            throw SetupError(.portInUse, "Port \(configuration.port) is in use")
        }
    }

    /// The application, for tests that drive it without a socket.
    package func application() -> some ApplicationProtocol {
        let configuration = api.configuration
        let connections = min(configuration.maximumConnections ?? .max, OpenFiles.makeRoom())
        let counts = ConnectionCounts(limit: configuration.connectionsPerAddress, unlimited: api.trustedProxies)
        let pace = RequestPace(patience: configuration.requestPatience)
        // TLS comes here: another HTTPServerBuilder around the same router.
        return Application(
            router: api.router(),
            server: HTTPServerBuilder { responder in
                GuardedHTTP1Channel(
                    base: HTTP1Channel(
                        responder: responder,
                        configuration: .init(idleTimeout: TimeAmount(configuration.idleTimeout))),
                    counts: counts, pace: pace)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(connections)),
            onServerRunning: { [onRunning] channel in
                if let port = channel.localAddress?.port { await onRunning(port) }
            },
            logger: logger)
    }

    /// Method and path of every route, for the test that holds them against the OpenAPI document.
    package var routes: [(method: String, path: String)] { api.endpoints.map { ($0.method.rawValue, $0.path) } }
}
