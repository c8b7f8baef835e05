/// A moment on the ledger's clock: milliseconds since 1970-01-01T00:00:00Z, without leap seconds. Blocks carry it;
/// expiry and deadlines are judged by it alone.
public struct LedgerTime: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Milliseconds since the epoch; never negative, at most 2^53 - 1 so that JavaScript reads it exactly.
    public let milliseconds: Int64

    /// The largest moment that the formats can carry.
    public static let maximum = LedgerTime(unchecked: (1 << 53) - 1)
    /// The epoch.
    public static let zero = LedgerTime(unchecked: 0)

    private init(unchecked milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Nil outside 0 ... 2^53 - 1.
    public init?(milliseconds: Int64) {
        guard (0...Self.maximum.milliseconds).contains(milliseconds) else { return nil }
        self.milliseconds = milliseconds
    }

    /// The whole second that the moment lies in.
    public var second: Int64 { milliseconds / 1000 }

    /// The moment `milliseconds` later, held within what the formats can carry.
    public func advanced(byMilliseconds milliseconds: Int64) -> LedgerTime {
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        if overflow { return milliseconds > 0 ? .maximum : .zero }
        return LedgerTime(unchecked: min(max(sum, 0), Self.maximum.milliseconds))
    }

    /// The milliseconds in decimal.
    public var description: String { String(milliseconds) }
    /// Orders by time.
    public static func < (lhs: LedgerTime, rhs: LedgerTime) -> Bool { lhs.milliseconds < rhs.milliseconds }
}
