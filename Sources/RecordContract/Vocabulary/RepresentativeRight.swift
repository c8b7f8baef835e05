public import LedgerFormat

/// What somebody may do for a patient whom they represent. The raw values stand on the ledger; the order is that of
/// lists. A guardian may do all of it and what only guardians may.
public enum RepresentativeRight: String, Hashable, Sendable, CaseIterable, Comparable {
    /// To see and open the patient's records, each read logged as the representative's.
    case read
    /// To write records for the patient, marked self-reported.
    case contribute
    /// To give, refuse and take back access. It goes with `read`: who gives keys must hold them.
    case consent
    /// To arrange appointments, refills and messages.
    case arrange

    private var rank: UInt8 {
        switch self {
        case .read: 0
        case .contribute: 1
        case .consent: 2
        case .arrange: 3
        }
    }

    /// Orders as lists on the ledger do.
    public static func < (lhs: RepresentativeRight, rhs: RepresentativeRight) -> Bool { lhs.rank < rhs.rank }
}

/// A year of the Gregorian calendar in UTC. The ledger knows of a dependant's age no more than the year in which it
/// ends.
public struct CalendarYear: Hashable, Sendable {
    /// The years that the ledger takes.
    static let range: ClosedRange<Int64> = 1970...2400

    /// The year.
    public let number: Int64

    /// A year from 1970 to 2400; nil for others.
    public init?(_ number: Int64) {
        guard Self.range.contains(number) else { return nil }
        self.number = number
    }

    /// When it begins.
    public var beginning: LedgerTime { Self.beginning(of: number) }
    /// When the next one begins.
    public var end: LedgerTime { Self.beginning(of: number + 1) }

    private static func beginning(of year: Int64) -> LedgerTime {
        func leapDays(before year: Int64) -> Int64 { (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 }
        let days = 365 * (year - 1970) + leapDays(before: year) - leapDays(before: 1970)
        return LedgerTime(milliseconds: days * 86_400_000) ?? .maximum
    }
}
