import LedgerFormat
import RecordContract

/// The keys of due work: `due/<time, 16 digits>/<kind>/<id>`, which order by time.
enum DueRange {
    /// Smaller than every such key.
    static let start = "due/"
    /// Greater than every such key.
    static let end = "due0"

    static func contains(_ key: DocumentKey) -> Bool { key.text.utf8.starts(with: start.utf8) }

    /// Greater than every key that is due at `time` or before, smaller than all others.
    static func end(notAfter time: LedgerTime) -> String {
        let digits = String(time.milliseconds)
        return start + String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits + "0"
    }
}
