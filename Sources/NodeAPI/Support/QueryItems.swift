internal import LedgerFormat
internal import NodeWire

/// The query of a request, read strictly: every parameter is known to the route, stands once and is well-formed.
struct QueryItems: Sendable {
    private let values: [String: String]

    /// Parses the part of the target after `?`. Throws a `query` problem.
    init(_ query: String?, allowed: Set<String>) throws(Problem) {
        var values: [String: String] = [:]
        for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            if pair.isEmpty, query?.isEmpty != false { continue }
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = Self.decode(parts[0]), let value = Self.decode(parts[1]) else {
                throw .query()
            }
            // The name of an unknown parameter is the client's text and is not repeated.
            guard allowed.contains(name) else { throw .query() }
            guard values.updateValue(value, forKey: name) == nil else { throw .query(name) }
        }
        self.values = values
    }

    /// Percent-decoding (and `+` for a space, as browsers' forms write it); nil for a broken escape or for bytes that
    /// are not UTF-8.
    private static func decode(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            text.formIndex(after: &index)
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                var value: UInt8 = 0
                for _ in 0..<2 {
                    guard index < text.endIndex, let digit = hexadecimalDigit(text[index]) else { return nil }
                    value = value << 4 | digit
                    text.formIndex(after: &index)
                }
                bytes.append(value)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The text of a parameter; nil when it is absent.
    subscript(_ name: String) -> String? { values[name] }

    /// An integer in canonical decimal within `range`; nil when absent. Throws a `query` problem.
    func integer(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
        guard let text = values[name] else { return nil }
        guard let number = Int64(text), String(number).utf8.elementsEqual(text.utf8), range.contains(number) else {
            throw .query(name)
        }
        return number
    }

    /// Text for people, of 1 ... `maximumBytes` bytes without control characters; nil when absent. Throws a `query`
    /// problem.
    func text(_ name: String, maximumBytes: Int) throws(Problem) -> String? {
        guard let text = values[name] else { return nil }
        guard (1...maximumBytes).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        else { throw .query(name) }
        return text
    }

    /// One of `words`; nil when absent. Throws a `query` problem.
    func choice(_ name: String, of words: [String]) throws(Problem) -> String? {
        guard let text = values[name] else { return nil }
        guard words.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else { throw .query(name) }
        return text
    }

    /// An identity in canonical form; nil when absent. Throws a `query` problem.
    func identity(_ name: String) throws(Problem) -> IdentityID? {
        guard let text = values[name] else { return nil }
        guard let identity = IdentityID(canonical: text) else { throw .query(name) }
        return identity
    }
}
