import LedgerFormat

/// Where a transaction stands: height and index in the block, in one integer that orders as both do.
struct Place: Hashable, Comparable {
    /// Bits for the index: a block has at most 4,096 transactions and one leaf for due work.
    static let indexBits = 13
    /// The largest height that a place and an event's position can name; at a block a millisecond, 34 years.
    static let maximumHeight: UInt64 = 1 << 40 - 1

    let height: UInt64
    let index: Int

    var number: Int64 { Int64(height) << Int64(Self.indexBits) | Int64(index) }

    init(height: UInt64, index: Int) {
        self.height = height
        self.index = index
    }

    init(number: Int64) {
        height = UInt64(bitPattern: number) >> UInt64(Self.indexBits)
        index = Int(number & (1 << Int64(Self.indexBits) - 1))
    }

    static func < (lhs: Place, rhs: Place) -> Bool { lhs.number < rhs.number }
}

/// Where an event stands on the ledger; later events have greater positions. Clients keep the number as a cursor.
public struct EventPosition: Hashable, Sendable, Comparable {
    /// Bits for the event's index in its outcome (`Limits.jsonMembers`).
    private static let eventBits: Int64 = 10

    /// The position as one number, never negative.
    public let number: Int64

    /// Before every event.
    public static let start = EventPosition(number: 0)

    /// A position that a client kept; nil when negative.
    public init?(_ number: Int64) {
        guard number >= 0 else { return nil }
        self.number = number
    }

    init(number: Int64) { self.number = number }

    init(_ place: Place, event: Int) { number = place.number << Self.eventBits | Int64(event) }

    /// The position just before the first event of the block at `height`.
    public init(before height: UInt64) {
        number = max(0, Place(height: min(height, Place.maximumHeight), index: 0).number << Self.eventBits - 1)
    }

    /// The height of the block.
    public var height: UInt64 { place.height }

    var place: Place { Place(number: number >> Self.eventBits) }
    var event: Int { Int(number & (1 << Self.eventBits - 1)) }

    /// Orders as events stand on the ledger.
    public static func < (lhs: EventPosition, rhs: EventPosition) -> Bool { lhs.number < rhs.number }
}

/// Eight bytes that bind a block's log revision to its header, so that a damaged revision is noticed. It guards against
/// accidents only: whoever can write the database can compute it.
enum PositionCheck {
    static func bytes(header: Hash256, revision: UInt64) -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 40)
        writer.hash(header)
        writer.integer(revision)
        return Array(Hash256(hashing: writer.bytes).bytes.prefix(8))
    }
}
