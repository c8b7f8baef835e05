internal import AsyncHTTPClient
public import LedgerFormat
internal import NIOCore
internal import NIOHTTP1
public import NodeWire

/// What a node announces while a client listens.
public enum NodeAnnouncement: Sendable {
    /// An event that concerns the signed-in person.
    case event(DeliveredEvent)
    /// A new block: its height and time.
    case block(JSONObject)
}

extension NodeClient {
    /// Listens to server-sent events until the connection ends or `receive` returns false. Throws `NodeClientError`;
    /// resume after a broken connection with the last event's cursor.
    public func listen(after cursor: String?, receive: (NodeAnnouncement) async throws -> Bool) async throws {
        var request = request(.GET, "/v1/events")
        request.headers.add(name: "accept", value: "text/event-stream")
        if let cursor { request.headers.add(name: "last-event-id", value: cursor) }
        let response: HTTPClientResponse
        do { response = try await http.execute(request, timeout: .hours(24)) } catch {
            throw NodeClientError.unreachable
        }
        guard response.status == .ok else {
            let body = (try? await response.body.collect(upTo: 65_536)).map { Array(buffer: $0) } ?? []
            try check(response.status, body, "/v1/events")
            return
        }
        var parser = ServerSentEventParser()
        for try await buffer in response.body {
            for message in try parser.append(Array(buffer: buffer)) {
                guard let announcement = try Self.announcement(message) else { continue }
                if try await receive(announcement) == false { return }
            }
        }
    }

    private static func announcement(_ message: ServerSentEventParser.Message) throws -> NodeAnnouncement? {
        do {
            switch message.event {
            case "ledger": return .event(try DeliveredEvent(parsing: Array(message.data.utf8)))
            case "block": return .block(try StrictJSONParser.parseObject(Array(message.data.utf8)))
            default: return nil
            }
        } catch { throw NodeClientError.unexpectedAnswer(route: "/v1/events") }
    }
}

/// Splits a `text/event-stream` (HTML Living Standard, "Server-sent events") into messages.
struct ServerSentEventParser {
    struct Message: Equatable {
        var event = ""
        var data = ""
        var id: String?
    }

    /// A line longer than this is not from a node.
    static let maximumLineBytes = 1_048_576
    private var line: [UInt8] = []
    private var message = Message()

    /// Takes more of the stream and returns the messages that it completes. Throws `NodeClientError.unexpectedAnswer`
    /// for a line without end.
    mutating func append(_ bytes: [UInt8]) throws(NodeClientError) -> [Message] {
        var completed: [Message] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                if let message = endLine() { completed.append(message) }
                line.removeAll(keepingCapacity: true)
            } else {
                guard line.count < Self.maximumLineBytes else { throw .unexpectedAnswer(route: "/v1/events") }
                line.append(byte)
            }
        }
        return completed
    }

    private mutating func endLine() -> Message? {
        if line.isEmpty {
            defer { message = Message() }
            return message.data.isEmpty ? nil : message
        }
        guard line[0] != UInt8(ascii: ":") else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        let name = text.prefix { $0 != ":" }
        var value = text.dropFirst(name.count + 1)
        if value.first == " " { value = value.dropFirst() }
        switch name {
        case "event": message.event = String(value)
        case "data": message.data += (message.data.isEmpty ? "" : "\n") + value
        case "id": message.id = String(value)
        default: break
        }
        return nil
    }
}
