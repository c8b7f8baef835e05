internal import AsyncHTTPClient
internal import Foundation
public import LedgerFormat
internal import NIOCore
internal import NIOHTTP1
public import NodeWire
internal import Synchronization

/// Talks HTTP to one node (docs/spec/node-api-v1.md). It knows routes and messages; it knows no keys but the
/// session's token.
public final class NodeClient: Sendable {
    /// The node's address, such as `http://127.0.0.1:8400`.
    public let address: String
    let http: HTTPClient
    private let currentSession = Mutex<SessionAnswer?>(nil)
    /// Under which representation the person asks for a patient; nil for themself.
    private let representation: EntityID?
    /// Told the height of each block that holds something submitted here.
    let afterCommit: (@Sendable (UInt64) async -> Void)?

    /// The largest answer that is held in memory, in bytes; content is streamed instead.
    static let maximumAnswerBytes = 16 * 1_048_576
    static let timeout = TimeAmount.seconds(60)
    /// How often a request is sent again that the node has no room for yet, and how long to wait at most before each.
    static let maximumRetries = 8
    static let maximumWaitSeconds = 15

    /// A client of the node at `address`. `afterCommit` is told the height of each block that holds something submitted
    /// here, and is waited for: whoever goes on at another node waits there until that one has come as far. Throws
    /// `NodeClientError.unreachable` for something that is not an HTTP address.
    public init(
        address: String, afterCommit: (@Sendable (_ height: UInt64) async -> Void)? = nil
    ) throws(NodeClientError) {
        guard let url = URL(string: address), let scheme = url.scheme, ["http", "https"].contains(scheme),
            url.host != nil
        else { throw .unreachable }
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
        representation = nil
        self.afterCommit = afterCommit
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = .seconds(5)
        configuration.redirectConfiguration = .disallow
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private init(_ other: NodeClient, asking representation: EntityID) {
        address = other.address
        http = other.http
        afterCommit = other.afterCommit
        self.representation = representation
        currentSession.withLock { $0 = other.currentSession.withLock { $0 } }
    }

    /// A client of the same session and connections that asks as a patient would whom the person represents. It is not
    /// closed; the one that it was made of is.
    public func asking(under representation: EntityID) -> NodeClient { NodeClient(self, asking: representation) }

    /// Closes the connections. Call it once, at the end.
    public func close() async {
        try? await http.shutdown()
    }

    /// Does `body` with this client, which is closed then, whatever comes of it. Throws what `body` throws.
    public func closing<Result>(after body: (NodeClient) async throws -> Result) async throws -> Result {
        do {
            let result = try await body(self)
            await close()
            return result
        } catch {
            await close()
            throw error
        }
    }

    // MARK: Sessions

    /// Signs in: asks for a challenge, has `sign` sign it and keeps the session for the calls that follow. Throws
    /// `NodeClientError`, and what `sign` throws.
    @discardableResult
    public func signIn(
        key: KeyThumbprint, network: NetworkInformation, sign: ([UInt8]) throws -> ES256Signature
    ) async throws -> SessionAnswer {
        let challenge: Challenge = try await post("/v1/sessions/challenges", ChallengeRequest(key: key))
        let input = SessionProof.signingInput(
            signer: key, network: network.network, node: network.node, challenge: challenge)
        let proof = try SessionProof.assemble(signingInput: input, signature: sign(input))
        let answer: SessionAnswer = try await post("/v1/sessions", SessionRequest(proof: proof.encoded))
        resume(answer)
        return answer
    }

    /// Uses a session made before, by another client of the same person.
    public func resume(_ session: SessionAnswer) { currentSession.withLock { $0 = session } }

    /// Ends the session at the node. Throws `NodeClientError`.
    public func signOut() async throws {
        guard currentSession.withLock({ $0 != nil }) else { return }
        _ = try await exchange(.DELETE, "/v1/sessions")
        currentSession.withLock { $0 = nil }
    }

    // MARK: Requests

    /// GET of one object. Throws `NodeClientError`.
    public func get<Answer: WireObject>(_ path: String, as type: Answer.Type = Answer.self) async throws -> Answer {
        try decode(try await exchange(.GET, path).body, path)
    }

    /// GET of raw bytes: receipts, checkpoints, envelopes, certificates. Throws `NodeClientError`.
    public func getBytes(_ path: String) async throws -> [UInt8] { try await exchange(.GET, path).body }

    /// POST of one object. Throws `NodeClientError`.
    public func post<Answer: WireObject>(_ path: String, _ message: some WireObject) async throws -> Answer {
        try decode(try await exchange(.POST, path, body: message.encoded, type: "application/json").body, path)
    }

    /// PUT of one object that another answers. Throws `NodeClientError`.
    public func putForAnswer<Answer: WireObject>(_ path: String, _ message: some WireObject) async throws -> Answer {
        let body = try await exchange(.PUT, path, body: message.encoded, type: "application/json").body
        return try decode(body, path)
    }

    /// PUT of one object, no answer expected. Throws `NodeClientError`.
    public func put(_ path: String, _ message: some WireObject) async throws {
        _ = try await exchange(.PUT, path, body: message.encoded, type: "application/json")
    }

    /// POST of one object, no answer expected. Throws `NodeClientError`.
    public func post(_ path: String, _ message: some WireObject) async throws {
        _ = try await exchange(.POST, path, body: message.encoded, type: "application/json")
    }

    func decode<Answer: WireObject>(_ body: [UInt8], _ path: String) throws -> Answer {
        do { return try Answer(parsing: body) } catch {
            throw NodeClientError.unexpectedAnswer(route: Self.route(path))
        }
    }

    func exchange(
        _ method: HTTPMethod, _ path: String, body: [UInt8]? = nil, type: String? = nil
    ) async throws -> (status: Int, headers: HTTPHeaders, body: [UInt8]) {
        do {
            let (response, bytes) = try await patiently { [self] in
                var request = request(method, path)
                if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
                if let type { request.headers.add(name: "content-type", value: type) }
                let response = try await http.execute(request, timeout: Self.timeout)
                return (response, Array(buffer: try await response.body.collect(upTo: Self.maximumAnswerBytes)))
            }
            try check(response.status, bytes, path)
            return (Int(response.status.code), response.headers, bytes)
        } catch let error as NodeClientError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch is NIOTooManyBytesError {
            throw NodeClientError.unexpectedAnswer(route: Self.route(path))
        } catch {
            throw NodeClientError.unreachable
        }
    }

    /// Sends a request again that the node answers with 429 or 503: it did nothing then, and says when to come back.
    func patiently(
        _ send: () async throws -> (HTTPClientResponse, [UInt8])
    ) async throws -> (HTTPClientResponse, [UInt8]) {
        var attempt = 0
        while true {
            let (response, body) = try await send()
            guard response.status == .tooManyRequests || response.status == .serviceUnavailable,
                attempt < Self.maximumRetries,
                let wait = response.headers.first(name: "retry-after").flatMap({ Int($0) }),
                (0...Self.maximumWaitSeconds).contains(wait)
            else { return (response, body) }
            attempt += 1
            try await Task.sleep(for: .seconds(max(1, wait)))
        }
    }

    func request(_ method: HTTPMethod, _ path: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        if let session = currentSession.withLock({ $0 }) {
            request.headers.add(name: "authorization", value: "Bearer \(session.session)")
            // What is uploaded is the person's own.
            if let representation, method == .GET, !path.hasPrefix("/v1/content/") {
                request.headers.add(name: "medchain-representation", value: representation.text)
            }
        }
        return request
    }

    func check(_ status: HTTPResponseStatus, _ body: [UInt8], _ path: String) throws(NodeClientError) {
        guard !(200..<300).contains(status.code) else { return }
        guard let problem = try? Problem(parsing: body) else { throw .unexpectedAnswer(route: Self.route(path)) }
        throw .problem(problem)
    }

    /// The path without its query, for errors: a query may hold a name.
    static func route(_ path: String) -> String { String(path.prefix { $0 != "?" }) }

    /// Encodes one part of a path or a query value (RFC 3986 unreserved characters stay).
    public static func encode(_ text: String) -> String {
        let hexadecimal = Array("0123456789ABCDEF")
        return text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(byte))
            default: "%\(hexadecimal[Int(byte >> 4)])\(hexadecimal[Int(byte & 15)])"
            }
        }.joined()
    }
}
