import HTTPTypes
import Hummingbird
import NIOCore
import NodeWire
import TestSupport
import Testing

@testable import NodeAPI

/// The parsers of this target, each with what it must refuse.
@Suite struct ParsingTests {
    @Test func aQueryIsRead() throws {
        let query = try QueryItems("name=A%20b+c&limit=7", allowed: ["name", "limit", "after"])
        #expect(query["name"] == "A b c")
        #expect(try query.integer("limit", in: 1...200) == 7)
        #expect(query["after"] == nil)
        #expect(try QueryItems(nil, allowed: [])["x"] == nil)
        #expect(try QueryItems("", allowed: [])["x"] == nil)
    }

    @Test(arguments: [
        "x=1", "limit=1&limit=1", "limit", "&", "limit=1&", "&limit=1", "limit=%", "limit=%4", "limit=%zz",
        "limit=%ff", "%6cimit=1&limit=2", "=1",
    ])
    func aBadQueryIsRefused(query: String) {
        #expect(throws: Problem.self) { try QueryItems(query, allowed: ["limit"]) }
    }

    @Test(arguments: ["0", "201", "01", "+1", "-1", "1.0", "1e1", " 1", "", "99999999999999999999", "１"])
    func aBadLimitIsRefused(limit: String) throws {
        let escaped = limit.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let query = try QueryItems("limit=\(escaped)", allowed: ["limit"])
        #expect(throws: Problem.query("limit")) { try query.integer("limit", in: 1...200) }
    }

    /// Whatever the bytes, parsing ends, and what it accepts holds no unknown name.
    @Test func queriesOfRandomBytesAreBorne() {
        var generator = SeededGenerator(seed: 0x6170_6931)
        let alphabet = Array("limtafer=&%+0123456789abcdef".utf8)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...40, using: &generator)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
            guard let query = try? QueryItems(String(decoding: bytes, as: UTF8.self), allowed: ["limit", "after"])
            else { continue }
            #expect(query["a"] == nil)
        }
    }

    @Test(arguments: [
        ("bytes=0-0", 0..<1), ("bytes=2-", 2..<10), ("bytes=2-5", 2..<6), ("bytes=5-99", 5..<10), ("bytes=-3", 7..<10),
        ("bytes=-99", 0..<10),
    ])
    func aRangeIsRead(text: String, expected: Range<Int>) throws {
        #expect(try #require(RangeHeader(text)).bytes(of: 10) == expected)
    }

    @Test(arguments: ["bytes=10-", "bytes=10-12", "bytes=-0"])
    func aRangeOutsideTheContentHoldsNothing(text: String) throws {
        #expect(try #require(RangeHeader(text)).bytes(of: 10) == nil)
    }

    @Test(arguments: [
        "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,3-4", "items=0-1", "bytes=a-b", "bytes 0-1", "bytes=0--1",
        "bytes=+1-2", "bytes=9999999999999999-",
    ])
    func whatIsNoRangeIsIgnored(text: String) { #expect(RangeHeader(text) == nil) }

    @Test(arguments: ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""])
    func jsonIsRecognised(type: String) { #expect(BodyType(type) == .json) }

    @Test(arguments: [
        "", "text/json", "application/json; charset=latin1", "application/json; a=b", "application/jsonx",
    ])
    func otherTypesAreNot(type: String) { #expect(BodyType(type) == nil) }

    @Test func thePathTableFindsTheMethodsOfAnAddress() {
        let table = PathTable([
            Endpoint(.get, "/v1/a/{id}") { _ in .noContent }, Endpoint(.put, "/v1/a/{id}") { _ in .noContent },
            Endpoint(.post, "/v1/a/fixed") { _ in .noContent },
        ])
        #expect(table.methods(of: "/v1/a/x") == ["GET", "PUT"])
        #expect(table.methods(of: "/v1/a/fixed") == ["POST"])
        #expect(table.methods(of: "/v1/a").isEmpty)
        #expect(table.methods(of: "/v1/a/x/y").isEmpty)
    }

    @Test(arguments: [("10.1.2.3", "10.1.2.4", false), ("2001:db8::1", "2001:db8::2", true)])
    func anAddressIsAnIPv4AddressOrAnIPv6Network(one: String, other: String, isSame: Bool) {
        #expect((ClientAddress(text: one) == ClientAddress(text: other)) == isSame)
        #expect(ClientAddress(text: "::ffff:10.1.2.3") == ClientAddress(text: "10.1.2.3"))
    }

    @Test func aBrokenUploadGivesOutFirstWhatHadArrived() async throws {
        struct Broken: Error {}
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: ByteBuffer.self, throwing: (any Error).self)
        for byte in UInt8(0)..<5 { continuation.yield(ByteBuffer(bytes: [byte, byte])) }
        continuation.finish(throwing: Broken())
        let pieces = UploadPieces(body: RequestBody(asyncSequence: stream), pieceBytes: 4)
        var iterator = pieces.makeAsyncIterator()
        #expect(await iterator.next() == [0, 0, 1, 1])
        #expect(await iterator.next() == [2, 2, 3, 3])
        #expect(pieces.breakage.error == nil)
        #expect(await iterator.next() == [4, 4])
        #expect(await iterator.next() == nil)
        #expect(pieces.breakage.error is Broken)
    }
}
