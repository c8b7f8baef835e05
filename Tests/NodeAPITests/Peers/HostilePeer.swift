import HTTPTypes
import Hummingbird
import HummingbirdCore
import LedgerFormat
import Logging
import NIOCore
import PeerTransport
import Testing

@testable import NodeAPI
@testable import NodeCore

/// Listens in the place of a node, with its keys, and answers as it likes.
struct HostilePeer {
    let node: Node
    /// What it answers, by path.
    let answer: @Sendable (_ path: String) async throws -> Response

    /// Serves while `body` runs.
    func serve(_ body: () async throws -> Void) async throws {
        let peers = try #require(node.configuration.peers)
        let context = try PeerTLS.serverContext(try #require(node.peerCredentials))
        let router = Router()
        let answer = answer
        for method in [HTTPRequest.Method.get, .post] {
            router.on("/peer/v1/**", method: method) { request, _ in try await answer(request.uri.path) }
        }
        let ready = AsyncStream.makeStream(of: Void.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            server: HTTPServerBuilder { responder in
                PeerChannel(
                    base: GuardedHTTP1Channel(
                        base: HTTP1Channel(responder: responder), counts: ConnectionCounts(limit: 100, unlimited: []),
                        pace: RequestPace()),
                    context: context, isAllowed: { _ in true })
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: peers.port)),
            onServerRunning: { _ in ready.continuation.yield() }, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await _ in ready.stream { break }
            let result: Result<Void, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            group.cancelAll()
            while let ended = await group.nextResult() {
                if case .failure(let error) = ended, !(error is CancellationError) { throw error }
            }
            try result.get()
        }
    }

    /// Bytes with their length.
    static func bytes(_ bytes: [UInt8]) -> Response { .bytes(bytes, type: "application/octet-stream") }
}
