internal import HTTPTypes
internal import Hummingbird
internal import LedgerFormat
internal import NIOCore
internal import NodeWire

extension HTTPField.Name {
    /// How many bytes an upload has in all.
    static let uploadLength = HTTPField.Name("Upload-Length")!
    /// Where in the whole a part of an upload begins.
    static let uploadOffset = HTTPField.Name("Upload-Offset")!
    /// The version of an organisation's key.
    static let keyVersion = HTTPField.Name("Medchain-Key-Version")!
    /// The event after which a stream is resumed.
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
    /// Who may look into what a page loads.
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    /// Whether other sites' pages may load the answer.
    static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
}

extension Response {
    /// An object.
    static func json(_ message: some WireObject, status: HTTPResponse.Status = .ok) -> Response {
        .bytes(message.encoded, type: "application/json", status: status)
    }

    /// An object without a message type of its own.
    static func json(_ object: JSONObject, status: HTTPResponse.Status = .ok) -> Response {
        .bytes(object.canonicalBytes, type: "application/json", status: status)
    }

    /// A problem.
    static func problem(_ problem: Problem, headers: HTTPFields = [:]) -> Response {
        var response = Response.bytes(
            problem.encoded, type: "application/problem+json", status: HTTPResponse.Status(code: problem.status))
        response.headers.append(contentsOf: headers)
        return response
    }

    /// Bytes of a media type.
    static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Nothing to say.
    static let noContent = Response(status: .noContent)
}
