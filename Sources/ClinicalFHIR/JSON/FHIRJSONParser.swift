/// A strict parser of RFC 8259: valid UTF-8, no byte order mark, no duplicate names, no lone surrogates, bounded depth
/// and size. It never reads outside its buffer and recurses at most `limits.depth` times.
struct FHIRJSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: FHIRJSONLimits
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: FHIRJSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func parseDocument() throws(FHIRError) -> FHIRJSONValue {
        try checkSize()
        skipWhiteSpace()
        let value = try parseValue(depth: 0)
        try expectEnd()
        return value
    }

    /// Parses an object, handing over each element of the array under `name` instead of keeping it, so that the memory
    /// in use is that of one element. The returned object has an empty array in its place.
    mutating func parseDocument(
        deliveringElementsOf name: String, to deliver: (FHIRJSONValue) throws(FHIRError) -> Void
    ) throws(FHIRError) -> FHIRJSONValue {
        try checkSize()
        skipWhiteSpace()
        guard peek() == UInt8(ascii: "{") else {
            throw FHIRError(.bundleExpected, "the source is not a JSON object")
        }
        let value = try parseObject(depth: 0, streamed: name, deliver: deliver)
        try expectEnd()
        return value
    }

    // MARK: Values

    private mutating func parseValue(depth: Int) throws(FHIRError) -> FHIRJSONValue {
        guard let first = peek() else { throw syntax("a value is missing") }
        switch first {
        case UInt8(ascii: "{"):
            return try parseObject(depth: depth, streamed: nil) { _ throws(FHIRError) in }
        case UInt8(ascii: "["):
            return try parseArray(depth: depth)
        case UInt8(ascii: "\""):
            let start = position
            let text = try parseString()
            return FHIRJSONValue(content: .string(text), range: start..<position)
        case UInt8(ascii: "t"):
            return try parseWord("true", .boolean(true))
        case UInt8(ascii: "f"):
            return try parseWord("false", .boolean(false))
        case UInt8(ascii: "n"):
            return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try parseNumber()
        default:
            throw syntax("an unexpected character")
        }
    }

    private mutating func parseObject(
        depth: Int, streamed: String?, deliver: (FHIRJSONValue) throws(FHIRError) -> Void
    ) throws(FHIRError) -> FHIRJSONValue {
        try checkDepth(depth)
        let start = position
        position += 1
        var members: [FHIRJSONMember] = []
        var names = Set<String>()
        skipWhiteSpace()
        if take(UInt8(ascii: "}")) { return FHIRJSONValue(content: .object([]), range: start..<position) }
        while true {
            skipWhiteSpace()
            guard peek() == UInt8(ascii: "\"") else { throw syntax("a member's name is missing") }
            let name = try parseString()
            // Few members: a linear look is cheaper than a set.
            let isDuplicate =
                members.count < 8 ? members.contains { $0.name == name } : names.contains(name)
            if isDuplicate { throw FHIRError(.jsonDuplicateKey, "a name occurs twice in one object, byte \(position)") }
            skipWhiteSpace()
            guard take(UInt8(ascii: ":")) else { throw syntax("a colon is missing") }
            skipWhiteSpace()
            let value: FHIRJSONValue
            if let streamed, streamed == name, peek() == UInt8(ascii: "[") {
                value = try streamArray(depth: depth + 1, deliver: deliver)
            } else {
                value = try parseValue(depth: depth + 1)
            }
            members.append(FHIRJSONMember(name: name, value: value))
            if members.count == 8 {
                names = Set(members.map(\.name))
            } else if members.count > 8 {
                names.insert(name)
            }
            skipWhiteSpace()
            if take(UInt8(ascii: "}")) { break }
            guard take(UInt8(ascii: ",")) else { throw syntax("a comma or a closing brace is missing") }
        }
        return FHIRJSONValue(content: .object(members), range: start..<position)
    }

    private mutating func parseArray(depth: Int) throws(FHIRError) -> FHIRJSONValue {
        let start = position
        var elements: [FHIRJSONValue] = []
        try walkArray(depth: depth) { value throws(FHIRError) in elements.append(value) }
        return FHIRJSONValue(content: .array(elements), range: start..<position)
    }

    private mutating func streamArray(
        depth: Int, deliver: (FHIRJSONValue) throws(FHIRError) -> Void
    ) throws(FHIRError) -> FHIRJSONValue {
        let start = position
        try walkArray(depth: depth, deliver: deliver)
        return FHIRJSONValue(content: .array([]), range: start..<position)
    }

    private mutating func walkArray(
        depth: Int, deliver: (FHIRJSONValue) throws(FHIRError) -> Void
    ) throws(FHIRError) {
        try checkDepth(depth)
        position += 1
        skipWhiteSpace()
        if take(UInt8(ascii: "]")) { return }
        while true {
            skipWhiteSpace()
            try deliver(try parseValue(depth: depth + 1))
            skipWhiteSpace()
            if take(UInt8(ascii: "]")) { return }
            guard take(UInt8(ascii: ",")) else { throw syntax("a comma or a closing bracket is missing") }
        }
    }

    private mutating func parseWord(
        _ word: StaticString, _ content: FHIRJSONValue.Content
    ) throws(FHIRError) -> FHIRJSONValue {
        let start = position
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { throw syntax("an unknown word") }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] {
            throw syntax("an unknown word")
        }
        position += count
        return FHIRJSONValue(content: content, range: start..<position)
    }

    private mutating func parseNumber() throws(FHIRError) -> FHIRJSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {
            if let next = peek(), isDigit(next) { throw number("a leading zero") }
        } else {
            guard takeDigits() > 0 else { throw number("a digit is missing") }
        }
        if take(UInt8(ascii: ".")) {
            guard takeDigits() > 0 else { throw number("a digit is missing after the point") }
        }
        if let mark = peek(), mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
            position += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard takeDigits() > 0 else { throw number("a digit is missing in the exponent") }
        }
        let literal = String(decoding: bytes[start..<position], as: UTF8.self)
        return FHIRJSONValue(content: .number(literal), range: start..<position)
    }

    // MARK: Strings

    private mutating func parseString() throws(FHIRError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = try validText(UnsafeBufferPointer(rebasing: bytes[start..<position]))
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start) }
            if byte < 0x20 { throw string("a control character that is not escaped") }
            position += 1
        }
        throw string("the closing quote is missing")
    }

    private mutating func parseEscapedString(from start: Int) throws(FHIRError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                let result: Result<String, FHIRError> = text.withUnsafeBufferPointer { buffer in
                    Result { () throws(FHIRError) in try validText(buffer) }
                }
                return try result.get()
            }
            if byte < 0x20 { throw string("a control character that is not escaped") }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            let scalar = try parseEscape()
            text.append(contentsOf: Array(String(Character(scalar)).utf8))
        }
        throw string("the closing quote is missing")
    }

    private mutating func parseEscape() throws(FHIRError) -> Unicode.Scalar {
        guard let mark = peek() else { throw string("an escape is cut short") }
        position += 1
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(mark)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let high = try parseHex4()
            if let scalar = Unicode.Scalar(high) { return scalar }
            guard high < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw string("a lone surrogate")
            }
            let low = try parseHex4()
            guard (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            else { throw string("a lone surrogate") }
            return scalar
        default: throw string("an unknown escape")
        }
    }

    private mutating func parseHex4() throws(FHIRError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek() else { throw string("an escape is cut short") }
            position += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw string("a hexadecimal digit is missing")
            }
        }
        return value
    }

    private func validText(_ utf8: UnsafeBufferPointer<UInt8>) throws(FHIRError) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw FHIRError(.jsonInvalidUTF8, "a string is not valid UTF-8, byte \(position)")
        }
        return text
    }

    // MARK: Bytes

    private func checkSize() throws(FHIRError) {
        if bytes.count > limits.bytes {
            throw FHIRError(.jsonTooLarge, "\(bytes.count) bytes, at most \(limits.bytes)")
        }
    }

    private func checkDepth(_ depth: Int) throws(FHIRError) {
        if depth >= limits.depth { throw FHIRError(.jsonTooDeep, "nested deeper than \(limits.depth) levels") }
    }

    private mutating func expectEnd() throws(FHIRError) {
        skipWhiteSpace()
        if position != bytes.count {
            throw FHIRError(.jsonTrailing, "something follows the document, byte \(position)")
        }
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func takeDigits() -> Int {
        let start = position
        while let byte = peek(), isDigit(byte) { position += 1 }
        return position - start
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func skipWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func syntax(_ reason: String) -> FHIRError { FHIRError(.jsonSyntax, "\(reason), byte \(position)") }
    private func number(_ reason: String) -> FHIRError { FHIRError(.jsonNumber, "\(reason), byte \(position)") }
    private func string(_ reason: String) -> FHIRError { FHIRError(.jsonString, "\(reason), byte \(position)") }
}
