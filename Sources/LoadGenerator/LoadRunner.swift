internal import Foundation
internal import LedgerFormat
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import NodeClient
internal import NodeWire
internal import Synchronization

/// Where a node listens.
struct LoadEndpoint: Sendable {
    let host: String
    let port: Int
    let isSecure: Bool
    let address: String

    /// Throws `bench.address` for something that is not an HTTP address.
    init(_ address: String) throws(LoadError) {
        guard let url = URL(string: address), let host = url.host, let scheme = url.scheme,
            ["http", "https"].contains(scheme)
        else { throw LoadError("bench.address", "The node's address is no HTTP address.") }
        self.host = host
        isSecure = scheme == "https"
        port = url.port ?? (isSecure ? 443 : 80)
        self.address = address
    }

    /// The head of a request.
    func head(_ method: HTTPMethod, _ path: String, _ headers: [(String, String)] = []) -> HTTPRequestHead {
        HTTPRequestHead(
            version: .http1_1, method: method, uri: path, headers: HTTPHeaders([("host", "\(host):\(port)")] + headers))
    }
}

/// Runs clients, each on a connection of its own.
struct LoadRunner: Sendable {
    let endpoint: LoadEndpoint
    /// How many connections at once.
    var connections = 8
    /// Threads of the load generator.
    var threads = 1

    /// Runs each source to its end, all at once. `paces` stand in the order of the sources; none: at once.
    func run<Source: LoadSource>(_ sources: [Source], paces: [LoadPace] = []) async throws -> [Source] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        do {
            let finished = try await withThrowingTaskGroup(of: Numbered<Source>.self) { tasks in
                for (number, source) in sources.enumerated() {
                    let pace = number < paces.count ? paces[number] : LoadPace()
                    tasks.addTask {
                        Numbered(number: number, source: try await connect(source, pace, on: group.next()))
                    }
                }
                var finished: [Numbered<Source>] = []
                for try await one in tasks { finished.append(one) }
                return finished.sorted { $0.number < $1.number }.map(\.source)
            }
            try await group.shutdownGracefully()
            return finished
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Runs many sources, `connections` at a time.
    func runInTurn<Source: LoadSource>(_ sources: [Source]) async throws -> [Source] {
        var finished: [Source] = []
        for start in stride(from: 0, to: sources.count, by: connections) {
            finished += try await run(Array(sources[start..<min(start + connections, sources.count)]))
        }
        return finished
    }

    private struct Numbered<Source: Sendable>: Sendable {
        let number: Int
        let source: Source
    }

    private func connect<Source: LoadSource>(
        _ source: Source, _ pace: LoadPace, on loop: any EventLoop
    ) async throws -> Source {
        let promise = loop.makePromise(of: Source.self)
        let tls = endpoint.isSecure ? try NIOSSLContext(configuration: .makeClientConfiguration()) : nil
        let host = endpoint.host
        do {
            _ = try await ClientBootstrap(group: loop)
                .connectTimeout(.seconds(10))
                .channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: host)) }
                        try pipeline.addHTTPClientHandlers()
                        try pipeline.addHandler(LoadConnection(source, pace: pace, finished: promise))
                    }
                }
                .connect(host: host, port: endpoint.port).get()
        } catch {
            promise.fail(LoadError("bench.unreachable", "No node answers at that address."))
        }
        return try await promise.futureResult.get()
    }
}

/// Signs people of a population in.
struct LoadSessions: Sendable {
    let client: NodeClient
    let network: NetworkInformation
    let endpoint: LoadEndpoint

    /// Throws `bench.otherNetwork` when the node is of another network than the population.
    init(client: NodeClient, endpoint: LoadEndpoint, network expected: NetworkID?) async throws {
        self.client = client
        self.endpoint = endpoint
        network = try await client.network()
        if let expected, network.network != expected {
            throw LoadError("bench.otherNetwork", "The population belongs to another network than the node's.")
        }
    }

    /// A session's token.
    func token(of person: LoadPerson) async throws -> String {
        let challenge: Challenge = try await client.post(
            "/v1/sessions/challenges", ChallengeRequest(key: person.thumbprint))
        let input = SessionProof.signingInput(
            signer: person.thumbprint, network: network.network, node: network.node, challenge: challenge)
        let proof = try SessionProof.assemble(signingInput: input, signature: person.sign(input))
        let answer: SessionAnswer = try await client.post("/v1/sessions", SessionRequest(proof: proof.encoded))
        return answer.session
    }
}

/// Uploads prepared contents, one after the other.
struct UploadSource: LoadSource {
    var tally = LoadTally()
    private let contents: [LoadContent]
    private let headers: [(String, String)]
    private let endpoint: LoadEndpoint
    private var position = 0
    private let count: LoadCount?

    init(contents: [LoadContent], token: String, endpoint: LoadEndpoint, count: LoadCount? = nil) {
        self.contents = contents
        self.endpoint = endpoint
        self.count = count
        headers = [("authorization", "Bearer \(token)"), ("content-type", "application/octet-stream")]
    }

    mutating func next(at now: UInt64) -> LoadRequest? {
        guard position < contents.count else { return nil }
        defer { position += 1 }
        let content = contents[position]
        let length = String(content.bytes.count)
        return LoadRequest(
            head: endpoint.head(
                .PUT, "/v1/content/" + content.cid.text,
                headers + [("content-length", length), ("upload-length", length)]),
            body: ByteBuffer(bytes: content.bytes))
    }

    mutating func answered(_ status: HTTPResponseStatus, _ body: ByteBuffer, began: UInt64, at now: UInt64) {
        if status == .created {
            tally.answered += 1
            tally.latencies["upload", default: Latencies()].add(nanoseconds: now - began)
            count?.add()
        } else {
            tally.errors[LoadAnswer.code(status, body), default: 0] += 1
        }
    }
}

/// What an answer says.
enum LoadAnswer {
    private static let acceptance = Array("{\"accepted\":true,".utf8)

    /// Whether a transaction was accepted: the canonical answer begins with that. It is not parsed, so that the
    /// generator takes little time from the node beside it.
    static func isAccepted(_ body: ByteBuffer) -> Bool { body.readableBytesView.starts(with: acceptance) }

    /// Why something was refused or rejected: the problem's or the rejection's code.
    static func code(_ status: HTTPResponseStatus, _ body: ByteBuffer) -> String {
        let bytes = Array(body.readableBytesView)
        if let problem = try? Problem(parsing: bytes) { return problem.code }
        if let result = try? TransactionResult(parsing: bytes), let rejection = result.rejection {
            return rejection.rawValue
        }
        return "status.\(status.code)"
    }
}

/// Counts answers of all clients together: for showing how it goes, and for ending all at once.
final class LoadCount: Sendable {
    private let answered = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)

    func add() { answered.add(1, ordering: .relaxed) }
    var value: Int { answered.load(ordering: .relaxed) }
    func stop() { stopped.store(true, ordering: .relaxed) }
    var isStopped: Bool { stopped.load(ordering: .relaxed) }
}
