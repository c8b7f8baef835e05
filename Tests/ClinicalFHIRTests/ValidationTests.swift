import Foundation
import TestSupport
import Testing

@testable import ClinicalFHIR

@Suite("Validation from HL7's definitions")
struct ValidationTests {
    @Test("every vector of Tests/Vectors/fhir-validation.json is judged as it says, with code and path")
    func vectors() throws {
        let validator = try Support.validator()
        let vectors = try Support.vectors("fhir-validation.json")["vectors"]?.elements ?? []
        var refused = 0
        for vector in vectors {
            let name = try #require(vector["name"]?.string)
            let issues = validator.validate(try #require(vector["resource"]))
            if vector["valid"]?.boolean == true {
                #expect(issues.isEmpty, "\(name)")
            } else {
                refused += 1
                let first = try #require(issues.first, "\(name) was accepted")
                #expect(first.code.rawValue == vector["code"]?.string, "\(name): \(first)")
                #expect(first.path == vector["path"]?.string, "\(name): \(first)")
            }
        }
        #expect(refused >= 26)
        #expect(vectors.count > refused)
    }

    @Test("each resource type of R4 loads, and a resource of it is refused for what it lacks or accepted")
    func everyType() throws {
        let validator = try Support.validator()
        #expect(validator.definitions.resourceTypes.count == 146)
        #expect(validator.definitions.source == "hl7.fhir.r4.core#4.0.1")
        for type in validator.definitions.resourceTypes {
            let definition = try #require(validator.definitions.type(type))
            #expect(!definition.structure.elements.isEmpty, "\(type)")
            let issues = try validator.validate(Array(#"{"resourceType":"\#(type)","notAnElement":1}"#.utf8))
            #expect(issues.contains { $0.code == .elementUnknown && $0.path == "\(type).notAnElement" }, "\(type)")
        }
    }

    @Test("the rules that are not evaluated are exactly those that the specification lists")
    func invariantCoverage() throws {
        let definitions = try Support.definitions.get()
        var unsupported = Set<String>()
        var supported = Set<String>()
        func look(_ structure: Structure) {
            let all = structure.invariants + structure.elements.flatMap(\.invariants)
            for invariant in all {
                if invariant.expression == nil {
                    unsupported.insert(invariant.key)
                } else {
                    supported.insert(invariant.key)
                }
            }
            for children in structure.elements.compactMap(\.children) { look(children) }
        }
        for type in definitions.kinds.keys.sorted() { look(try #require(definitions.type(type)).structure) }
        #expect(unsupported.sorted() == ["ctm-1"])
        #expect(supported.count > 150)
        print("rules evaluated: \(supported.count)")
    }

    @Test("primitive formats agree with HL7's own regular expressions")
    func primitives() throws {
        let definitions = try Support.definitions.get()
        let seed: UInt64 = 20_261_121
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let seeds = [
            "2024-02-29", "2023-02-28T10:11:12Z", "2023-12-31T23:59:60.5+14:00", "10:20:30.1", "urn:oid:1.2.3.0",
            "true",
            "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "-12.50e3", "0", "2147483647", "a b", "http://a/b", "QUJD",
        ]
        let alphabet = Array("0123456789-+:.TZeEurnoid: abcfg=/".unicodeScalars)
        // Where ours is stricter on purpose (calendar, range, padding, control characters, emptiness).
        let stricter: Set<String> = [
            "date", "dateTime", "instant", "integer", "unsignedInt", "positiveInt", "base64Binary", "uri", "url",
            "canonical", "string", "markdown", "code", "decimal",
        ]
        for primitive in FHIRPrimitive.allCases {
            guard let pattern = definitions.type(primitive.rawValue)?.pattern else { continue }
            let regex = try Regex(pattern)
            var accepted = 0
            for _ in 0..<4000 {
                var text = Array((seeds.randomElement(using: &generator) ?? "").unicodeScalars)
                for _ in 0..<Int.random(in: 0...2, using: &generator) {
                    let scalar = alphabet.randomElement(using: &generator) ?? "0"
                    let index = Int.random(in: 0...text.count, using: &generator)
                    if index < text.count && Bool.random(using: &generator) {
                        text[index] = scalar
                    } else {
                        text.insert(scalar, at: index)
                    }
                }
                let candidate = String(String.UnicodeScalarView(text))
                let ours = primitive.matches(candidate)
                let theirs = (try? regex.wholeMatch(in: candidate)) ?? nil
                if ours { accepted += 1 }
                if ours { #expect(theirs != nil, "\(primitive) accepts \(candidate)") }
                if theirs != nil && !stricter.contains(primitive.rawValue) {
                    #expect(ours, "\(primitive) refuses \(candidate)")
                }
            }
            #expect(accepted > 0, "\(primitive)")
        }
    }

    @Test("definitions that are missing or damaged say what to do")
    func missing() throws {
        let nowhere = FileManager.default.temporaryDirectory.appendingPathComponent("none")
        let error = #expect(throws: FHIRError.self) {
            try FHIRDefinitions.load(environment: ["MEDCHAIN_SHARE": nowhere.path])
        }
        #expect(error?.code == .definitionsMissing)
        #expect(error?.reason.contains("make build") == true)
        let damaged = [
            "", "\n", "[{},\n]", #"[{"format":"medchain-fhir-definitions","version":1,"source":"x"},"# + "\n]",
        ]
        for content in damaged {
            #expect(throws: FHIRError.self) { try FHIRDefinitions(content: Data(content.utf8)) }
        }
    }

    @Test("a value never stands in an issue, and an odd element name neither")
    func privacy() throws {
        let validator = try Support.validator()
        let canary = "Zaphod Beeblebrox"
        let source = """
            {"resourceType":"Patient","\(canary)":1,"gender":"\(canary)","birthDate":"\(canary)","id":"\(canary)",
            "managingOrganization":{"reference":"\(canary)"},"link":"\(canary)"}
            """
        let issues = try validator.validate(Array(source.utf8))
        #expect(issues.count >= 5)
        #expect(!issues.contains { $0.description.contains("Zaphod") })
    }

    @Test("resources cut, flipped and spliced at random never crash the validator", .timeLimit(.minutes(2)))
    func fuzz() throws {
        let validator = try Support.validator()
        let seed: UInt64 = 7
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let importer = BundleImporter(validator: validator)
        let resources = try importer.plan(try #require(try Support.samples().first).bytes).items.map(\.record.bytes)
        var refused = 0
        for _ in 0..<1500 {
            var bytes = try #require(resources.randomElement(using: &generator))
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                default: bytes.insert(contentsOf: bytes[index...].prefix(8), at: index)
                }
            }
            do {
                if try !validator.validate(bytes).isEmpty { refused += 1 }
            } catch { refused += 1 }
        }
        #expect(refused > 1000)
    }
}
