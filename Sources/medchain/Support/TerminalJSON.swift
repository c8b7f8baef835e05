import LedgerFormat

/// JSON as it goes to standard output: the same values, with what a terminal would obey or not show written as escapes
/// (RFC 8259 section 7). Canonical JSON escapes only what it must, and text inside records comes from anybody.
enum TerminalJSON {
    /// The canonical JSON with control characters (DEL, C1), bidirectional controls and invisible format characters
    /// escaped. These stand in strings only, where an escape means the same.
    static func text(_ json: JSONValue) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in String(decoding: json.canonicalBytes, as: UTF8.self).unicodeScalars {
            if isHarmless(scalar) {
                escaped.append(scalar)
            } else {
                for unit in String(scalar).utf16 { escaped.append(contentsOf: escape(unit).unicodeScalars) }
            }
        }
        return String(escaped)
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return true
        }
    }
}
