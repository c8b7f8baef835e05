internal import HTTPTypes
internal import Hummingbird

/// Finds a client's address behind reverse proxies that the operator trusts: the last one of `X-Forwarded-For` that is
/// no such proxy. From everybody else the header is what a client may write as it likes, and is ignored.
struct ForwardedAddressMiddleware: RouterMiddleware {
    typealias Context = APIContext

    let trusted: Set<ClientAddress>

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard trusted.contains(context.client) else { return try await next(request, context) }
        var context = context
        if let name = HTTPField.Name("X-Forwarded-For") {
            context.client = Self.client(request.headers[values: name], behind: context.client, trusted)
        }
        return try await next(request, context)
    }

    /// The address that the nearest trusted proxy saw; `proxy` itself where the header says none.
    static func client(_ values: [String], behind proxy: ClientAddress, _ trusted: Set<ClientAddress>) -> ClientAddress
    {
        let addresses = values.joined(separator: ",").split(separator: ",")
            .map { ClientAddress(text: $0.filter { $0 != " " && $0 != "\t" }) }
        for address in addresses.reversed() where !trusted.contains(address) {
            return address.isKnown ? address : proxy
        }
        return proxy
    }
}
