/// Parses the JSON that the ledger accepts: RFC 8259 syntax in valid UTF-8, integers only, no member twice, ASCII
/// member names, bounded depth and counts. Foundation's decoder lets through what this must refuse.
public struct StrictJSONParser {
    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Parses one value that fills `bytes`. Throws a `json.*` code.
    public static func parse(_ bytes: [UInt8]) throws(Rejection) -> JSONValue {
        var parser = Self(bytes)
        parser.skipWhitespace()
        let value = try parser.value(depth: 0)
        parser.skipWhitespace()
        guard parser.position == bytes.count else { throw Rejection(.jsonSyntax) }
        return value
    }

    /// Parses one object that fills `bytes`. Throws a `json.*` code.
    public static func parseObject(_ bytes: [UInt8]) throws(Rejection) -> JSONObject {
        guard case .object(let object) = try parse(bytes) else { throw Rejection(.jsonWrongType) }
        return object
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipWhitespace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws(Rejection) {
        guard current == byte else { throw Rejection(.jsonSyntax) }
        position += 1
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(Rejection) -> JSONValue {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.count else { throw Rejection(.jsonSyntax) }
        for offset in 0..<text.utf8CodeUnitCount where bytes[position + offset] != text.utf8Start[offset] {
            throw Rejection(.jsonSyntax)
        }
        position = end
        return value
    }

    private mutating func value(depth: Int) throws(Rejection) -> JSONValue {
        guard depth <= Limits.jsonDepth else { throw Rejection(.jsonTooDeep) }
        guard let byte = current else { throw Rejection(.jsonSyntax) }
        switch byte {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try integer())
        default: throw Rejection(.jsonSyntax)
        }
    }

    private mutating func object(depth: Int) throws(Rejection) -> JSONObject {
        try expect(UInt8(ascii: "{"))
        var members: [JSONObject.Member] = []
        skipWhitespace()
        if current == UInt8(ascii: "}") {
            position += 1
            return JSONObject()
        }
        while true {
            skipWhitespace()
            let name = try string()
            guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !name.isEmpty else {
                throw Rejection(.jsonUnknownField)
            }
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            skipWhitespace()
            members.append(JSONObject.Member(name, try value(depth: depth + 1)))
            guard members.count <= Limits.jsonMembers else { throw Rejection(.formatTooLarge) }
            skipWhitespace()
            if current == UInt8(ascii: ",") {
                position += 1
                continue
            }
            try expect(UInt8(ascii: "}"))
            try refuseDuplicates(members)
            return JSONObject(members)
        }
    }

    private func refuseDuplicates(_ members: [JSONObject.Member]) throws(Rejection) {
        // Few members: comparing pairs is cheaper than a set. Many: a set keeps a hostile object from costing its
        // square.
        if members.count <= 16 {
            for (index, member) in members.enumerated()
            where members[..<index].contains(where: { $0.name == member.name }) {
                throw Rejection(.jsonDuplicateKey)
            }
        } else if Set(members.map(\.name)).count != members.count {
            throw Rejection(.jsonDuplicateKey)
        }
    }

    private mutating func array(depth: Int) throws(Rejection) -> [JSONValue] {
        try expect(UInt8(ascii: "["))
        var elements: [JSONValue] = []
        skipWhitespace()
        if current == UInt8(ascii: "]") {
            position += 1
            return elements
        }
        while true {
            skipWhitespace()
            elements.append(try value(depth: depth + 1))
            guard elements.count <= Limits.jsonMembers else { throw Rejection(.formatTooLarge) }
            skipWhitespace()
            if current == UInt8(ascii: ",") {
                position += 1
                continue
            }
            try expect(UInt8(ascii: "]"))
            return elements
        }
    }

    /// Integers in canonical form only: `1.0`, `1e0`, `01`, `-0` and anything beyond 2^53 - 1 are refused.
    private mutating func integer() throws(Rejection) -> Int64 {
        let start = position
        let negative = current == UInt8(ascii: "-")
        if negative { position += 1 }
        let firstDigit = position
        var magnitude: Int64 = 0
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            guard position - firstDigit < 16 else { throw Rejection(.jsonNumber) }
            magnitude = magnitude * 10 + Int64(byte - UInt8(ascii: "0"))
            position += 1
        }
        guard position > firstDigit else { throw Rejection(.jsonSyntax) }
        let leadingZero = bytes[firstDigit] == UInt8(ascii: "0") && position - firstDigit > 1
        let negativeZero = negative && magnitude == 0
        guard !leadingZero, !negativeZero, magnitude < 1 << 53 else { throw Rejection(.jsonNumber) }
        if let byte = current, byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
            throw Rejection(.jsonNumber)
        }
        precondition(position > start)
        return negative ? -magnitude : magnitude
    }

    private mutating func string() throws(Rejection) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        var onlyPlainASCII = true
        while let byte = current {
            if byte == UInt8(ascii: "\"") {
                let slice = bytes[start..<position]
                position += 1
                if onlyPlainASCII { return String(decoding: slice, as: UTF8.self) }
                return try decode(slice)
            }
            guard byte >= 0x20 else { throw Rejection(.jsonSyntax) }
            if byte == UInt8(ascii: "\\") {
                onlyPlainASCII = false
                position += 1
            } else if byte >= 0x80 {
                onlyPlainASCII = false
            }
            position += 1
        }
        throw Rejection(.jsonSyntax)
    }

    private func decode(_ slice: ArraySlice<UInt8>) throws(Rejection) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(slice.count)
        var index = slice.startIndex
        while index < slice.endIndex {
            guard slice[index] == UInt8(ascii: "\\") else {
                decoded.append(slice[index])
                index += 1
                continue
            }
            guard index + 1 < slice.endIndex else { throw Rejection(.jsonSyntax) }
            let escape = slice[index + 1]
            index += 2
            if escape == UInt8(ascii: "u") {
                let scalar = try unicodeEscape(slice, &index)
                decoded.append(contentsOf: String(Character(scalar)).utf8)
            } else {
                decoded.append(try Self.simpleEscape(escape))
            }
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw Rejection(.jsonEncoding) }
        return text
    }

    private static func simpleEscape(_ escape: UInt8) throws(Rejection) -> UInt8 {
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): escape
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: throw Rejection(.jsonSyntax)
        }
    }

    private func unicodeEscape(_ slice: ArraySlice<UInt8>, _ index: inout Int) throws(Rejection) -> Unicode.Scalar {
        let first = try Self.fourHexDigits(slice, &index)
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A surrogate: only a high one directly followed by an escaped low one means a character.
        guard (0xD800..<0xDC00).contains(first), index + 1 < slice.endIndex, slice[index] == UInt8(ascii: "\\"),
            slice[index + 1] == UInt8(ascii: "u")
        else { throw Rejection(.jsonEncoding) }
        index += 2
        let second = try Self.fourHexDigits(slice, &index)
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw Rejection(.jsonEncoding) }
        return scalar
    }

    private static func fourHexDigits(_ slice: ArraySlice<UInt8>, _ index: inout Int) throws(Rejection) -> UInt32 {
        guard index + 4 <= slice.endIndex else { throw Rejection(.jsonSyntax) }
        var value: UInt32 = 0
        for byte in slice[index..<(index + 4)] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw Rejection(.jsonSyntax)
            }
        }
        index += 4
        return value
    }
}
