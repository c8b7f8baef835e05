internal import Dispatch
internal import NIOCore
internal import NIOHTTP1

/// A request of a load.
struct LoadRequest: Sendable {
    let head: HTTPRequestHead
    let body: ByteBuffer?
}

/// What came of the requests of one client.
struct LoadTally: Sendable {
    /// How long each kind of request took.
    var latencies: [String: Latencies] = [:]
    /// How often what went wrong, by code.
    var errors: [String: Int] = [:]
    /// Requests that were answered as they should, within the time that counts or not.
    var answered = 0

    mutating func add(_ other: LoadTally) {
        for (kind, latencies) in other.latencies { self.latencies[kind, default: Latencies()].add(latencies) }
        for (code, count) in other.errors { errors[code, default: 0] += count }
        answered += other.answered
    }
}

/// What one client does: one request after the other, each when the one before is answered.
protocol LoadSource: Sendable {
    var tally: LoadTally { get set }
    /// The next request; nil when this client has done its part. Making it (signing) counts as part of its time.
    mutating func next(at now: UInt64) throws -> LoadRequest?
    /// What became of it. `began` and `now` are nanoseconds of the machine's uptime.
    mutating func answered(_ status: HTTPResponseStatus, _ body: ByteBuffer, began: UInt64, at now: UInt64)
}

/// Drives one connection for one client. It lives on the connection's event loop.
final class LoadConnection<Source: LoadSource>: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private var source: Source
    private let pace: LoadPace
    private let finished: EventLoopPromise<Source>
    private var isFinished = false
    private var status = HTTPResponseStatus.ok
    private var body = ByteBuffer()
    private var began: UInt64 = 0
    private var sent = 0

    init(_ source: Source, pace: LoadPace, finished: EventLoopPromise<Source>) {
        self.source = source
        self.pace = pace
        self.finished = finished
    }

    func channelActive(context: ChannelHandlerContext) { schedule(context) }

    /// Sends the next request: at once, or when its time has come.
    private func schedule(_ context: ChannelHandlerContext) {
        let due = pace.due(request: sent)
        let now = DispatchTime.now().uptimeNanoseconds
        guard due > now else { return send(context, began: pace.interval == nil ? now : due) }
        context.eventLoop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(due)) {
            self.send(context, began: due)
        }
    }

    /// With a rate, a request began when it was due, however late it is sent: a slow answer must not hide the waiting
    /// of those behind it.
    private func send(_ context: ChannelHandlerContext, began: UInt64) {
        guard !isFinished else { return }
        do {
            guard let request = try source.next(at: began) else { return finish(context) }
            self.began = began
            sent += 1
            context.write(wrapOutboundOut(.head(request.head)), promise: nil)
            if let body = request.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        } catch {
            fail(error, context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = head.status
            body.clear()
        case .body(var part): body.writeBuffer(&part)
        case .end:
            source.answered(status, body, began: began, at: DispatchTime.now().uptimeNanoseconds)
            schedule(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error, context) }

    func channelInactive(context: ChannelHandlerContext) {
        guard !isFinished else { return }
        isFinished = true
        finished.fail(LoadError("bench.connectionLost", "The node closed a connection of the load."))
    }

    private func finish(_ context: ChannelHandlerContext) {
        isFinished = true
        finished.succeed(source)
        context.close(promise: nil)
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        guard !isFinished else { return }
        isFinished = true
        finished.fail(error)
        context.close(promise: nil)
    }
}

/// When requests are sent.
struct LoadPace: Sendable {
    /// When the first one is sent, in nanoseconds of uptime.
    var start: UInt64 = 0
    /// Nanoseconds from one to the next; nil: the next follows the answer.
    var interval: UInt64?

    func due(request: Int) -> UInt64 { start + (interval ?? 0) * UInt64(request) }
}
