internal import HTTPTypes
internal import Hummingbird
public import Logging
internal import NIOCore
public import ServiceLifecycle

/// Serves one page for people, with its style sheet, on a port of its own: what a demonstration shows first. It is no
/// part of a node and knows nothing of one.
public struct PageServer: Service {
    private let host: String
    private let port: Int
    private let page: @Sendable () -> String
    private let style: String
    private let logger: Logger
    private let onRunning: @Sendable (_ port: Int) async -> Void

    /// A server at `host` and `port` (0: any that is free). `page` makes the HTML for each request; it links to
    /// `/page.css`, which is `style`. `onRunning` is told the port when requests are taken.
    public init(
        host: String, port: Int, style: String, logger: Logger, page: @escaping @Sendable () -> String,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void
    ) {
        self.host = host
        self.port = port
        self.page = page
        self.style = style
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until the service group shuts down. Where the address cannot be listened on, nothing is served: what
    /// stands beside it goes on.
    public func run() async throws {
        let router = Router()
        router.get("/") { [page] _, _ in Self.answer(page(), type: "text/html; charset=utf-8") }
        router.get("/page.css") { [style] _, _ in Self.answer(style, type: "text/css; charset=utf-8") }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { [onRunning] channel in
                if let port = channel.localAddress?.port { await onRunning(port) }
            },
            logger: logger)
        do { try await application.run() } catch {
            logger.error("the page is not served", metadata: ["port": "\(port)", "error": "\(type(of: error))"])
            try await gracefulShutdown()
        }
    }

    private static func answer(_ text: String, type: String) -> Response {
        var response = Response.bytes(Array(text.utf8), type: type)
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        // The links carry sign-in cards: no history elsewhere may learn them, and nothing of them is kept.
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.resourcePolicy] = "same-origin"
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
