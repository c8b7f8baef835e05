internal import AsyncHTTPClient
internal import LedgerFormat
internal import NIOCore
internal import NIOHTTP1
internal import NodeWire

extension NodeClient {
    /// How many bytes an upload sends in one request: small enough that a broken connection costs little.
    static let uploadPieceBytes = 8 * 1_048_576

    /// Uploads content from a source that can be read at any offset, resuming where the node says it stands. `read`
    /// returns the bytes at an offset, at most the asked count; `progress` is told the bytes that the node has.
    /// Throws `NodeClientError` and what `read` throws.
    public func upload(
        cid: String, length: Int64, path: String = "/v1/content/",
        progress: @Sendable (Int64) -> Void = { _ in },
        read: (_ offset: Int64, _ count: Int) throws -> [UInt8]
    ) async throws {
        var offset: Int64 = 0
        var attempts = 0
        while true {
            do {
                let piece = try read(offset, Int(min(Int64(Self.uploadPieceBytes), length - offset)))
                let finished = try await send(piece, cid: cid, length: length, offset: offset, path: path)
                offset += Int64(piece.count)
                progress(offset)
                attempts = 0
                if finished { return }
            } catch NodeClientError.unreachable where attempts < 3 && offset > 0 {
                attempts += 1
                let answer: UploadProgress = try await get("\(path)\(cid)/upload")
                offset = answer.offset
            }
        }
    }

    private func send(_ piece: [UInt8], cid: String, length: Int64, offset: Int64, path: String) async throws -> Bool {
        do {
            let (response, body) = try await patiently { [self] in
                var request = request(.PUT, path + cid)
                request.headers.add(name: "content-type", value: "application/octet-stream")
                request.headers.add(name: "upload-length", value: String(length))
                request.headers.add(name: "upload-offset", value: String(offset))
                request.body = .bytes(ByteBuffer(bytes: piece))
                let response = try await http.execute(request, timeout: .minutes(10))
                return (response, Array(buffer: try await response.body.collect(upTo: 65_536)))
            }
            try check(response.status, body, path)
            return response.status == .created || response.status == .ok
        } catch let error as NodeClientError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw NodeClientError.unreachable
        }
    }

    /// The first bytes of content, at most `count`. Throws `NodeClientError`.
    public func head(_ path: String, count: Int) async throws -> [UInt8] {
        do {
            let (response, body) = try await patiently { [self] in
                var request = request(.GET, path)
                request.headers.add(name: "range", value: "bytes=0-\(count - 1)")
                let response = try await http.execute(request, timeout: Self.timeout)
                var bytes: [UInt8] = []
                for try await buffer in response.body {
                    bytes += Array(buffer: buffer)
                    if bytes.count >= count { break }
                }
                return (response, Array(bytes.prefix(count)))
            }
            try check(response.status, body, path)
            return body
        } catch let error as NodeClientError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw NodeClientError.unreachable
        }
    }

    /// Downloads content piece by piece; a broken connection is resumed at the byte where it broke. `receive` gets
    /// the bytes in order. Throws `NodeClientError` and what `receive` throws.
    public func download(_ path: String, receive: ([UInt8]) throws -> Void) async throws {
        var received: Int64 = 0
        var attempts = 0
        while true {
            var request = request(.GET, path)
            if received > 0 { request.headers.add(name: "range", value: "bytes=\(received)-") }
            var handlerError: (any Error)?
            do {
                let response = try await http.execute(request, timeout: .minutes(60))
                guard (200..<300).contains(response.status.code) else {
                    let body = Array(buffer: try await response.body.collect(upTo: 65_536))
                    try check(response.status, body, path)
                    return
                }
                if received > 0, response.status != .partialContent {
                    throw NodeClientError.unexpectedAnswer(route: Self.route(path))
                }
                for try await buffer in response.body {
                    received += Int64(buffer.readableBytes)
                    do { try receive(Array(buffer: buffer)) } catch {
                        handlerError = error
                        throw error
                    }
                }
                return
            } catch {
                if let handlerError { throw handlerError }
                if error is NodeClientError || error is CancellationError { throw error }
                attempts += 1
                guard attempts < 4, received > 0 else { throw NodeClientError.unreachable }
            }
        }
    }
}
