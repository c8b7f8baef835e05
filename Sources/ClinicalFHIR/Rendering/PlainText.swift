/// Makes text from records safe to print.
public enum PlainText {
    /// The text on one line: line breaks and tabs become spaces; control characters (ESC, C0, C1, DEL), bidirectional
    /// overrides and invisible format characters become U+FFFD, so that no record can drive a terminal or disguise
    /// itself.
    ///
    /// - Parameter limit: how many characters at most; a longer text ends in "…".
    public static func line(_ text: String, limit: Int = 400) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        var lastWasSpace = true
        for scalar in text.unicodeScalars {
            let shown: Unicode.Scalar
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: shown = " "
            case 0x00...0x1F, 0x7F...0x9F: shown = "\u{FFFD}"
            case 0x061C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xE0000...0xE007F:
                shown = "\u{FFFD}"
            default: shown = scalar
            }
            let isSpace = shown == " "
            if isSpace && lastWasSpace { continue }
            lastWasSpace = isSpace
            count += 1
            if count > limit {
                result.append("…")
                break
            }
            result.append(shown)
        }
        return String(result).trimmingWhiteSpace()
    }
}
