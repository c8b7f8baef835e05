public import LedgerFormat
import RecordContract

/// A page of events.
public struct EventPage: Sendable {
    /// The events, in the order asked for.
    public let events: [LedgerEvent]
    /// Where the next page begins; nil at the end.
    public let next: EventPosition?
}

extension LedgerReader {
    /// The events that concern an identity, oldest first after `after`; descending: newest first before `after`, from
    /// the newest without it.
    public func events(
        for identity: IdentityID, after: EventPosition? = nil, limit: Int, descending: Bool = false
    ) throws -> EventPage {
        let limit = max(0, limit)
        let bound = after?.number ?? (descending ? Int64.max : 0)
        let text =
            descending
            ? "SELECT position FROM eventAudience WHERE identity = ? AND position < ? ORDER BY position DESC LIMIT ?"
            : "SELECT position FROM eventAudience WHERE identity = ? AND position > ? ORDER BY position LIMIT ?"
        let positions = try sql(text)
            .all(.ascii(identity.canonical), .integer(bound), .integer(Int64(limit) + 1)) { row in
                EventPosition(number: try row.integer(0))
            }
        let page = positions.prefix(limit)
        var leaf: EventLeaf?
        let events = try page.map { position in
            let current = leaf?.place == position.place ? leaf : nil
            let loaded = try current ?? eventLeaf(position.place)
            leaf = loaded
            guard position.event < loaded.events.count else {
                throw LedgerError.corrupted(place: "eventAudience.position")
            }
            return LedgerEvent(
                position: position, event: loaded.events[position.event], time: loaded.time,
                transaction: loaded.transaction)
        }
        return EventPage(events: events, next: positions.count > limit ? page.last : nil)
    }

    /// How many events concern an identity after a position, counted up to `limit`.
    public func eventCount(for identity: IdentityID, after: EventPosition = .start, limit: Int) throws -> Int {
        let statement = try sql(
            """
            SELECT count(*) FROM (SELECT 1 FROM eventAudience WHERE identity = ? AND position > ? LIMIT ?)
            """)
        let count = try statement.first(
            .ascii(identity.canonical), .integer(after.number), .integer(Int64(max(0, limit)))
        ) { try $0.integer(0) }
        return Int(count ?? 0)
    }

    /// The events of one outcome.
    private struct EventLeaf {
        let place: Place
        let events: [Event]
        let time: LedgerTime
        let transaction: TransactionHash?
    }

    private func eventLeaf(_ place: Place) throws -> EventLeaf {
        guard let header = try header(place.height) else {
            throw LedgerError.corrupted(place: "eventAudience.position")
        }
        let isSystem = place.index == Int(header.transactionCount)
        let text =
            isSystem
            ? "SELECT systemOutcome, NULL FROM blocks WHERE height = ?"
            : "SELECT outcome, jws FROM transactions WHERE place = ?"
        let leaf = try sql(text).first(isSystem ? .height(place.height) : .integer(place.number)) { row in
            let events = try Self.outcome(row, 0).events
            let jws = isSystem ? nil : try row.blob(1)
            return EventLeaf(
                place: place,
                events: try events.map { event in
                    do throws(Rejection) { return try Event(parsing: event) } catch { throw row.corrupted(0) }
                },
                time: header.time, transaction: try jws.map { try Transaction(parsing: $0).hash })
        }
        guard let leaf else { throw LedgerError.corrupted(place: "eventAudience.position") }
        return leaf
    }
}
