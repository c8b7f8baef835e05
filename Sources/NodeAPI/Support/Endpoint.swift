internal import HTTPTypes
internal import Hummingbird

/// One route: everything that decides how a request is read stands here, in one place, and the OpenAPI document is
/// held against it.
struct Endpoint: Sendable {
    /// Who may call.
    enum Access: Sendable {
        /// Anybody.
        case anyone
        /// Who is signed in; what they may see is the node's question.
        case session
    }

    /// What body the route takes.
    enum Body: Sendable {
        /// None: one that is sent all the same is refused.
        case none
        /// A JSON object of at most so many bytes.
        case json(maximumBytes: Int)
        /// A transaction (`application/jose`) or several (`application/json`).
        case transactions
        /// Bytes that the route reads itself, as they arrive.
        case stream
    }

    /// Which limit of an address counts the request.
    enum Cost: Sendable {
        /// The general one.
        case ordinary
        /// Also the one for what guesses secrets or uses storage without a session.
        case sensitive
    }

    typealias Handler = @Sendable (Call) async throws -> Response

    /// The method.
    let method: HTTPRequest.Method
    /// The path as OpenAPI writes it: `/v1/grants/{grant}`.
    let path: String
    /// Who may call.
    let access: Access
    /// The query parameters that it knows.
    let query: Set<String>
    /// What body it takes.
    let body: Body
    /// Which limit counts it.
    let cost: Cost
    /// Whether it may be asked for a patient whom the reader represents.
    let isRepresentable: Bool
    /// What it does.
    let handle: Handler

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access = .anyone, query: Set<String> = [],
        body: Body = .none, cost: Cost = .ordinary, isRepresentable: Bool = false,
        handle: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.query = query
        self.body = body
        self.cost = cost
        self.isRepresentable = isRepresentable
        self.handle = handle
    }

    /// The query parameters of every list.
    static let paging: Set<String> = ["limit", "after"]
    /// The largest JSON body of an ordinary route, in bytes.
    static let smallBody = 16_384
}

/// The paths of a set of endpoints: finds the methods that an address takes, for the answer to a method that it does
/// not.
struct PathTable: Sendable {
    private let paths: [(segments: [Substring], methods: [HTTPRequest.Method])]

    init(_ endpoints: [Endpoint]) {
        let methods = Dictionary(grouping: endpoints, by: \.path)
        paths = methods.map { ($0.key.split(separator: "/"), $0.value.map(\.method)) }
    }

    /// The methods of the addresses that `path` can be, in alphabetical order; none for a path that is none of them.
    func methods(of path: String) -> [String] {
        let segments = path.split(separator: "/")
        let found = paths.filter { entry in
            entry.segments.count == segments.count
                && zip(entry.segments, segments).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
        }
        // A fixed segment wins over a captured one, as in the router.
        let best = found.max { fixed($0.segments) < fixed($1.segments) }
        return (best?.methods ?? []).map(\.rawValue).sorted()
    }

    private func fixed(_ segments: [Substring]) -> Int { segments.count { !$0.hasPrefix("{") } }
}
