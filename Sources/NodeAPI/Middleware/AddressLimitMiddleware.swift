internal import Hummingbird
internal import NodeCore

/// Limits how fast one address may ask, before anything is read.
struct AddressLimitMiddleware: RouterMiddleware {
    typealias Context = APIContext

    let buckets: TokenBuckets<ClientAddress>

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        if let seconds = buckets.take(context.client) { throw NodeError.tooMany(retryAfter: seconds) }
        return try await next(request, context)
    }
}
