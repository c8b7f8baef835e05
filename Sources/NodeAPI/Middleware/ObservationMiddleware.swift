internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Metrics

/// Logs and measures each request: method, route, status and duration. Never the address of the client, the path's
/// values, the query or a header: those name people.
struct ObservationMiddleware: RouterMiddleware {
    typealias Context = APIContext

    let metrics: PrometheusMetrics

    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .delete, .options, .patch]

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let method = Self.methods.contains(request.method) ? request.method.rawValue : "other"
        do {
            let response = try await next(request, context)
            observe(method, context, response.status.code, start)
            return response
        } catch {
            observe(method, context, 400, start)
            throw error
        }
    }

    private func observe(_ method: String, _ context: APIContext, _ status: Int, _ start: ContinuousClock.Instant) {
        let route = Self.route(context)
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        let labels = [("method", method), ("route", route), ("status", String(status))]
        Counter(label: "medchain_http_requests_total", dimensions: labels, factory: metrics).increment()
        Timer(label: "medchain_http_request_seconds", dimensions: Array(labels.prefix(2)), factory: metrics)
            .recordNanoseconds(nanoseconds)
        context.logger.info(
            "request",
            metadata: [
                "method": "\(method)", "route": "\(route)", "status": "\(status)",
                "milliseconds": "\(nanoseconds / 1_000_000)",
            ])
    }

    private static func route(_ context: APIContext) -> String {
        switch context.endpointPath {
        case nil, "NotFound": "none"
        case let path?: path
        }
    }
}
