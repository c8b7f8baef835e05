internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Where another node listens, and the public key (DER of SubjectPublicKeyInfo) without which nothing is said to it.
public struct PeerAddress: Hashable, Sendable {
    /// Its name or address.
    public let host: String
    /// Its port.
    public let port: Int
    /// Its key.
    public let publicKey: [UInt8]

    /// The address of these parts.
    public init(host: String, port: Int, publicKey: [UInt8]) {
        self.host = host
        self.port = port
        self.publicKey = publicKey
    }
}

/// What is asked of another node.
public struct PeerRequest: Sendable {
    /// The path, with a query where there is one.
    public let path: String
    /// The body, JSON; nil: a GET without one.
    public let body: [UInt8]?

    /// A GET, or with a body a POST.
    public init(_ path: String, body: [UInt8]? = nil) {
        self.path = path
        self.body = body
    }
}

/// Why another node did not answer.
public enum PeerTransportError: Error, Hashable, Sendable {
    /// No connection, a handshake with another key, a connection that broke, or silence.
    case unreachable
    /// An answer of a length that was not announced or is more than was asked for.
    case length
}

/// Asks other nodes, each request on a connection of its own: a handshake costs a signature, and there is no state to
/// go wrong. Nothing waits without an end.
public struct PeerClient: Sendable {
    /// How long is waited.
    public struct Patience: Sendable {
        /// For the connection.
        public var connect: Duration = .seconds(5)
        /// For the next byte.
        public var silence: Duration = .seconds(15)

        /// The values of a node.
        public init() {}
    }

    private let context: NIOSSLContext
    private let patience: Patience

    /// A client that shows these credentials. Throws `NIOSSLError`.
    public init(_ credentials: PeerCredentials, patience: Patience = Patience()) throws {
        context = try PeerTLS.clientContext(credentials)
        self.patience = patience
    }

    /// Asks and gives the answer, of at most `limit` bytes. Throws `PeerTransportError`, after `time` at the latest.
    public func send(
        _ request: PeerRequest, to address: PeerAddress, limit: Int, within time: Duration
    ) async throws -> (status: Int, body: [UInt8]) {
        var body: [UInt8] = []
        let status = try await exchange(request, with: address, limit: limit, within: time) { _, _ in
        } piece: { bytes in
            body += bytes
        }
        return (status, body)
    }

    /// Asks and hands on the answer as it comes: first `begin` with status and announced length, then each piece.
    /// Throws `PeerTransportError` and what the two throw. Where it throws, what was handed on is not the whole.
    @discardableResult
    public func exchange(
        _ request: PeerRequest, with address: PeerAddress, limit: Int, within time: Duration?,
        begin: (_ status: Int, _ length: Int) async throws -> Void, piece: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        let connection: Connection
        do { connection = try await connect(to: address) } catch {
            try Task.checkCancellation()
            throw PeerTransportError.unreachable
        }
        let channel = connection.channel
        let end = time.map { time in
            channel.eventLoop.scheduleTask(in: TimeAmount(time)) { channel.close(promise: nil) }
        }
        defer { end?.cancel() }
        var failure: (any Error)?
        var answered: Int?
        do {
            try await connection.executeThenClose { inbound, outbound in
                do {
                    try await write(request, address, outbound)
                    answered = try await Self.read(inbound, limit: limit, begin: begin, piece: piece)
                } catch {
                    failure = error
                }
            }
        } catch {
            // The answer was whole, or `failure` says why it was not; how the connection ends does not matter then.
            if answered == nil, failure == nil { failure = error }
        }
        try Task.checkCancellation()
        switch failure {
        case nil: break
        case let callers as CallersError: throw callers.error
        case let own as PeerTransportError: throw own
        default: throw PeerTransportError.unreachable
        }
        guard let answered else { throw PeerTransportError.unreachable }
        return answered
    }

    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private func connect(to address: PeerAddress) async throws -> Connection {
        let key = address.publicKey
        let silence = TimeAmount(patience.silence)
        return try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .connectTimeout(TimeAmount(patience.connect))
            .connect(host: address.host, port: address.port) { [context] channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(try PeerTLS.clientHandler(context) { $0 == key })
                    try pipeline.addHandler(IdleStateHandler(readTimeout: silence))
                    try pipeline.addHandler(SilenceHandler())
                    try pipeline.addHTTPClientHandlers()
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
    }

    private func write(
        _ request: PeerRequest, _ address: PeerAddress, _ outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
    ) async throws {
        var head = HTTPRequestHead(version: .http1_1, method: request.body == nil ? .GET : .POST, uri: request.path)
        head.headers.add(name: "host", value: address.host)
        head.headers.add(name: "connection", value: "close")
        if let body = request.body {
            head.headers.add(name: "content-type", value: "application/json")
            head.headers.add(name: "content-length", value: String(body.count))
        }
        try await outbound.write(.head(head))
        if let body = request.body { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
        try await outbound.write(.end(nil))
    }

    private static func read(
        _ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>, limit: Int,
        begin: (_ status: Int, _ length: Int) async throws -> Void, piece: ([UInt8]) async throws -> Void
    ) async throws -> Int {
        var status = 0
        var rest = 0
        for try await part in inbound {
            switch part {
            case .head(let head):
                guard head.status.code >= 200 else { continue }
                status = Int(head.status.code)
                let lengths = head.headers["content-length"]
                guard lengths.count == 1, let length = Int(lengths[0]), (0...limit).contains(length) else {
                    throw PeerTransportError.length
                }
                rest = length
                try await calling { try await begin(Int(head.status.code), length) }
            case .body(let buffer):
                guard buffer.readableBytes <= rest else { throw PeerTransportError.length }
                rest -= buffer.readableBytes
                try await calling { try await piece(Array(buffer: buffer)) }
            case .end:
                guard status != 0, rest == 0 else { throw PeerTransportError.length }
                return status
            }
        }
        throw PeerTransportError.unreachable
    }

    /// What the caller's functions throw is told from what NIO says, which means that the other side is not there.
    private static func calling(_ body: () async throws -> Void) async throws {
        do { try await body() } catch { throw CallersError(error: error) }
    }

    private struct CallersError: Error {
        let error: any Error
    }
}

/// Ends a connection on which nothing has come for long.
private final class SilenceHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }
}
