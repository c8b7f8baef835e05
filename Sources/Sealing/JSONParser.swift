/// A parser of the restricted JSON. It accepts white space and any escape, because `CanonicalJSON.parse` afterwards compares
/// with the canonical bytes; everything else outside the restriction it refuses itself.
struct JSONParser {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func parseDocument() throws -> SealedJSON {
        let value = try parseValue(depth: 1)
        skipWhiteSpace()
        guard index == bytes.count else { throw invalid("bytes after the value") }
        return value
    }

    private func invalid(_ what: String) -> SealingError {
        SealingError(.formatInvalid, "\(what), at byte \(index)")
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipWhiteSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { index += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws {
        guard current == byte else { throw invalid("unexpected byte or end") }
        index += 1
    }

    private mutating func parseValue(depth: Int) throws -> SealedJSON {
        skipWhiteSpace()
        switch current {
        case UInt8(ascii: "{"): return try parseObject(depth: depth)
        case UInt8(ascii: "["): return try parseArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try parseString())
        case .some(let byte) where byte >= 0x30 && byte <= 0x39: return .integer(try parseInteger())
        default: throw invalid("neither object, array, string nor whole number")
        }
    }

    private mutating func enter(_ depth: Int) throws {
        guard depth <= CanonicalJSON.largestDepth else {
            throw SealingError(.formatTooDeep, "nested deeper than \(CanonicalJSON.largestDepth)")
        }
        index += 1
        skipWhiteSpace()
    }

    private mutating func parseObject(depth: Int) throws -> SealedJSON {
        try enter(depth)
        var fields: [String: SealedJSON] = [:]
        if current == UInt8(ascii: "}") {
            index += 1
            return .object(fields)
        }
        while true {
            skipWhiteSpace()
            guard current == UInt8(ascii: "\"") else { throw invalid("no field name") }
            let name = try parseString()
            guard name.utf8.allSatisfy({ $0 < 0x80 }) else { throw invalid("a field name that is not ASCII") }
            skipWhiteSpace()
            try expect(UInt8(ascii: ":"))
            let value = try parseValue(depth: depth + 1)
            guard fields.updateValue(value, forKey: name) == nil else {
                throw SealingError(.formatDuplicateField, "a field stands twice, at byte \(index)")
            }
            skipWhiteSpace()
            if current == UInt8(ascii: ",") {
                index += 1
            } else {
                try expect(UInt8(ascii: "}"))
                return .object(fields)
            }
        }
    }

    private mutating func parseArray(depth: Int) throws -> SealedJSON {
        try enter(depth)
        var items: [SealedJSON] = []
        if current == UInt8(ascii: "]") {
            index += 1
            return .array(items)
        }
        while true {
            items.append(try parseValue(depth: depth + 1))
            skipWhiteSpace()
            if current == UInt8(ascii: ",") {
                index += 1
            } else {
                try expect(UInt8(ascii: "]"))
                return .array(items)
            }
        }
    }

    private mutating func parseInteger() throws -> UInt64 {
        let start = index
        var number: UInt64 = 0
        while let byte = current, byte >= 0x30 && byte <= 0x39 {
            number = number * 10 + UInt64(byte - 0x30)
            guard number <= CanonicalJSON.largestInteger else { throw invalid("a number over 2^53-1") }
            index += 1
        }
        guard index == start + 1 || bytes[start] != 0x30 else { throw invalid("a leading zero") }
        if let byte = current, byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
            throw invalid("a number that is not whole")
        }
        return number
    }

    private mutating func parseString() throws -> String {
        index += 1
        var text: [UInt8] = []
        while true {
            guard let byte = current else { throw invalid("a string without end") }
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw invalid("not UTF-8") }
                return string
            case UInt8(ascii: "\\"): try parseEscape(into: &text)
            case 0..<0x20: throw invalid("a control character in a string")
            default: text.append(byte)
            }
        }
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws {
        guard let byte = current else { throw invalid("a string without end") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "u"): text.append(contentsOf: try parseUnicodeEscape())
        default: throw invalid("an unknown escape")
        }
    }

    private mutating func parseUnicodeEscape() throws -> [UInt8] {
        var value = try parseFourHexadecimalDigits()
        if value & 0xfc00 == 0xd800 {
            try expect(UInt8(ascii: "\\"))
            try expect(UInt8(ascii: "u"))
            let low = try parseFourHexadecimalDigits()
            guard low & 0xfc00 == 0xdc00 else { throw invalid("half of a surrogate pair") }
            value = 0x10000 + (value & 0x3ff) << 10 + low & 0x3ff
        }
        guard let scalar = Unicode.Scalar(value) else { throw invalid("half of a surrogate pair") }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func parseFourHexadecimalDigits() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current else { throw invalid("a string without end") }
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: throw invalid("not a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}
