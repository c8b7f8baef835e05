internal import Hummingbird
internal import LedgerFormat
internal import NodeCore
internal import NodeWire
internal import WebApp

/// The HTTP API of a node: what each route calls and what all of them share. The routes stand in Routes/, one file a
/// resource.
struct API: Sendable {
    /// The limits, with what has been counted against them.
    struct Limiters: Sendable {
        let addresses: TokenBuckets<ClientAddress>
        let identities: TokenBuckets<IdentityID>
        let sensitive: TokenBuckets<ClientAddress>

        init(_ limits: NodeServerConfiguration.RateLimits) {
            addresses = TokenBuckets(limits.address)
            identities = TokenBuckets(limits.identity)
            sensitive = TokenBuckets(limits.sensitive)
        }
    }

    let node: Node
    let configuration: NodeServerConfiguration
    let resources: APIResources
    let webApp: WebApp
    let limits: Limiters
    let streams: OpenStreams
    let trustedProxies: Set<ClientAddress>

    init(node: Node, configuration: NodeServerConfiguration) throws {
        self.node = node
        self.configuration = configuration
        resources = try APIResources(share: configuration.share)
        webApp = try WebApp()
        limits = Limiters(configuration.rateLimits)
        streams = OpenStreams(limit: configuration.streamsPerIdentity)
        trustedProxies = Set(configuration.trustedProxies.map(ClientAddress.init(text:)).filter(\.isKnown))
    }

    /// The address that a registration is counted against; nil where the operator has taken the limits away.
    func countedAddress(_ call: Call) -> String? {
        configuration.rateLimits.sensitive == nil ? nil : call.context.client.name
    }

    // MARK: Kinds of routes

    /// A route that answers with an object that the reader may see.
    func object(_ path: String, _ object: @escaping @Sendable (Call) throws -> NodeObject) -> Endpoint {
        Endpoint(.get, path, .session, isRepresentable: true) { call in
            .object(try await node.object(try object(call), for: try call.reader))
        }
    }

    /// A route that answers with a page of a list, newest first unless it says otherwise.
    func list(
        _ path: String, query: Set<String> = [], descending: Bool = true,
        _ list: @escaping @Sendable (Call) throws -> NodeList
    ) -> Endpoint {
        Endpoint(.get, path, .session, query: query.union(Endpoint.paging), isRepresentable: true) { call in
            let list = try list(call)
            return .page(
                try await node.list(list, try call.pageRequest(descending: descending), for: try call.reader))
        }
    }

    /// A route that answers with sealed content, whole or a range of it.
    func content(_ path: String, _ reference: @escaping @Sendable (Call) throws -> ContentReference) -> Endpoint {
        Endpoint(.get, path, .session, isRepresentable: true) { call in try await download(try reference(call), call) }
    }
}

extension Call {
    /// Which part of a list is asked for. Throws `query`.
    func pageRequest(descending: Bool) throws -> PageRequest {
        let limit = try query.integer("limit", in: 1...200) ?? 50
        return try PageRequest(
            limit: Int(limit), after: try query.text("after", maximumBytes: 1_024), descending: descending)
    }
}

extension Response {
    /// An object with the position it was read at.
    static func object(_ object: QueryObject) -> Response {
        .json(Positioned(value: object.value, at: ReadPosition(object.at)))
    }

    /// A page of a list.
    static func page(_ page: QueryPage) -> Response {
        .json(Page(items: page.items, next: page.next, at: ReadPosition(page.at)))
    }
}

extension ReadPosition {
    init(_ position: QueryPosition) { self.init(height: position.height, headersRoot: position.headersRoot) }
}
