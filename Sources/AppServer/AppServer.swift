internal import HTTPTypes
internal import Hummingbird
public import Logging
internal import NIOCore
public import ServiceLifecycle
internal import WebApp

/// Serves the web application from a person's own machine and passes its requests on to a node. The code that holds
/// their keys is then the one that they installed, not one that the node hands out; to the browser everything is of
/// one origin, so that its policy stays as strict as a node's.
///
/// It listens on the loopback interface alone and answers nobody who calls it by another name (DNS rebinding) or from
/// another site's page.
public struct AppServer: Service {
    private let files: [String: WebApp.ServedFile]
    /// SHA-256 over the files that are served, in hexadecimal, as `/app/bundle.json` of a node names it.
    public let bundleHash: String
    private let gateway: NodeGateway
    private let port: Int
    private let logger: Logger
    private let onRunning: @Sendable (_ port: Int) async -> Void

    /// A server at 127.0.0.1 and `port` (0: any that is free) in front of the node at `node`, such as
    /// `https://records.hospital.example`. `onRunning` is told the port when requests are taken. Throws `WebAppError`
    /// and `AppServerError.notAnAddress`.
    public init(
        node: String, port: Int, logger: Logger, onRunning: @escaping @Sendable (_ port: Int) async -> Void
    ) throws {
        let application = try WebApp()
        bundleHash = application.hash
        files = Dictionary(
            uniqueKeysWithValues: ([application.servedPage] + application.servedFiles).map { ($0.address, $0) })
        gateway = try NodeGateway(node: node)
        self.port = port
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until the service group shuts down. Throws what listening throws.
    public func run() async throws {
        let responder = CallbackResponder<BasicRequestContext> { request, _ in try await answer(request) }
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { [onRunning] channel in
                if let port = channel.localAddress?.port { await onRunning(port) }
            },
            logger: logger)
        do { try await application.run() } catch {
            await gateway.close()
            throw error
        }
        await gateway.close()
    }

    private func answer(_ request: Request) async throws -> Response {
        guard Self.isOurs(request) else { return Response(status: .misdirectedRequest) }
        let path = String(request.head.path?.prefix { $0 != "?" && $0 != "#" } ?? "/")
        if path.hasPrefix("/v1/") { return try await gateway.pass(request) }
        guard request.method == .get || request.method == .head else { return Response(status: .methodNotAllowed) }
        guard let file = files[path] else { return Response(status: .notFound) }
        var headers = HTTPFields()
        for (name, value) in file.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    /// Whether the request names this machine, and comes from no page but ours.
    private static func isOurs(_ request: Request) -> Bool {
        guard let authority = request.head.authority, isLoopback(authority) else { return false }
        guard let origin = request.headers[.origin] else { return true }
        return origin == "http://\(authority)"
    }

    private static func isLoopback(_ authority: String) -> Bool {
        let host = authority.split(separator: ":", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        return ["127.0.0.1", "localhost"].contains(host)
    }
}

/// Why the application cannot be served.
public enum AppServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was given is not the HTTP address of a node.
    case notAnAddress

    /// What is wrong.
    public var description: String { "That is not the HTTP address of a node" }
}
