internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Synchronization

/// How many connections each address holds, in memory only.
final class ConnectionCounts: Sendable {
    private let limit: Int
    private let unlimited: Set<ClientAddress>
    private let counts = Mutex<[ClientAddress: Int]>([:])

    /// At most `limit` an address, but for `unlimited`: proxies, behind which there are many people.
    init(limit: Int, unlimited: Set<ClientAddress>) {
        self.limit = limit
        self.unlimited = unlimited
    }

    /// Counts a connection; false where the address holds as many as it may.
    func open(_ address: ClientAddress) -> Bool {
        counts.withLock { counts in
            guard unlimited.contains(address) || counts[address, default: 0] < limit else { return false }
            counts[address, default: 0] += 1
            return true
        }
    }

    /// A connection that was counted is gone.
    func close(_ address: ClientAddress) {
        counts.withLock { counts in
            let rest = (counts[address] ?? 1) - 1
            counts[address] = rest > 0 ? rest : nil
        }
    }

    /// How many connections are open.
    var total: Int { counts.withLock { $0.values.reduce(0, +) } }
}

/// How long a client may take to send a request, headers and body: so many seconds, and one more for each so many bytes
/// that have arrived. It says nothing of fast and large; only of slow.
struct RequestPace: Sendable {
    /// The time that every request has.
    var patience: Duration = .seconds(60)
    /// Bytes a second at least, beyond that.
    var bytesPerSecond = 1_024

    /// How long `bytes` bytes may have taken.
    func allowance(bytes: Int) -> Duration { patience + .seconds(bytes / max(1, bytesPerSecond)) }
}

/// Sits at a connection's beginning and sees bytes, not requests: counts the connection, and closes it when a request
/// takes longer to arrive than its pace allows. The time begins with the first byte after an answer and ends with the
/// first byte of the next one, so that an open event stream, a download and an idle connection are none of its business
/// (Hummingbird closes idle ones).
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let counts: ConnectionCounts
    private let pace: RequestPace
    private var address: ClientAddress?
    private var began: NIODeadline?
    private var bytes = 0
    private var check: Scheduled<Void>?

    init(counts: ConnectionCounts, pace: RequestPace) {
        self.counts = counts
        self.pace = pace
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let address = ClientAddress(context.channel.remoteAddress)
        if counts.open(address) {
            self.address = address
        } else {
            // Not at once: a connection that is closed while it is set up is an error of the whole listener.
            let channel = context.channel
            context.eventLoop.execute { channel.close(promise: nil) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += unwrapInboundIn(data).readableBytes
        if began == nil {
            began = .now()
            if check == nil { schedule(context, in: TimeAmount(pace.patience)) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        began = nil
        bytes = 0
        context.write(data, promise: promise)
    }

    private func schedule(_ context: ChannelHandlerContext, in time: TimeAmount) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        check = context.eventLoop.scheduleTask(in: time) {
            let (handler, context) = bound.value
            handler.look(context)
        }
    }

    private func look(_ context: ChannelHandlerContext) {
        check = nil
        guard let began, context.channel.isActive else { return }
        let rest = TimeAmount(pace.allowance(bytes: bytes)) - (NIODeadline.now() - began)
        guard rest > .nanoseconds(0) else { return context.close(promise: nil) }
        schedule(context, in: rest)
    }

    private func end() {
        check?.cancel()
        check = nil
        if let address { counts.close(address) }
        address = nil
    }
}

/// HTTP/1.1 connections with a guard before them.
struct GuardedHTTP1Channel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    let base: HTTP1Channel
    let counts: ConnectionCounts
    let pace: RequestPace

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        do {
            try channel.pipeline.syncOperations.addHandler(ConnectionGuard(counts: counts, pace: pace))
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return base.setup(channel: channel, logger: logger)
    }

    func handle(value: Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
