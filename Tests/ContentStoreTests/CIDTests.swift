import Foundation
import LedgerFormat
import TestSupport
import Testing

/// Names of content equal those of Kubo (rows 002-42, 003-72, 004-12); Tests/Independent/cid_check.py judges the same
/// vectors with code that is not ours.
@Suite struct CIDTests {
    @Test func contentVectorsAreReproducedWhateverThePieces() throws {
        let vectors = try CIDVectors.load().content
        #expect(vectors.count >= 7)
        for vector in vectors {
            let content = generatedContent(seed: vector.seed, size: vector.size)
            #expect(CIDBuilder.cid(of: content).text == vector.cid, "\(vector.name)")
            for piece in [65_536, 262_144, 1_000_003] {
                var builder = CIDBuilder()
                for start in stride(from: 0, to: content.count, by: piece) {
                    builder.update(content[start..<min(start + piece, content.count)])
                }
                #expect(builder.byteCount == vector.size)
                #expect(builder.finalize().text == vector.cid, "\(vector.name) in pieces of \(piece)")
            }
        }
    }

    @Test func parsedVectorsKeepTheirBytes() throws {
        for vector in try CIDVectors.load().parsed {
            let cid = try CID(text: vector.cid)
            #expect(cid.bytes.map { String(format: "%02x", $0) }.joined() == vector.bytes)
            #expect(cid.text == vector.cid)
            #expect(try CID(bytes: cid.bytes) == cid)
            #expect(try CID(codec: cid.codec, sha256: cid.sha256) == cid)
        }
    }

    @Test func refusedVectorsGetTheirCode() throws {
        let vectors = try CIDVectors.load().refused
        for vector in vectors {
            let error = #expect(throws: CIDError.self, "\(vector.name)") { try CID(text: vector.cid) }
            #expect(error?.code == vector.code, "\(vector.name)")
        }
        #expect(Set(vectors.map(\.code)) == Set(CIDError.allCases.map(\.code)))
    }

    @Test func binaryFormIsStrict() throws {
        let cid = CIDBuilder.cid(of: [1, 2, 3])
        #expect(throws: CIDError.length) { try CID(bytes: []) }
        #expect(throws: CIDError.length) { try CID(bytes: cid.bytes + [0]) }
        #expect(throws: CIDError.length) { try CID(bytes: Array(cid.bytes.dropLast())) }
        #expect(throws: CIDError.length) { try CID(codec: .raw, sha256: [1, 2, 3]) }
        for (position, code) in [(0, CIDError.version), (1, .codec), (2, .hash), (3, .hash)] {
            var bytes = cid.bytes
            bytes[position] ^= 0x80
            #expect(throws: code) { try CID(bytes: bytes) }
        }
    }

    @Test func oneValueHasOneSpelling() throws {
        // Fuzz: whatever is accepted is the canonical text of what it parsed to, and nothing crashes.
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567ABZ189=-_ \u{0}\u{7f}é".utf8)
        var accepted = 0
        for _ in 0..<20_000 {
            var text = CIDBuilder.cid(of: random.bytes(8)).text.utf8.map { $0 }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let position = Int.random(in: 0..<text.count, using: &random)
                let letter = alphabet.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<4, using: &random) {
                case 0: text[position] = letter
                case 1: text.insert(letter, at: position)
                case 2: text.remove(at: position)
                default: text[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
            }
            if let cid = try? CID(textBytes: text) {
                accepted += 1
                #expect(Array(cid.text.utf8) == text, "seed \(seed)")
            }
        }
        #expect(accepted > 1_000, "seed \(seed)")
    }

    @Test func orderIsThatOfTheBytes() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let names = (0..<100).map { _ in CIDBuilder.cid(of: random.bytes(16)) }
        let sorted = names.sorted()
        for (left, right) in zip(sorted, sorted.dropFirst()) {
            #expect(left.bytes.lexicographicallyPrecedes(right.bytes), "seed \(seed)")
        }
    }

    @Test func codableIsTheText() throws {
        let cid = CIDBuilder.cid(of: [7])
        let json = try JSONEncoder().encode([cid])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(cid.text)\"]")
        #expect(try JSONDecoder().decode([CID].self, from: json) == [cid])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([CID].self, from: Data("[\"Qm\"]".utf8)) }
    }

    @Test func leafDigestsNameEveryChunk() {
        let content = generatedContent(seed: "leaves", size: 2 * CIDBuilder.chunkSize + 5)
        var builder = CIDBuilder(keepingLeafDigests: true)
        builder.update(content)
        #expect(builder.finish() == CIDBuilder.cid(of: content))
        let expected = stride(from: 0, to: content.count, by: CIDBuilder.chunkSize).flatMap {
            CIDBuilder.cid(of: content[$0..<min($0 + CIDBuilder.chunkSize, content.count)]).sha256
        }
        #expect(builder.leafDigests == expected)
    }

    @Test func aCopyOfABuilderGoesOnAlone() {
        var first = CIDBuilder()
        first.update([1, 2])
        var second = first
        second.update([3])
        first.update([4])
        #expect(first.finalize() == CIDBuilder.cid(of: [1, 2, 4]))
        #expect(second.finalize() == CIDBuilder.cid(of: [1, 2, 3]))
    }
}

/// The digests that a store keeps beside content are bound to its name.
@Suite struct LeafDigestTests {
    @Test func digestsOfTheChunksGiveTheSameName() throws {
        for vector in try CIDVectors.load().content {
            var builder = CIDBuilder(keepingLeafDigests: true)
            builder.update(generatedContent(seed: vector.seed, size: vector.size))
            let cid = builder.finish()
            var digests = builder.leafDigests
            #expect(CIDBuilder.cid(ofLeafDigests: digests, byteCount: vector.size) == cid, "\(vector.name)")
            digests[digests.count - 1] ^= 1
            #expect(CIDBuilder.cid(ofLeafDigests: digests, byteCount: vector.size) != cid, "\(vector.name)")
            #expect(CIDBuilder.cid(ofLeafDigests: digests + [0], byteCount: vector.size) == nil)
            #expect(CIDBuilder.cid(ofLeafDigests: [], byteCount: vector.size) == nil)
        }
        #expect(CIDBuilder.cid(ofLeafDigests: [], byteCount: -1) == nil)
    }
}
