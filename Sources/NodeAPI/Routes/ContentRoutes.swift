internal import HTTPTypes
internal import Hummingbird
internal import LedgerFormat
internal import NIOCore
internal import NodeCore
internal import NodeWire

extension API {
    /// Sealed content comes in by its identifier; it goes out only through what refers to it.
    var contentEndpoints: [Endpoint] {
        [
            Endpoint(.put, "/v1/content/{cid}", .session, body: .stream) { call in
                let reader = try call.reader
                return try await upload(call) { pieces, cid, offset, size in
                    try await node.upload(pieces, as: cid, offset: offset, size: size, for: reader)
                }
            },
            Endpoint(.get, "/v1/content/{cid}/upload", .session) { call in
                Self.progress(try await node.uploadState(of: try call.cid("cid"), for: try call.reader))
            },
        ]
    }

    /// Takes the body as it arrives. What has arrived when the connection breaks is kept, and the upload goes on there.
    func upload(
        _ call: Call, store: (UploadPieces, CID, _ offset: Int, _ size: Int) async throws -> UploadState
    ) async throws -> Response {
        let cid = try call.cid("cid")
        guard let size = try call.integerHeader(.uploadLength, in: 0...Limits.payloadBytes) else {
            throw Problem.header("Upload-Length")
        }
        let offset = try call.integerHeader(.uploadOffset, in: 0...Limits.payloadBytes) ?? 0
        if let length = try BodyReader.length(call.request), Int64(length) > size - offset { throw Problem.tooLarge }
        let pieces = UploadPieces(body: call.request.body)
        let state = try await store(pieces, cid, Int(offset), Int(size))
        if let error = pieces.breakage.error { throw error }
        switch state {
        case .complete: return Response(status: .created)
        case .incomplete(let offset): return .json(UploadProgress(offset: Int64(offset)), status: .accepted)
        }
    }

    /// Where an upload is to go on.
    static func progress(_ state: UploadState) -> Response {
        switch state {
        case .incomplete(let offset): return .json(UploadProgress(offset: Int64(offset)))
        // Nothing is expected any more, at whatever offset: the next PUT, even an empty one, says so.
        case .complete: return .json(UploadProgress(offset: 0))
        }
    }

    /// Gives content out piece by piece, each verified; whole, or one range of it.
    func download(_ reference: ContentReference, _ call: Call) async throws -> Response {
        let reader = try call.reader
        let whole = try await node.content(reference, for: reader)
        var headers: HTTPFields = [.contentType: BodyType.octets.rawValue, .acceptRanges: "bytes"]
        if let version = whole.keyVersion { headers[.keyVersion] = String(version) }
        guard let text = try call.header(.range), let range = RangeHeader(text) else {
            return Response(status: .ok, headers: headers, body: Self.body(whole.bytes))
        }
        guard let bytes = range.bytes(of: whole.size) else {
            return .problem(.range, headers: [.contentRange: "bytes */\(whole.size)"])
        }
        let part = try await node.content(reference, range: bytes, for: reader)
        headers[.contentRange] = "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(whole.size)"
        return Response(status: .partialContent, headers: headers, body: Self.body(part.bytes))
    }

    private static func body(_ bytes: ContentBytes) -> ResponseBody {
        ResponseBody(contentLength: bytes.byteCount) { writer in
            for try await piece in bytes { try await writer.write(ByteBuffer(bytes: piece)) }
            try await writer.finish(nil)
        }
    }
}
