internal import LedgerFormat

/// Finds content identifiers wherever they stand. It knows no commands and no documents: what a later one refers to is
/// found without anybody remembering to list it here, and is therefore never collected.
enum ContentReferences {
    /// Calls `body` with each CID that is a string of canonical JSON: identifiers need no escapes there.
    static func forEach(in json: [UInt8], _ body: (CID) -> Void) {
        let quote = UInt8(ascii: "\"")
        var start = 0
        while let open = json[start...].firstIndex(of: quote) {
            let end = open + 1 + CID.textLength
            guard end < json.count else { return }
            start = open + 1
            guard json[open + 1] == UInt8(ascii: "b"), json[end] == quote,
                let cid = try? CID(textBytes: Array(json[open + 1..<end]))
            else { continue }
            body(cid)
            start = end + 1
        }
    }

    /// Every CID in a command, also in the command that somebody else signed and that is nested in it.
    static func all(in value: JSONValue) -> Set<CID> {
        var found: Set<CID> = []
        collect(value, nesting: 0, into: &found)
        return found
    }

    private static func collect(_ value: JSONValue, nesting: Int, into found: inout Set<CID>) {
        switch value {
        case .string(let text):
            if text.utf8.count == CID.textLength {
                if let cid = try? CID(text: text) { found.insert(cid) }
            } else if nesting == 0, text.utf8.contains(UInt8(ascii: ".")),
                let nested = try? Transaction(parsing: Array(text.utf8))
            {
                collect(.object(nested.command), nesting: 1, into: &found)
            }
        case .array(let elements): for element in elements { collect(element, nesting: nesting, into: &found) }
        case .object(let object): for member in object.members { collect(member.value, nesting: nesting, into: &found) }
        case .null, .bool, .integer: break
        }
    }
}

/// What the world state refers to, in eight bytes an object: enough of each digest that two which differ agree by
/// chance about once in 2^64 pairs, and then an object stays that could go, never the other way round.
struct ReferencedContent {
    private var digests: [UInt64] = []

    mutating func insert(_ cid: CID) { digests.append(Self.digest(cid)) }

    /// To be called when all is inserted and before anything is asked.
    mutating func finish() { digests.sort() }

    func contains(_ cid: CID) -> Bool {
        let digest = Self.digest(cid)
        var low = 0
        var high = digests.count
        while low < high {
            let middle = (low + high) / 2
            if digests[middle] < digest { low = middle + 1 } else { high = middle }
        }
        return low < digests.count && digests[low] == digest
    }

    private static func digest(_ cid: CID) -> UInt64 { cid.sha256.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
