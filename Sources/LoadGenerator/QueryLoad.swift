public import LedgerFormat
internal import NIOCore
internal import NIOHTTP1
internal import NodeClient
internal import RecordContract

/// Asks what people ask, one query after the other on one connection, as patients and as readers.
public struct QueryLoad: Sendable {
    let population: Population
    /// How often each kind of query is asked.
    let samples: Int
    let endpoint: LoadEndpoint
    private let progress: @Sendable (String) -> Void

    private static let people = 32

    /// Throws `bench.address`.
    public init(
        _ population: Population, samples: Int, node address: String, progress: @escaping @Sendable (String) -> Void
    ) throws(LoadError) {
        self.population = population
        self.samples = samples
        endpoint = try LoadEndpoint(address)
        self.progress = progress
    }

    /// Asks and returns, for each kind of query, how long answers took. Throws `LoadError`, `NodeClientError`.
    public func run() async throws -> JSONObject {
        try await NodeClient(address: endpoint.address).closing(after: run)
    }

    private func run(_ client: NodeClient) async throws -> JSONObject {
        let derivation = try Derivation(population)
        let sessions = try await LoadSessions(client: client, endpoint: endpoint, network: derivation.network)
        var queries: [String: [QuerySource.Query]] = [:]
        for number in 0..<Self.people {
            // Scattered over the whole population.
            let slot = number * 7_919 % derivation.slots
            let patient = try derivation.patient(derivation.patient(ofSlot: slot))
            let reader = try derivation.reader(derivation.reader(ofSlot: slot))
            let (own, others) = (try await sessions.token(of: patient), try await sessions.token(of: reader))
            let path = "/v1/patients/\(patient.id.canonical)"
            for (kind, token, target) in [
                ("timeline", own, "\(path)/records?limit=50&order=newest"),
                ("timelineUnderGrant", others, "\(path)/records?limit=50&order=newest"),
                ("timelineOfCategory", others, "\(path)/records?limit=50&category=clinical"),
                ("accessLog", own, "\(path)/reads?limit=50"), ("grants", own, "\(path)/grants?limit=50"),
                ("notifications", own, "/v1/me/inbox?limit=50"), ("unread", own, "/v1/me/inbox/state"),
                ("directorySearch", own, "/v1/staff?name=\(Filling.name(number).prefix(3))&limit=20"),
                ("ownRecords", others, "/v1/me/records?limit=50"), ("grantsToMe", others, "/v1/me/grants?limit=50"),
            ] {
                queries[kind, default: []].append(.init(path: target, token: token))
            }
        }
        var report = JSONObject()
        for (kind, asked) in queries.sorted(by: { $0.key < $1.key }) {
            progress(kind)
            // The first round finds the pages that the operating system had not in memory.
            let warm = QuerySource(asked, count: asked.count, endpoint: endpoint)
            let first = try await LoadRunner(endpoint: endpoint).run([warm])
            let source = QuerySource(asked, count: samples, endpoint: endpoint)
            let done = try await LoadRunner(endpoint: endpoint).run([source])
            report.set(kind, .object(try summary(of: done[0], first: first[0])))
        }
        return report
    }

    private func summary(of source: QuerySource, first: QuerySource) throws -> JSONObject {
        if let code = source.tally.errors.keys.min() ?? first.tally.errors.keys.min() {
            throw LoadError.rejected(code)
        }
        var latencies = source.tally.latencies["query"] ?? Latencies()
        var cold = first.tally.latencies["query"] ?? Latencies()
        var object = latencies.summary()
        object.set("firstMaximumMicroseconds", .integer(Int64(cold.percentile(100))))
        object.set("answerBytes", .integer(Int64(source.bytes / max(1, source.tally.answered))))
        return object
    }
}

/// One client that asks.
struct QuerySource: LoadSource {
    struct Query: Sendable {
        let path: String
        let token: String
    }

    var tally = LoadTally()
    private(set) var bytes = 0
    private let queries: [Query]
    private let count: Int
    private let endpoint: LoadEndpoint
    private var asked = 0

    init(_ queries: [Query], count: Int, endpoint: LoadEndpoint) {
        self.queries = queries
        self.count = count
        self.endpoint = endpoint
    }

    mutating func next(at now: UInt64) -> LoadRequest? {
        guard asked < count, !queries.isEmpty else { return nil }
        defer { asked += 1 }
        let query = queries[asked % queries.count]
        return LoadRequest(
            head: endpoint.head(.GET, query.path, [("authorization", "Bearer \(query.token)")]), body: nil)
    }

    mutating func answered(_ status: HTTPResponseStatus, _ body: ByteBuffer, began: UInt64, at now: UInt64) {
        guard status == .ok else {
            tally.errors[LoadAnswer.code(status, body), default: 0] += 1
            return
        }
        tally.answered += 1
        bytes += body.readableBytes
        tally.latencies["query", default: Latencies()].add(nanoseconds: now - began)
    }
}
