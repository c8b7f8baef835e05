internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NodeCore
internal import NodeWire

/// Turns every error into an RFC 9457 problem, the router's own included. What a client reads is one of the stable
/// codes; what went wrong inside goes to the log, as the error's type.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = APIContext

    let paths: PathTable
    /// Unread bytes of a refused body that are still taken in, so that the client gets to read the answer.
    static let toleratedBody = 1_048_576

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard Self.isPlain(request.uri.path) else { return .problem(.notFound) }
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            // The connection is broken; Hummingbird answers and closes it.
            throw error
        } catch {
            let response = answer(to: error, request, context)
            return Self.isTooLongToDrain(request) ? Self.closing(response, context) : response
        }
    }

    /// One spelling an address: no empty parts, no slash at the end.
    private static func isPlain(_ path: String) -> Bool {
        path == "/" || (path.hasPrefix("/") && !path.hasSuffix("/") && !path.contains("//"))
    }

    private func answer(to error: any Error, _ request: Request, _ context: APIContext) -> Response {
        switch error {
        case let problem as Problem: return Self.response(problem)
        case let error as NodeError:
            if case .failed = error.kind { context.logger.error("request failed", metadata: ["code": "\(error.code)"]) }
            var response = Self.response(Problem(error))
            if case .tooMany(let seconds) = error.kind { response.headers[.retryAfter] = String(seconds) }
            return response
        case let error as any HTTPResponseError: return answer(toStatus: error.status, request)
        case is CancellationError: return Self.response(Problem(.stopping))
        default:
            context.logger.error("request failed", metadata: ["error": "\(type(of: error))"])
            return .problem(.internal)
        }
    }

    private func answer(toStatus status: HTTPResponse.Status, _ request: Request) -> Response {
        switch status {
        case .notFound, .methodNotAllowed:
            let methods = paths.methods(of: request.uri.path)
            guard !methods.isEmpty, !methods.contains(request.method.rawValue) else { return .problem(.notFound) }
            return .problem(.method, headers: [.allow: methods.joined(separator: ", ")])
        case .contentTooLarge: return .problem(.tooLarge)
        case .unsupportedMediaType: return .problem(.mediaType)
        case .badRequest: return .problem(Problem(code: "request", status: 400, title: "The request is malformed."))
        default: return .problem(.internal)
        }
    }

    private static func response(_ problem: Problem) -> Response {
        switch problem.status {
        case 401: .problem(problem, headers: [.wwwAuthenticate: "Bearer"])
        case 503: .problem(problem, headers: [.retryAfter: "1"])
        default: .problem(problem)
        }
    }

    private static func isTooLongToDrain(_ request: Request) -> Bool {
        if let length = request.headers[.contentLength] { return (Int(length) ?? .max) > toleratedBody }
        return request.headers[.transferEncoding] != nil
    }

    /// The same response, after which the connection is closed: otherwise the rest of a refused body, however long,
    /// would be read.
    private static func closing(_ response: Response, _ context: APIContext) -> Response {
        var response = response
        response.headers[.connection] = "close"
        let body = response.body
        let channel = context.channel
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            // Not at once: a client that is still sending would lose the answer to the reset that follows.
            channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
        }
        return response
    }
}
