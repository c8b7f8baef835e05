import Foundation
import TestSupport
import Testing

@testable import Sealing

@Suite struct CanonicalJSONTests {
    private func code(_ text: String, limit: Int = 1000) -> String {
        do {
            _ = try CanonicalJSON.parse(Array(text.utf8), limit: limit)
            return "accepted"
        } catch {
            return (error as? SealingError)?.code.rawValue ?? "\(error)"
        }
    }

    @Test(arguments: [
        (#"{"a":1,"b":["x",{}]}"#, "accepted"), (#""\b\t\n\f\r\"\\\u0001é😀""#, "accepted"),
        ("9007199254740991", "accepted"), ("9007199254740992", "format.invalid"),
        (#"{"b":1,"a":1}"#, "format.notCanonical"), (#"{"a": 1}"#, "format.notCanonical"),
        (#"{"a":1,"a":1}"#, "format.duplicateField"), (#"{"a":1,"\u0061":1}"#, "format.duplicateField"),
        (#""\u0041""#, "format.notCanonical"), (#""\/""#, "format.notCanonical"), (#""\u001F""#, "format.notCanonical"),
        (#""\ud83d\ude00""#, "format.notCanonical"), (#""\ud83d""#, "format.invalid"), ("1.0", "format.invalid"),
        ("1e3", "format.invalid"), ("-1", "format.invalid"), ("01", "format.invalid"), ("null", "format.invalid"),
        ("true", "format.invalid"), ("", "format.invalid"), ("{", "format.invalid"), ("[1,]", "format.invalid"),
        (#"{"a":1,}"#, "format.invalid"), ("1 2", "format.invalid"), (#"{"é":1}"#, "format.invalid"),
        ("[[[[[[[[1]]]]]]]]", "accepted"), ("[[[[[[[[[1]]]]]]]]]", "format.tooDeep"), ("\"\u{1}\"", "format.invalid"),
    ])
    func `strict parsing`(text: String, expected: String) {
        #expect(code(text) == expected)
    }

    @Test func `invalid UTF-8 and size`() {
        #expect(code("\"abc\"", limit: 4) == "format.tooLarge")
        expectCode(.formatInvalid) { _ = try CanonicalJSON.parse([0x22, 0xc3, 0x28, 0x22], limit: 10) }
        expectCode(.formatInvalid) { _ = try CanonicalJSON.parse([0x22, 0xed, 0xa0, 0x80, 0x22], limit: 10) }
        expectCode(.formatInvalid) { _ = try CanonicalJSON.parse([0xef, 0xbb, 0xbf, 0x31], limit: 10) }
    }

    @Test func `base64url has one text for each byte string`() throws {
        var generator = SeededGenerator(seed: 7)
        for count in 0..<70 {
            let bytes = generator.bytes(count)
            let text = SealedBase64URL.encode(bytes)
            #expect(try SealedBase64URL.decode(text) == bytes)
            let other = Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
                .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
            #expect(text == other)
        }
        for text in ["A", "AB", "AAB", "AA==", "A+", "A/", "AAA A", "é"] {
            expectCode(.formatBase64URL) { _ = try SealedBase64URL.decode(text) }
        }
    }

    @Test func `identifiers`() throws {
        try Identifier.check("Az09._:-")
        for bad in ["", " ", "a b", "é", "a/b", "a\u{0}", String(repeating: "a", count: 129)] {
            expectCode(.identifierInvalid) { try Identifier.check(bad) }
        }
    }

    @Test func `random bytes never break the parser`() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array(#"{}[]",:0123456789\ubtnaé. "#.utf8)
        for round in 0..<4000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                round % 2 == 0
                    ? alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                    : UInt8.random(in: 0...255, using: &generator)
            }
            do {
                let value = try CanonicalJSON.parse(bytes, limit: 64)
                #expect(CanonicalJSON.encode(value) == bytes, "seed \(seed)")
            } catch {
                #expect(error is SealingError, "seed \(seed)")
            }
        }
    }
}
