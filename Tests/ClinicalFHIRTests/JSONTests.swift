import ClinicalFHIR
import Foundation
import TestSupport
import Testing

@Suite("Strict JSON")
struct JSONTests {
    private func code(_ text: [UInt8], _ limits: FHIRJSONLimits = .resource) -> FHIRErrorCode? {
        do {
            _ = try FHIRJSONDocument(text, limits: limits)
            return nil
        } catch { return error.code }
    }

    @Test("what RFC 8259 does not allow is refused with its code")
    func refusals() {
        let cases: [(String, FHIRErrorCode)] = [
            ("", .jsonSyntax), ("{", .jsonSyntax), ("[1,]", .jsonSyntax), ("{\"a\":1,}", .jsonSyntax),
            ("{a:1}", .jsonSyntax),
            ("'a'", .jsonSyntax), ("NaN", .jsonSyntax), ("Infinity", .jsonSyntax), ("-Infinity", .jsonNumber),
            ("nul", .jsonSyntax), ("nulll", .jsonTrailing), ("01", .jsonNumber), ("-", .jsonNumber),
            ("1.", .jsonNumber),
            (".5", .jsonSyntax), ("+1", .jsonSyntax), ("1e", .jsonNumber), ("1 2", .jsonTrailing),
            ("{} {}", .jsonTrailing),
            ("\"a", .jsonString), ("\"\\x\"", .jsonString), ("\"\\u12\"", .jsonString), ("\"\\ud800\"", .jsonString),
            ("\"\\udc00\\ud800\"", .jsonString), ("\"\\ud800\\u0041\"", .jsonString), ("\"a\tb\"", .jsonString),
            ("{\"a\":1,\"a\":1}", .jsonDuplicateKey), ("{\"a\":1,\"\\u0061\":1}", .jsonDuplicateKey),
            ("[1 2]", .jsonSyntax), ("{\"a\" 1}", .jsonSyntax), ("/* */1", .jsonSyntax), ("\u{FEFF}1", .jsonSyntax),
        ]
        for (text, expected) in cases { #expect(code(Array(text.utf8)) == expected, "\(text)") }
        #expect(code(Array("\"".utf8) + [0xC3, 0x28] + Array("\"".utf8)) == .jsonInvalidUTF8)
        #expect(code(Array("\"\\n".utf8) + [0xED, 0xA0, 0x80] + Array("\"".utf8)) == .jsonInvalidUTF8)
        let many = (0..<20).map { "\"k\($0 == 19 ? 12 : $0)\":1" }.joined(separator: ",")
        #expect(code(Array("{\(many)}".utf8)) == .jsonDuplicateKey)
        let deep = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
        #expect(code(Array(deep.utf8)) == .jsonTooDeep)
        #expect(code(Array(deep.dropFirst().dropLast().utf8)) == nil)
        #expect(code(Array("[1]".utf8), FHIRJSONLimits(bytes: 2, depth: 9)) == .jsonTooLarge)
    }

    @Test("numbers keep their literal and values their exact bytes")
    func exactness() throws {
        let source = Array(
            " {\"a\" : [1.00, -0.0e+2, 100000000000000000000.10],\"b\":\t{ \"c\":\"\\u00e9\\ud83d\\ude00\" } }\n".utf8)
        let document = try FHIRJSONDocument(source)
        #expect(document.root["a"]?.elements.compactMap(\.number) == ["1.00", "-0.0e+2", "100000000000000000000.10"])
        let inner = try #require(document.root["b"])
        #expect(String(decoding: document.bytes(of: inner), as: UTF8.self) == "{ \"c\":\"\\u00e9\\ud83d\\ude00\" }")
        #expect(inner["c"]?.string == "é😀")
    }

    private func isFinite(_ value: FHIRJSONValue) -> Bool {
        if let number = value.number { return Double(number)?.isFinite == true && !number.contains("e-") }
        return value.elements.allSatisfy(isFinite) && value.members.allSatisfy { isFinite($0.value) }
    }

    @Test("what we accept Foundation accepts, on mutated documents", .timeLimit(.minutes(2)))
    func fuzz() {
        let seed: UInt64 = 11
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let base = Array(#"{"a":[1,-2.50e+3,true,false,null,"x\u00e9\n\"y"],"b":{"c":{"d":[[],{}]}},"é":"😀"}"#.utf8)
        let alphabet =
            Array(#"{}[]",:\u0123456789eE+-.truefalsn "#.utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xF0, 0xFF]
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = base
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = alphabet.randomElement(using: &generator) ?? 0
                case 1: bytes.remove(at: index)
                default: bytes.insert(alphabet.randomElement(using: &generator) ?? 0, at: index)
                }
            }
            // Foundation gives up on numbers that no Double holds; the grammar allows them.
            guard let root = try? FHIRJSONDocument(bytes).root, isFinite(root) else { continue }
            accepted += 1
            #expect(throws: Never.self) {
                try JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
            }
        }
        #expect(accepted > 500)
    }
}
