internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import NodeWire

/// A media type that some route takes.
enum BodyType: String, Sendable {
    /// JSON.
    case json = "application/json"
    /// A JWS in compact serialization (RFC 7515 section 9.2.1).
    case jose = "application/jose"
    /// Bytes.
    case octets = "application/octet-stream"

    /// Reads a Content-Type. `charset=utf-8` may stand beside JSON, which is UTF-8 by definition; nothing else may.
    init?(_ header: String) {
        let parts = header.lowercased().split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.trimmingPrefix { $0 == " " } }
        guard let type = parts.first.flatMap({ BodyType(rawValue: String($0)) }) else { return nil }
        let rest = parts.dropFirst()
        guard
            rest.isEmpty
                || (type == .json && rest.count == 1 && ["charset=utf-8", "charset=\"utf-8\""].contains(rest[1]))
        else { return nil }
        self = type
    }
}

/// Reads bodies within the limits of a route.
enum BodyReader {
    /// The largest single transaction, in bytes of its JWS: more than the ledger takes, so that admission can say so
    /// itself.
    static let transactionBytes = 131_072
    /// The largest request with several transactions, in bytes.
    static let transactionsBytes = 8_388_608

    /// The body of a route that takes it whole. Throws `mediaType`, `tooLarge`.
    static func read(_ request: Request, _ rule: Endpoint.Body) async throws -> (bytes: [UInt8], type: BodyType?) {
        switch rule {
        case .none:
            let hasBody = try request.headers[.transferEncoding] != nil || (length(request) ?? 0) > 0
            guard !hasBody else { throw Problem.tooLarge }
            return ([], nil)
        case .stream:
            return ([], try type(request, [.octets]))
        case .json(let maximum):
            let type = try type(request, [.json])
            return (try await collect(request, maximum), type)
        case .transactions:
            let type = try type(request, [.jose, .json])
            return (try await collect(request, type == .json ? transactionsBytes : transactionBytes), type)
        }
    }

    /// The announced length of the body; nil when there is none or it is sent in chunks. Throws a `request` problem.
    static func length(_ request: Request) throws(Problem) -> Int? {
        guard let text = request.headers[.contentLength] else { return nil }
        guard let length = Int(text), length >= 0 else { throw .header("Content-Length") }
        return length
    }

    private static func type(_ request: Request, _ allowed: [BodyType]) throws(Problem) -> BodyType {
        let values = request.headers[values: .contentType]
        guard values.count == 1, let type = BodyType(values[0]), allowed.contains(type),
            request.headers[.contentEncoding] == nil
        else { throw .mediaType }
        return type
    }

    private static func collect(_ request: Request, _ maximum: Int) async throws -> [UInt8] {
        if let length = try length(request), length > maximum { throw Problem.tooLarge }
        return Array(buffer: try await request.body.collect(upTo: maximum))
    }
}
