import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import NIOCore
import NIOHTTP1
import NodeCore
import NodeWire
import RecordContract
import Testing

@testable import NodeAPI

/// Sealed content comes in in parts and goes out in ranges, whole or not at all.
@Suite struct ContentTests {
    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31 >> 3) } }

    private func put(
        _ client: any TestClientProtocol, _ cid: CID, _ part: ArraySlice<UInt8>, of size: Int, _ headers: HTTPFields
    ) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "application/octet-stream"
        headers[.uploadLength] = String(size)
        headers[.uploadOffset] = String(part.startIndex)
        return try await client.execute(
            uri: "/v1/content/\(cid.text)", method: .put, headers: headers, body: ByteBuffer(bytes: part))
    }

    @Test func contentIsUploadedInPartsAndReadInRanges() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let headers = try await network.signIn(patient, client)
            let bytes = bytes(700_001)
            let cid = TestNetwork.cid(bytes)
            let first: UploadProgress = try await put(client, cid, bytes[..<300_000], of: bytes.count, headers)
                .message(.accepted)
            #expect(first.offset == 300_000)
            // At another offset than the one it stands at, nothing changes.
            try await put(client, cid, bytes[200_000..<400_000], of: bytes.count, headers)
                .expectProblem(409, "content.offsetMismatch")
            let progress: UploadProgress = try await client.get("/v1/content/\(cid.text)/upload", headers).message()
            #expect(progress.offset == 300_000)
            #expect(try await put(client, cid, bytes[300_000...], of: bytes.count, headers).status == .created)
            #expect(try await put(client, cid, bytes[...], of: bytes.count, headers).status == .created)

            let record = try await network.addRecord(bytes, category: .clinical, of: patient, by: patient)
            let path = "/v1/patients/\(patient.id)/records/\(record)/payload"
            let whole = try await client.get(path, headers)
            #expect(whole.bytes == bytes)
            #expect(whole.headers[.acceptRanges] == "bytes")
            for (range, expected) in [
                ("bytes=0-0", 0..<1), ("bytes=262143-262145", 262_143..<262_146), ("bytes=700000-", 700_000..<700_001),
                ("bytes=-5", 699_996..<700_001), ("bytes=10-9999999", 10..<700_001),
            ] {
                var ranged = headers
                ranged[.range] = range
                let part = try await client.get(path, ranged)
                #expect(part.status == .partialContent)
                #expect(part.bytes == Array(bytes[expected]))
                #expect(
                    part.headers[.contentRange] == "bytes \(expected.lowerBound)-\(expected.upperBound - 1)/700001")
            }
            var beyond = headers
            beyond[.range] = "bytes=700001-"
            let refused = try await client.get(path, beyond)
            refused.expectProblem(416, "content.rangeInvalid")
            #expect(refused.headers[.contentRange] == "bytes */700001")
        }
    }

    @Test func exchangedBytesAreNeverStored() async throws {
        try await TestNetwork.withClient { network, client in
            let headers = try await network.signIn(try await network.patient(), client)
            let cid = TestNetwork.cid([1, 2, 3])
            try await put(client, cid, [1, 2, 4][...], of: 3, headers).expectProblem(400, "content.cidMismatch")
            #expect(try await put(client, cid, [1, 2, 3][...], of: 3, headers).status == .created)
        }
    }

    @Test func uploadsKeepTheirLimits() async throws {
        try await TestNetwork.withClient { network, client in
            let headers = try await network.signIn(try await network.patient(), client)
            let cid = TestNetwork.cid([1, 2, 3])
            try await put(client, cid, [1, 2, 3][...], of: 2, headers).expectProblem(413, "tooLarge")
            try await put(client, cid, [1][...], of: 1 << 34, headers).expectProblem(429, "tooManyRequests")
            var missing = headers
            missing[.contentType] = "application/octet-stream"
            try await client.execute(
                uri: "/v1/content/\(cid.text)", method: .put, headers: missing, body: ByteBuffer(bytes: [1])
            ).expectProblem(400, "request")
            for length in ["-1", "x", "01", "99999999999999"] {
                missing[.uploadLength] = length
                try await client.execute(
                    uri: "/v1/content/\(cid.text)", method: .put, headers: missing, body: ByteBuffer(bytes: [1])
                ).expectProblem(400, "request")
            }
            try await put(client, cid, [1][...], of: 1, [:]).expectProblem(401, "session.missing")
        }
    }

    @Test func oneIdentityCannotTouchAnothersUpload() async throws {
        try await TestNetwork.withClient { network, client in
            let one = try await network.signIn(try await network.patient(), client)
            let other = try await network.signIn(try await network.patient(), client)
            let bytes = bytes(100)
            let cid = TestNetwork.cid(bytes)
            #expect(try await put(client, cid, bytes[..<60], of: 100, one).status == .accepted)
            let progress: UploadProgress = try await client.get("/v1/content/\(cid.text)/upload", other).message()
            #expect(progress.offset == 0)
            try await put(client, cid, bytes[60...], of: 100, other).expectProblem(409, "content.offsetMismatch")
        }
    }

    @Test func whatArrivedBeforeTheConnectionBrokeIsKept() async throws {
        struct Cut: Error {}
        try await TestNetwork.run { network in
            try await network.server().application().test(.live) { client in
                let headers = try await network.signIn(try await network.patient(), client)
                let bytes = bytes(3_000_000)
                let cid = TestNetwork.cid(bytes)
                let port = try #require(client.port)
                var request = HTTPClientRequest(url: "http://localhost:\(port)/v1/content/\(cid.text)")
                request.method = .PUT
                request.headers.add(name: "authorization", value: headers[.authorization] ?? "")
                request.headers.add(name: "content-type", value: "application/octet-stream")
                request.headers.add(name: "upload-length", value: "3000000")
                let (stream, continuation) = AsyncThrowingStream.makeStream(
                    of: ByteBuffer.self, throwing: (any Error).self)
                for start in stride(from: 0, to: 2_400_000, by: 100_000) {
                    continuation.yield(ByteBuffer(bytes: bytes[start..<(start + 100_000)]))
                }
                request.body = .stream(stream, length: .known(Int64(3_000_000)))
                let upload = Task { [request] in
                    _ = try? await HTTPClient.shared.execute(request, timeout: .seconds(60))
                }
                // The server stores piece by piece while the body is still coming; then the connection breaks.
                var stored: Int64 = 0
                while stored < 1_000_000 {
                    let progress: UploadProgress = try await client.get("/v1/content/\(cid.text)/upload", headers)
                        .message()
                    stored = progress.offset
                }
                continuation.finish(throwing: Cut())
                await upload.value
                // Once the server has noticed, the upload goes on from where it says.
                var offset = 0
                while true {
                    let progress: UploadProgress = try await client.get("/v1/content/\(cid.text)/upload", headers)
                        .message()
                    offset = Int(progress.offset)
                    #expect(offset >= stored)
                    let rest = try await put(client, cid, bytes[offset...], of: bytes.count, headers)
                    if rest.status == .created { break }
                    rest.expectProblem(409, "content.offsetMismatch")
                }
            }
        }
    }
}
