internal import Foundation
internal import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
internal import NIOSSL
public import NodeCore
internal import PeerTransport
public import ServiceLifecycle

/// Serves a node's listener for other nodes (docs/spec/peers-v1.md): mutual TLS in which the other side's certificate
/// carries the ledger key of a node of the organisation set in force, and everybody else ends at the handshake.
public struct PeerServer: Service {
    /// What a listener for nodes bears.
    struct Limits: Sendable {
        /// Connections of one address.
        var connectionsPerAddress = 256
        /// Connections at once.
        var connections = 4_096
        /// Requests of one node.
        var requests: RateLimit? = RateLimit(perSecond: 500, burst: 2_000)
        /// How long a request may take to arrive, and a connection may be silent.
        var patience: Duration = .seconds(60)
        /// How long a piece of an answer may wait to be taken.
        var slowest: Duration = .seconds(30)
        /// Bytes of a request's body.
        var bodyBytes = 65_536
    }

    private let node: Node
    private let host: String
    private let port: Int
    private let context: NIOSSLContext
    private let limits: Limits
    private let logger: Logger
    private let onRunning: @Sendable (_ port: Int) async -> Void

    /// A listener for `node`; nil where its configuration has no `peers`. Throws `NIOSSLError`.
    public init?(
        node: Node, logger: Logger = Logger(label: "medchain.peers"),
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws {
        try self.init(node: node, limits: Limits(), logger: logger, onRunning: onRunning)
    }

    init?(
        node: Node, limits: Limits, logger: Logger, onRunning: @escaping @Sendable (_ port: Int) async -> Void
    ) throws {
        guard let credentials = node.peerCredentials, let peers = node.configuration.peers else { return nil }
        self.node = node
        host = peers.host
        port = peers.port
        context = try PeerTLS.serverContext(credentials)
        self.limits = limits
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until the service group shuts down, or the task is cancelled. Throws `setup.portInUse`, `setup.address`
    /// where the address cannot be listened at.
    public func run() async throws {
        do { try await application().run() } catch let error as IOError {
            guard error.errnoCode == EADDRINUSE else {
                throw SetupError(.address, "cannot listen at \(host), port \(port) (errno \(error.errnoCode))")
            }
            throw SetupError(.portInUse, "Port \(port), for other nodes, is in use")
        }
    }

    private func application() -> some ApplicationProtocol {
        let counts = ConnectionCounts(limit: limits.connectionsPerAddress, unlimited: [])
        let (node, context, limits) = (node, context, limits)
        return Application(
            router: PeerRoutes(node: node, limits: limits).router(),
            server: HTTPServerBuilder { responder in
                PeerChannel(
                    base: GuardedHTTP1Channel(
                        base: HTTP1Channel(
                            responder: responder, configuration: .init(idleTimeout: TimeAmount(limits.patience))),
                        counts: counts, pace: RequestPace(patience: limits.patience)),
                    context: context, isAllowed: { node.peer(withKey: $0) != nil })
            },
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            onServerRunning: { [onRunning] channel in
                if let port = channel.localAddress?.port { await onRunning(port) }
            },
            logger: logger)
    }
}

/// Connections with TLS before everything else.
struct PeerChannel: ServerChildChannel {
    typealias Value = GuardedHTTP1Channel.Value

    let base: GuardedHTTP1Channel
    let context: NIOSSLContext
    let isAllowed: PeerTLS.KeyCheck

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        do {
            try channel.pipeline.syncOperations.addHandler(PeerTLS.serverHandler(context, isAllowed: isAllowed))
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return base.setup(channel: channel, logger: logger)
    }

    func handle(value: Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
