/// FHIR's primitive types (https://hl7.org/fhir/R4/datatypes.html#primitive).
///
/// The formats are scanned by hand because values may be megabytes long (base64Binary) and because a date must exist in
/// the calendar, which no regular expression says. A test holds each scanner against HL7's own regular expression from
/// the definitions.
enum FHIRPrimitive: String, CaseIterable, Sendable {
    case base64Binary, boolean, canonical, code, date, dateTime, decimal, id, instant, integer, markdown, oid
    case positiveInt, string, time, unsignedInt, uri, url, uuid, xhtml

    /// The kind of JSON value that carries a primitive.
    enum JSONKind { case string, number, boolean }

    var jsonKind: JSONKind {
        switch self {
        case .boolean: .boolean
        case .decimal, .integer, .positiveInt, .unsignedInt: .number
        default: .string
        }
    }

    /// The longest string: 1 MiB, except where documents travel (base64Binary, and narrative, which is bounded by the
    /// resource's own size).
    static let maximumStringBytes = 1 << 20

    /// Whether a text or number literal has this type's format.
    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) ?? false } || matchesDate(text)
    }

    /// nil: decided by `matchesDate`.
    private func matches(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool? {
        switch self {
        case .boolean: Array(utf8) == Array("true".utf8) || Array(utf8) == Array("false".utf8)
        case .base64Binary: Self.isBase64(utf8)
        case .string, .markdown: utf8.count <= Self.maximumStringBytes && Self.isText(utf8)
        case .xhtml: !utf8.isEmpty
        case .uri, .url, .canonical: !utf8.isEmpty && Self.hasNoWhiteSpace(utf8)
        case .code: Self.isCode(utf8)
        case .id: (1...64).contains(utf8.count) && utf8.allSatisfy(Self.isIdentifierByte)
        case .oid: Self.isOID(utf8)
        case .uuid: Self.isUUID(utf8)
        case .integer: Self.isInteger(utf8, minimum: Int64(Int32.min))
        case .unsignedInt: Self.isInteger(utf8, minimum: 0)
        case .positiveInt: Self.isInteger(utf8, minimum: 1)
        case .decimal: Self.isDecimal(utf8)
        case .date, .dateTime, .instant, .time: nil
        }
    }

    private func matchesDate(_ text: String) -> Bool {
        switch self {
        case .time: return FHIRDateTime.isTime(text)
        case .date: return FHIRDateTime(text).map { $0.secondOfDay == nil } ?? false
        case .dateTime: return FHIRDateTime(text) != nil
        case .instant: return FHIRDateTime(text).map { $0.secondOfDay != nil } ?? false
        default: return false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// `[ \r\n\t\S]+`, and with FHIR's prose no control characters besides those three, and not white space alone.
    private static func isText(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        var hasContent = false
        for byte in utf8 {
            if byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D { return false }
            if !isWhiteSpace(byte) { hasContent = true }
        }
        return hasContent
    }

    private static func hasNoWhiteSpace(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    /// `[^\s]+(\s[^\s]+)*`: no white space at the ends, single white space inside.
    private static func isCode(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = utf8.first, let last = utf8.last, !isWhiteSpace(first), !isWhiteSpace(last) else {
            return false
        }
        var previousWasSpace = false
        for byte in utf8 {
            if byte < 0x20 && !isWhiteSpace(byte) { return false }
            let isSpace = isWhiteSpace(byte)
            if isSpace && previousWasSpace { return false }
            previousWasSpace = isSpace
        }
        return true
    }

    /// `(\s*([0-9a-zA-Z\+\/=]){4}\s*)+`, with padding at the end only (RFC 4648).
    private static func isBase64(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        var count = 0
        var padding = 0
        for byte in utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F:
                if padding > 0 { return false }
                count += 1
            case 0x3D:
                padding += 1
                count += 1
            case 0x20, 0x09, 0x0A, 0x0D:
                if count % 4 != 0 { return false }
            default: return false
            }
        }
        return count > 0 && count % 4 == 0 && padding <= 2
    }

    /// `urn:oid:[0-2](\.(0|[1-9][0-9]*))+`
    private static func isOID(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        guard utf8.starts(with: Array("urn:oid:".utf8)) else { return false }
        let arcs = utf8.dropFirst(8).split(separator: 0x2E, omittingEmptySubsequences: false)
        guard arcs.count >= 2, let root = arcs.first, root.count == 1, let digit = root.first,
            (0x30...0x32).contains(digit)
        else { return false }
        return arcs.dropFirst().allSatisfy { arc in
            !arc.isEmpty && arc.allSatisfy(isDigit) && (arc.count == 1 || arc.first != 0x30)
        }
    }

    private static func isUUID(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        guard utf8.count == 45, utf8.starts(with: Array("urn:uuid:".utf8)) else { return false }
        return utf8.dropFirst(9).enumerated().allSatisfy { index, byte in
            [8, 13, 18, 23].contains(index) ? byte == 0x2D : isDigit(byte) || (0x61...0x66).contains(byte)
        }
    }

    /// An integer literal of 32 bit, without leading zeros or a plus sign.
    private static func isInteger(_ utf8: UnsafeBufferPointer<UInt8>, minimum: Int64) -> Bool {
        let digits = utf8.first == 0x2D ? utf8.dropFirst() : utf8[...]
        guard (1...10).contains(digits.count), digits.allSatisfy(isDigit), digits.count == 1 || digits.first != 0x30,
            let value = Int64(String(decoding: utf8, as: UTF8.self))
        else { return false }
        return value >= minimum && value <= Int64(Int32.max) && !(minimum >= 0 && utf8.first == 0x2D)
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`; JSON's own grammar, with FHIR's bound of 18 digits lifted to
    /// 40.
    private static func isDecimal(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        guard utf8.count <= 48 else { return false }
        var parser = FHIRJSONParser(utf8, limits: FHIRJSONLimits(bytes: 48, depth: 1))
        guard let value = try? parser.parseDocument(), value.number != nil else { return false }
        return value.range == 0..<utf8.count
    }
}
