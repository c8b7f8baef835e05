internal import HTTPTypes
internal import Hummingbird
internal import LedgerFormat
internal import NIOCore
internal import NodeCore
internal import NodeWire
internal import ServiceLifecycle

extension API {
    /// What is committed, as it is committed.
    var eventEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/events", .session) { call in
                let after = try call.header(.lastEventID).map { try Self.cursor($0, or: .header("Last-Event-ID")) }
                let place = try streams.take(try call.reader.identity)
                let events = try await node.events(for: try call.reader, after: after ?? node.newestCursor)
                return stream(events, session: try call.request.bearer, place, call.context.channel)
            }
        ]
    }

    /// A page of the events that concern the reader. A cursor is a place in the reader's own list of events:
    /// another's opens nothing.
    func eventPage(_ call: Call) async throws -> Page {
        let order = try call.query.choice("order", of: ["oldest", "newest"])
        let after = try call.query.text("after", maximumBytes: 512).map { try Self.cursor($0, or: .query("after")) }
        let limit = Int(try call.query.integer("limit", in: 1...200) ?? 50)
        let at = try await node.networkView().at
        let page = try await node.eventPage(
            for: try call.reader, after: after, limit: limit, descending: order == "newest")
        return Page(
            items: page.events.map { DeliveredEvent($0).json }, next: page.next.map { String($0) }, at: ReadPosition(at)
        )
    }

    private static func cursor(_ text: String, or problem: Problem) throws(Problem) -> Int64 {
        guard let cursor = Int64(text), cursor >= 0, String(cursor).utf8.elementsEqual(text.utf8) else { throw problem }
        return cursor
    }

    /// The stream ends when the client goes or falls behind, when the session ends or the person may not act any more,
    /// and when the server stops; the client resumes with the last id it got. An open stream is a use of the session.
    private func stream(
        _ events: EventStream, session: String, _ place: OpenStreams.Place, _ channel: any Channel
    ) -> Response {
        let (heartbeat, patience) = (configuration.heartbeat, configuration.idleTimeout)
        let body = ResponseBody { writer in
            // Held for as long as the stream is open.
            defer { withExtendedLifetime(place) {} }
            let outbox = EventOutbox()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { outbox.finish() }
                    for try await item in events {
                        guard isLive(session), let text = ServerSentEvent.text(item) else { break }
                        guard await outbox.give(text) else { break }
                    }
                }
                group.addTask {
                    while true {
                        try await Task.sleep(for: heartbeat)
                        guard isLive(session) else { return outbox.finish() }
                        // Full all that time: the client does not read.
                        if !outbox.offer(ServerSentEvent.heartbeat), ContinuousClock.now - outbox.lastTaken > patience {
                            channel.close(promise: nil)
                            return
                        }
                    }
                }
                group.addTask {
                    try await gracefulShutdown()
                    outbox.finish()
                }
                defer {
                    outbox.finish()
                    group.cancelAll()
                }
                try await writer.write(ByteBuffer(string: ServerSentEvent.opening))
                while let text = await outbox.take() { try await writer.write(ByteBuffer(string: text)) }
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
    }

    private func isLive(_ session: String) -> Bool { (try? node.authenticate(session)) != nil }
}

/// The lines of a `text/event-stream` (HTML Living Standard, "Server-sent events").
enum ServerSentEvent {
    /// The first lines: they make proxies and clients see that the stream is open.
    static let opening = "retry: 2000\n: medchain\n\n"
    /// Says that the node lives.
    static let heartbeat = ":\n\n"

    /// The lines of one announcement; nil where the stream is to be resumed.
    static func text(_ item: FeedItem) -> String? {
        switch item {
        case .event(let event):
            let delivered = DeliveredEvent(event)
            let data = String(decoding: delivered.encoded, as: UTF8.self)
            return "event: ledger\nid: \(delivered.cursor)\ndata: \(data)\n\n"
        case .block(let height, let time):
            let block: JSONObject = ["height": .integer(Int64(height)), "time": .time(time)]
            return "event: block\ndata: \(String(decoding: block.canonicalBytes, as: UTF8.self))\n\n"
        case .resume: return nil
        }
    }
}

extension DeliveredEvent {
    init(_ event: DeliveredLedgerEvent) {
        self.init(
            event: event.event, transaction: event.transaction, height: event.height, time: event.time,
            cursor: String(event.cursor))
    }
}
