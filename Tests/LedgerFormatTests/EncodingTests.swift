import LedgerFormat
import TestSupport
import Testing

@Suite("Encodings")
struct EncodingTests {
    @Test("base64url: one text for each byte string, nothing else")
    func base64url() throws {
        let vectors = try Vector.file("base64url")
        for vector in try vectors("valid").list {
            let data = try vector("hex").hex
            #expect(Base64URL.string(data) == (try vector("text").text))
            #expect(Base64URL.decode(try vector("text").text.utf8) == data)
        }
        for vector in try vectors("invalid").list {
            let text = try vector.text
            #expect(Base64URL.decode(text.utf8) == nil, "\(text)")
        }
    }

    @Test("base64url: every accepted text is the one that its bytes have")
    func base64urlIsCanonical() {
        var random = SeededGenerator.fresh()
        let alphabet = Array("AQgwz_-09".utf8)
        for _ in 0..<20_000 {
            let text = (0..<random.below(8)).map { _ in alphabet[random.below(alphabet.count)] }
            guard let data = Base64URL.decode(text) else { continue }
            #expect(Base64URL.encode(data) == text, "seed \(random.seed)")
        }
    }

    @Test("integers are big-endian; reading past the end is an error")
    func byteCoding() throws {
        var writer = ByteWriter()
        writer.integer(UInt16(0x0102))
        writer.integer(Int64(-2))
        writer.lengthPrefixed([7, 8])
        #expect(writer.bytes == [1, 2, 255, 255, 255, 255, 255, 255, 255, 254, 0, 0, 0, 2, 7, 8])
        var reader = ByteReader(writer.bytes)
        #expect(try reader.integer(UInt16.self) == 0x0102)
        #expect(try reader.integer(Int64.self) == -2)
        expectRejection(.formatTrailingBytes) { try reader.finish() }
        var copy = reader
        expectRejection(.formatTooLarge) { _ = try copy.lengthPrefixed(maximum: 1) }
        #expect(Array(try reader.lengthPrefixed(maximum: 2)) == [7, 8])
        try reader.finish()
        expectRejection(.formatTruncated) { _ = try reader.integer(UInt8.self) }
    }

    @Test("hashes keep bytes and order")
    func hashes() throws {
        var random = SeededGenerator.fresh()
        for _ in 0..<200 {
            let left = random.bytes(32)
            let right = random.bytes(32)
            let leftHash = try #require(Hash256(bytes: left))
            let rightHash = try #require(Hash256(bytes: right))
            #expect(leftHash.bytes == left)
            #expect(Hash256(base64URL: leftHash.base64URL) == leftHash)
            #expect((leftHash < rightHash) == left.lexicographicallyPrecedes(right))
        }
        #expect(
            Hash256(hashing: Array("abc".utf8)).hex
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Hash256(bytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(Hash256(base64URL: String(repeating: "A", count: 42) + "B") == nil, "trailing bits")
    }

    @Test("entity ids are 16 bytes in 22 characters")
    func entityIDs() throws {
        var random = SeededGenerator.fresh()
        let left = EntityID.random(using: &random)
        let right = EntityID.random(using: &random)
        #expect(EntityID(text: left.text) == left)
        #expect(left.text.utf8.count == 22)
        #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
        #expect(EntityID(text: left.text + "A") == nil)
        #expect(EntityID(bytes: [UInt8](repeating: 0, count: 15)) == nil)
    }

    @Test("ledger time stays within what JavaScript reads exactly")
    func ledgerTime() {
        #expect(LedgerTime(milliseconds: -1) == nil)
        #expect(LedgerTime(milliseconds: 1 << 53) == nil)
        #expect(LedgerTime.maximum.advanced(byMilliseconds: 1) == .maximum)
        #expect(LedgerTime.maximum.advanced(byMilliseconds: .max) == .maximum)
        #expect(LedgerTime.zero.advanced(byMilliseconds: .min) == .zero)
    }
}

@Suite("Identities and keys")
struct IdentityTests {
    @Test("ids and thumbprints follow from network and key")
    func derived() throws {
        for vector in try Vector.file("identity")("derived").list {
            let key = try P256PublicKey(try vector("key").value, field: "key")
            #expect(key.thumbprint == (try vector("thumbprint").hash))
            let id = IdentityID(network: try vector("network").hash, firstKey: key.thumbprint)
            #expect(id.canonical == (try vector("canonical").text))
            #expect(id.readable == (try vector("readable").text))
            #expect(IdentityID(canonical: id.canonical) == id)
        }
        for vector in try Vector.file("identity")("thumbprints").list {
            let key = try P256PublicKey(try vector("key").value, field: "key")
            #expect(key.thumbprint == (try vector("thumbprint").hash))
            #expect(Hash256(hashing: key.json.canonicalBytes) == key.thumbprint)
        }
    }

    @Test("what people type is understood, what formats carry is strict")
    func typed() throws {
        let vectors = try Vector.file("identity")
        for vector in try vectors("typed").list {
            #expect(IdentityID(typed: try vector("typed").text)?.canonical == (try vector("canonical").text))
        }
        for vector in try vectors("invalid").list {
            let text = try vector.text
            #expect(IdentityID(canonical: text) == nil, "\(text)")
        }
    }

    @Test("every single wrong symbol and every swap of neighbours is found")
    func check() throws {
        var random = SeededGenerator.fresh()
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        for _ in 0..<60 {
            let key = try #require(Hash256(bytes: random.bytes(32)))
            let symbols = Array(IdentityID(network: .zero, firstKey: key).canonical)
            for position in symbols.indices {
                for symbol in alphabet where symbol != symbols[position] {
                    var wrong = symbols
                    wrong[position] = symbol
                    #expect(IdentityID(canonical: String(wrong)) == nil, "seed \(random.seed)")
                }
                guard position > 0, symbols[position] != symbols[position - 1] else { continue }
                var swapped = symbols
                swapped.swapAt(position, position - 1)
                #expect(IdentityID(canonical: String(swapped)) == nil, "seed \(random.seed)")
            }
        }
    }

    @Test("keys are strict JWKs of points on P-256")
    func invalidKeys() throws {
        for vector in try Vector.file("identity")("invalidKeys").list {
            let key = try vector("key").value
            expectRejection(try vector("code").code, "\(vector.name)") {
                _ = try P256PublicKey(key, field: "key")
            }
        }
    }
}
