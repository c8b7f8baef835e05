import LedgerFormat
import RecordContract
import TestSupport
import Testing

/// Every command and document that a history makes goes through its parser and back; whatever is changed in it is
/// refused with a code or read as another that goes through as well. Nothing traps.
@Suite("Parsers")
struct ParserFuzzTests {
    private static let seed = UInt64.random(in: 0...UInt64.max)

    private static func history() throws -> World {
        var history = try RandomHistory(seed: 3)
        try history.play(steps: 120)
        return history.world
    }

    @Test("Commands") func commands() throws {
        print("fuzzing commands, seed \(Self.seed)")
        var generator = SeededGenerator(seed: Self.seed)
        var types: Set<String> = []
        for past in try Self.history().history {
            for case .verified(let verified) in past.candidates {
                let transaction = verified.transaction
                let command = try Command(parsing: transaction.command)
                #expect(command.value.json.canonicalBytes == transaction.command.canonicalBytes)
                types.insert(transaction.commandType)
                for _ in 0..<8 {
                    var mutant = JSONMutator(generator: generator)
                    let json = mutant.mutate(transaction.command)
                    generator = mutant.generator
                    try requireStrict(json)
                }
            }
        }
        #expect(types.count >= 14)
    }

    /// Refused with a code, or read as a command that says exactly this.
    private func requireStrict(_ json: JSONObject) throws {
        do throws(Rejection) {
            let command = try Command(parsing: json)
            #expect(command.value.json.canonicalBytes == json.canonicalBytes, "seed \(Self.seed)")
        } catch {
            #expect(!error.code.rawValue.isEmpty)
        }
    }

    @Test("Documents") func documents() throws {
        print("fuzzing documents, seed \(Self.seed)")
        var generator = SeededGenerator(seed: Self.seed)
        var kinds: Set<String> = []
        for document in try Self.history().state.all {
            kinds.insert(String(document.key.text.prefix { $0 != "/" }))
            let bytes = document.encoded
            #expect(try Document(parsing: bytes, key: document.key) == document)
            let foreign = try #require(DocumentKey(text: document.key.text + "0"))
            #expect(throws: Rejection.self) { try Document(parsing: bytes, key: foreign) }
            for _ in 0..<6 {
                var mutant = JSONMutator(generator: generator)
                let json = mutant.mutate(document.json)
                generator = mutant.generator
                if let parsed = try? Document(parsing: json.canonicalBytes, key: document.key) {
                    #expect(parsed.encoded == json.canonicalBytes, "seed \(Self.seed)")
                }
            }
            for entry in document.indexEntries { #expect(!entry.term.isEmpty) }
        }
        #expect(kinds.count >= 15)
    }
}

/// Changes one thing somewhere in a JSON object.
struct JSONMutator {
    var generator: SeededGenerator

    mutating func mutate(_ object: JSONObject) -> JSONObject {
        var members = object.members
        let index = members.isEmpty ? 0 : Int.random(in: 0..<members.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: if !members.isEmpty { members.remove(at: index) }
        case 1: members.append(JSONObject.Member("extra", .null))
        default:
            guard !members.isEmpty else { break }
            members[index] = JSONObject.Member(members[index].name, mutate(members[index].value))
        }
        return JSONObject(members)
    }

    private mutating func mutate(_ value: JSONValue) -> JSONValue {
        let replacements: [JSONValue] = [
            .null, .bool(true), .integer(-1), .integer(0), .integer((1 << 53) - 1), .string(""), .string("\u{1F600}"),
            .string("read"), .array([]), .object([:]),
        ]
        if Bool.random(using: &generator), let other = replacements.randomElement(using: &generator) { return other }
        switch value {
        case .object(let object): return .object(mutate(object))
        case .array(var elements):
            guard let index = elements.indices.randomElement(using: &generator) else { return .array([.null]) }
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: elements.append(elements[index])
            case 1: elements.swapAt(0, index)
            default: elements[index] = mutate(elements[index])
            }
            return .array(elements)
        case .string(let text): return .string(String(text.dropLast()) + "\(text.count % 10)")
        case .integer(let number): return .integer(number &+ 1)
        case .bool(let flag): return .bool(!flag)
        case .null: return .integer(1)
        }
    }
}
