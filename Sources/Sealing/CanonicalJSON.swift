/// The restricted JSON of the sealed formats: objects, arrays, strings and integers 0 to 2^53-1.
package indirect enum SealedJSON: Sendable {
    /// Text; compared and ordered by its UTF-8 bytes.
    case string(String)
    /// 0 to 2^53-1, so that every JavaScript number holds it.
    case integer(UInt64)
    /// An ordered list.
    case array([SealedJSON])
    /// Fields by ASCII name.
    case object([String: SealedJSON])
}

/// RFC 8785 for `SealedJSON`: one byte string for each value.
package enum CanonicalJSON {
    /// The largest integer of the format, 2^53-1.
    package static let largestInteger: UInt64 = 1 << 53 - 1
    /// The deepest nesting of the format.
    package static let largestDepth = 8

    /// The canonical bytes of `value`.
    package static func encode(_ value: SealedJSON) -> [UInt8] {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return bytes
    }

    /// Parses `bytes`, at most `limit` of them, and insists on the canonical form.
    /// - Throws: `format.tooLarge`, `format.invalid`, `format.duplicateField`, `format.tooDeep`, `format.notCanonical`.
    package static func parse(_ bytes: [UInt8], limit: Int) throws -> SealedJSON {
        guard bytes.count <= limit else {
            throw SealingError(.formatTooLarge, "more than \(limit) bytes")
        }
        var parser = JSONParser(bytes)
        let value = try parser.parseDocument()
        guard encode(value) == bytes else {
            throw SealingError(.formatNotCanonical, "not the canonical form (RFC 8785)")
        }
        return value
    }

    private static func append(_ value: SealedJSON, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text): append(text, to: &bytes)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(item, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let fields):
            bytes.append(UInt8(ascii: "{"))
            let sorted = fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, field) in sorted.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(field.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(field.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let hexadecimal = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case 0x08: bytes.append(contentsOf: "\\b".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0x0a: bytes.append(contentsOf: "\\n".utf8)
            case 0x0c: bytes.append(contentsOf: "\\f".utf8)
            case 0x0d: bytes.append(contentsOf: "\\r".utf8)
            case 0x22: bytes.append(contentsOf: "\\\"".utf8)
            case 0x5c: bytes.append(contentsOf: "\\\\".utf8)
            case 0x00..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hexadecimal[Int(byte >> 4)])
                bytes.append(hexadecimal[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
