import Foundation
import LedgerFormat
import TestSupport
import Testing

@Suite("Strict JSON")
struct StrictJSONTests {
    @Test("valid JSON has the canonical form of RFC 8785")
    func valid() throws {
        for vector in try Vector.file("json")("valid").list {
            let value = try StrictJSONParser.parse(try vector("hex").hex)
            let expected = Array(try vector("canonical").text.utf8)
            #expect(value.canonicalBytes == expected, "\(vector.name)")
            #expect(try StrictJSONParser.parse(expected).canonicalBytes == expected)
        }
    }

    @Test("everything else is refused with its code")
    func invalid() throws {
        for vector in try Vector.file("json")("invalid").list {
            let input = try vector("hex").hex
            expectRejection(try vector("code").code, "\(vector.name)") {
                _ = try StrictJSONParser.parse(input)
            }
        }
    }

    @Test("readers refuse missing, wrong, out of range and unknown members")
    func objectReader() throws {
        let object = try StrictJSONParser.parseObject(Array(#"{"a":1,"b":"x","c":null,"d":[1,2],"e":"\u202e"}"#.utf8))
        var reader = ObjectReader(object)
        #expect(try reader.integer("a", in: 0...1) == 1)
        expectRejection(.jsonUnknownField) { try reader.finish() }
        expectRejection(.jsonMissingField) {
            var reader = ObjectReader(object); _ = try reader.value("z")
        }
        expectRejection(.jsonWrongType) {
            var reader = ObjectReader(object); _ = try reader.integer("b", in: 0...1)
        }
        expectRejection(.jsonValueRange) {
            var reader = ObjectReader(object); _ = try reader.integer("a", in: 2...3)
        }
        expectRejection(.jsonWrongType) {
            var reader = ObjectReader(object); _ = try reader.token("c")
        }
        expectRejection(.jsonValueRange) {
            var reader = ObjectReader(object); _ = try reader.array("d", count: 0...1)
        }
        expectRejection(.jsonValueRange) {
            var reader = ObjectReader(object); _ = try reader.text("e", maximumBytes: 9)
        }
    }

    @Test("random values survive writing and parsing, and Foundation reads them alike")
    func roundTrip() throws {
        var random = SeededGenerator.fresh()
        for _ in 0..<400 {
            let value = Self.randomValue(&random, depth: 0)
            let bytes = value.canonicalBytes
            #expect(try StrictJSONParser.parse(bytes).canonicalBytes == bytes, "seed \(random.seed)")
            _ = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        }
    }

    private static func randomValue(_ random: inout SeededGenerator, depth: Int) -> JSONValue {
        switch random.below(depth < 5 ? 7 : 4) {
        case 0: return .null
        case 1: return .bool(random.below(2) == 0)
        case 2: return .integer(Int64(random.next() >> 11) * (random.below(2) == 0 ? 1 : -1))
        case 3: return .string(randomText(&random))
        case 4, 5:
            var object = JSONObject()
            for index in 0..<random.below(5) { object.set("m\(index)", randomValue(&random, depth: depth + 1)) }
            return .object(object)
        default: return .array((0..<random.below(5)).map { _ in randomValue(&random, depth: depth + 1) })
        }
    }

    private static func randomText(_ random: inout SeededGenerator) -> String {
        var text = String.UnicodeScalarView()
        let limits: [UInt32] = [0x20, 0x80, 0x800, 0x1_0000, 0x11_0000]
        for _ in 0..<random.below(8) {
            let limit = limits[random.below(limits.count)]
            if let scalar = Unicode.Scalar(UInt32(random.below(Int(limit)))) { text.append(scalar) }
        }
        return String(text)
    }
}
