internal import LedgerFormat

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

/// RFC 8785 for `SealedJSON`: one byte string for each value. Parsing and writing are the ledger's; what the sealed
/// formats leave out (null, truth values, negative numbers, other than the canonical form) is refused here.
package enum CanonicalJSON {
    /// The largest integer of the format, 2^53-1.
    package static let largestInteger: UInt64 = 1 << 53 - 1
    /// The deepest nesting of the format.
    package static let largestDepth = 8

    /// The canonical bytes of `value`.
    package static func encode(_ value: SealedJSON) -> [UInt8] { ledgerValue(value).canonicalBytes }

    /// Parses `bytes`, at most `limit` of them, and insists on the canonical form.
    /// - Throws: `format.tooLarge`, `format.invalid`, `format.duplicateField`, `format.tooDeep`, `format.notCanonical`.
    package static func parse(_ bytes: [UInt8], limit: Int) throws -> SealedJSON {
        guard bytes.count <= limit else {
            throw SealingError(.formatTooLarge, "more than \(limit) bytes")
        }
        let value: JSONValue
        do {
            value = try StrictJSONParser.parse(bytes)
        } catch {
            switch error.code {
            case .jsonDuplicateKey: throw SealingError(.formatDuplicateField, "a field stands twice")
            case .jsonTooDeep: throw SealingError(.formatTooDeep, "nested more than \(largestDepth) deep")
            default: throw SealingError(.formatInvalid, "not the JSON of the format")
            }
        }
        let sealed = try sealedValue(value, depth: 0)
        guard value.canonicalBytes == bytes else {
            throw SealingError(.formatNotCanonical, "not the canonical form (RFC 8785)")
        }
        return sealed
    }

    private static func ledgerValue(_ value: SealedJSON) -> JSONValue {
        switch value {
        case .string(let text): .string(text)
        case .integer(let number): .integer(Int64(number))
        case .array(let items): .array(items.map(ledgerValue))
        case .object(let fields):
            .object(JSONObject(fields.map { JSONObject.Member($0.key, ledgerValue($0.value)) }))
        }
    }

    private static func sealedValue(_ value: JSONValue, depth: Int) throws -> SealedJSON {
        switch value {
        case .string(let text): return .string(text)
        case .integer(let number) where number >= 0: return .integer(UInt64(number))
        case .array(let items):
            try check(depth: depth)
            return .array(try items.map { try sealedValue($0, depth: depth + 1) })
        case .object(let object):
            try check(depth: depth)
            var fields: [String: SealedJSON] = [:]
            for member in object.members { fields[member.name] = try sealedValue(member.value, depth: depth + 1) }
            return .object(fields)
        case .integer, .null, .bool:
            throw SealingError(.formatInvalid, "a value that the format does not have")
        }
    }

    private static func check(depth: Int) throws {
        guard depth < largestDepth else {
            throw SealingError(.formatTooDeep, "nested more than \(largestDepth) deep")
        }
    }
}
