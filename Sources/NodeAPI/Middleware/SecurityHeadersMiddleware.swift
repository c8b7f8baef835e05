internal import HTTPTypes
internal import Hummingbird

/// Headers that every answer has, for browsers: nothing is sniffed, framed, cached or told to others, and nothing runs
/// but the web application, whose routes state its policy.
struct SecurityHeadersMiddleware: RouterMiddleware {
    typealias Context = APIContext

    private static let policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    private static let pagePolicy = policy + "; style-src 'self'; img-src 'self'"

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let isPage = response.headers[.contentType]?.hasPrefix("text/html") == true
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = isPage ? Self.pagePolicy : Self.policy
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "no-referrer"
        if response.headers[.resourcePolicy] == nil { response.headers[.resourcePolicy] = "same-origin" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}
