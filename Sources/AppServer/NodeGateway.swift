internal import AsyncHTTPClient
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1
internal import ServiceLifecycle

/// Passes requests on to one node and its answers back, as streams: content of any size and event streams go through
/// without being held.
struct NodeGateway: Sendable {
    /// Headers that concern one connection (RFC 9110, 7.6.1), and those that tell the node about the browser.
    private static let kept: Set<String> = [
        "connection", "cookie", "expect", "host", "keep-alive", "origin", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "referer", "set-cookie", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    ]
    /// The node sends a sign of life every 15 s even where there is nothing to tell.
    private static let silence = TimeAmount.seconds(90)

    private let address: String
    private let client: HTTPClient

    init(node: String) throws(AppServerError) {
        guard let url = URL(string: node), let scheme = url.scheme, ["http", "https"].contains(scheme),
            url.host != nil, url.query == nil, url.fragment == nil
        else { throw .notAnAddress }
        address = node.hasSuffix("/") ? String(node.dropLast()) : node
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = .seconds(5)
        configuration.timeout.read = Self.silence
        configuration.redirectConfiguration = .disallow
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func close() async { try? await client.shutdown() }

    /// The node's answer; 502 where there is none.
    func pass(_ request: Request) async throws -> Response {
        var outgoing = HTTPClientRequest(url: address + (request.head.path ?? "/"))
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headers where !Self.kept.contains(field.name.canonicalName) {
            outgoing.headers.add(name: field.name.rawName, value: field.value)
        }
        let length = request.headers[.contentLength].flatMap(Int64.init)
        if let length, length > 0 {
            outgoing.body = .stream(request.body, length: .known(length))
        } else if request.headers[.transferEncoding] != nil {
            outgoing.body = .stream(request.body, length: .unknown)
        }
        let answer: HTTPClientResponse
        do { answer = try await client.execute(outgoing, deadline: .distantFuture) } catch {
            return Self.unreachable
        }
        var headers = HTTPFields()
        for (name, value) in answer.headers where !Self.kept.contains(name.lowercased()) {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        return Response(
            status: HTTPResponse.Status(code: Int(answer.status.code)), headers: headers,
            body: ResponseBody(asyncSequence: answer.body.cancelOnGracefulShutdown()))
    }

    /// The application says in its own words that the node cannot be reached, and tries again.
    private static var unreachable: Response {
        let problem = #"{"code":"client.unreachable","status":502,"title":"The node cannot be reached"}"#
        return Response(
            status: .badGateway, headers: [.contentType: "application/problem+json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: problem)))
    }
}
