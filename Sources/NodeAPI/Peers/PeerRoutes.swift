internal import HTTPTypes
internal import Hummingbird
internal import LedgerFormat
internal import NIOCore
internal import NodeCore
internal import NodeWire
internal import PeerTransport

/// What travels with a node's request.
struct PeerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    func text(_ name: String) throws(Problem) -> String {
        guard let text = parameters.get(name) else { throw .notFound }
        return text
    }
}

/// The routes for nodes (docs/spec/peers-v1.md).
struct PeerRoutes: Sendable {
    let node: Node
    let limits: PeerServer.Limits

    func router() -> Router<PeerContext> {
        let router = Router(context: PeerContext.self)
        router.add(middleware: PeerMiddleware(node: node, buckets: TokenBuckets(limits.requests)))
        router.get("/peer/v1/status") { _, _ -> Response in
            let status = try await node.peerStatus()
            return Response.json([
                "node": .identity(node.id), "height": .integer(Int64(status.height)),
                "headersRoot": .hash(status.headersRoot),
            ])
        }
        router.get("/peer/v1/content/:cid") { _, context -> Response in
            guard let cid = try? CID(text: try context.text("cid")) else { throw Problem.notFound }
            let content = try await node.peerContent(cid)
            return Response(
                status: .ok, headers: [.contentType: BodyType.octets.rawValue],
                body: body(content.bytes, context.channel))
        }
        router.post("/peer/v1/releases") { request, _ -> Response in
            let message: PeerReleaseRequest = try await message(request)
            let shares = try await node.peerRelease(
                read: message.read, height: message.height, records: message.records)
            let items = shares.map { share in
                ReleasedShareMessage(
                    record: share.record, organisation: share.organisation, x: share.x,
                    share: String(decoding: share.share, as: UTF8.self))
            }
            return .json(["items": .array(items.map { .object($0.json) })])
        }
        return router
    }

    private func message<Message: WireObject>(_ request: Request) async throws -> Message {
        let body = try await BodyReader.read(request, .json(maximumBytes: limits.bodyBytes)).bytes
        do throws(Rejection) { return try Message(parsing: body) } catch { throw Problem.request(error) }
    }

    /// The bytes of an object. Who does not take them loses the connection.
    private func body(_ bytes: ContentBytes, _ channel: any Channel) -> ResponseBody {
        let slowest = TimeAmount(limits.slowest)
        return ResponseBody(contentLength: bytes.byteCount) { writer in
            for try await piece in bytes {
                let end = channel.eventLoop.scheduleTask(in: slowest) { channel.close(promise: nil) }
                defer { end.cancel() }
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        }
    }
}

/// Holds each request against the organisation set as it is now, counts it, and turns errors into problems.
struct PeerMiddleware: RouterMiddleware {
    typealias Context = PeerContext

    let node: Node
    let buckets: TokenBuckets<IdentityID>

    private static let unknown = Problem(
        code: "peer.unknown", status: 403, title: "This is for the nodes of the organisations that take part now.")

    func handle(
        _ request: Request, context: PeerContext, next: (Request, PeerContext) async throws -> Response
    ) async throws -> Response {
        do {
            guard let key = try await PeerTLS.publicKey(of: context.channel), let peer = node.peer(withKey: key) else {
                throw Self.unknown
            }
            if let seconds = buckets.take(peer) { throw NodeError.tooMany(retryAfter: seconds) }
            return try await next(request, context)
        } catch let problem as Problem {
            return .problem(problem)
        } catch let error as NodeError {
            return .problem(Problem(error))
        } catch let error as any HTTPResponseError {
            switch error.status {
            case .notFound, .methodNotAllowed: return .problem(.notFound)
            case .contentTooLarge: return .problem(.tooLarge)
            default: return .problem(Problem(code: "request", status: 400, title: "The request is malformed."))
            }
        }
    }
}

/// Asks another node for its shares.
struct PeerReleaseRequest: WireObject {
    let read: TransactionHash
    let height: UInt64
    let records: [EntityID]?

    init(json: JSONObject) throws(Rejection) {
        var reader = ObjectReader(json)
        read = try reader.hash("read")
        height = UInt64(try reader.integer("height", in: 0...LedgerTime.maximum.milliseconds))
        if reader.has("records") {
            var records: [EntityID] = []
            for value in try reader.array("records", count: 1...LedgerFormat.Limits.recordsPerRead) {
                records.append(try ObjectReader.id(value, field: "records"))
            }
            self.records = records
        } else {
            records = nil
        }
        try reader.finish()
    }

    var json: JSONObject {
        var object: JSONObject = ["read": .hash(read), "height": .integer(Int64(height))]
        object.set("records", records.map { .array($0.map { .id($0) }) })
        return object
    }
}
