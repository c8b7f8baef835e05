internal import HTTPTypes
internal import Hummingbird
internal import NodeCore
internal import NodeWire

extension API {
    /// Every route of the API and every page. The order is that of docs/spec/node-api-v1.md.
    var endpoints: [Endpoint] {
        operationsEndpoints + ledgerEndpoints + registrationEndpoints + accountEndpoints + sessionEndpoints
            + meEndpoints + eventEndpoints + identityEndpoints + organisationEndpoints + patientEndpoints
            + recordEndpoints + requestEndpoints + grantEndpoints + careEndpoints + releaseEndpoints + contentEndpoints
            + messageEndpoints + peopleEndpoints + erasureEndpoints + claimEndpoints + representationEndpoints
            + pageEndpoints
    }

    /// The router: what holds for all routes, then each of them.
    func router() -> Router<APIContext> {
        let endpoints = endpoints + fileEndpoints
        let router = Router(context: APIContext.self)
        // The first is the outermost: it sees the answer that leaves.
        router.add(middleware: ObservationMiddleware(metrics: configuration.metrics))
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: ProblemMiddleware(paths: PathTable(endpoints)))
        if !trustedProxies.isEmpty { router.add(middleware: ForwardedAddressMiddleware(trusted: trustedProxies)) }
        router.add(middleware: AddressLimitMiddleware(buckets: limits.addresses))
        for endpoint in endpoints {
            router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
                try await respond(to: request, context, endpoint)
            }
        }
        return router
    }

    /// What is checked alike on every route, in this order: parameters, session, limits, body.
    private func respond(to request: Request, _ context: APIContext, _ endpoint: Endpoint) async throws -> Response {
        let query = try QueryItems(request.uri.query, allowed: endpoint.query)
        var session: Principal?
        if case .session = endpoint.access { session = try node.authenticate(try request.bearer) }
        if let representation = try request.representation {
            if endpoint.isRepresentable, let asking = session {
                session = asking.asking(under: representation)
            } else if session != nil || endpoint.method != .get {
                throw Problem.header(Request.representationName)
            }
            // What is public is the same whoever asks, as it is with a session.
        }
        if let session, let seconds = limits.identities.take(session.identity) {
            throw NodeError.tooMany(retryAfter: seconds)
        }
        if case .sensitive = endpoint.cost, let seconds = limits.sensitive.take(context.client) {
            throw NodeError.tooMany(retryAfter: seconds)
        }
        let body = try await BodyReader.read(request, endpoint.body)
        let call = Call(
            request: request, context: context, query: query, body: body.bytes, mediaType: body.type, session: session)
        return try await endpoint.handle(call)
    }
}
