internal import LedgerFormat
internal import LedgerStore

/// The events that concern an identity: first those that stand on the ledger after a cursor, then each new one as it is
/// committed, without a gap or a repetition between the two. It ends when the person may not act any more.
public struct EventStream: AsyncSequence, Sendable {
    /// What a subscriber is told.
    public typealias Element = FeedItem
    /// Reading the ledger can fail.
    public typealias Failure = any Error

    let ledger: Ledger
    let feed: CommitFeed
    let principal: Principal
    let after: EventPosition

    /// Subscribes.
    public func makeAsyncIterator() -> AsyncIterator {
        // Subscribed before the ledger is read, so that nothing falls between.
        AsyncIterator(
            ledger: ledger, principal: principal, live: feed.subscribe(principal).makeAsyncIterator(), last: after)
    }

    /// Draws one item after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let ledger: Ledger
        let principal: Principal
        var live: AsyncStream<FeedItem>.AsyncIterator
        /// The last position that was delivered or read past.
        var last: EventPosition
        private var page: ArraySlice<LedgerEvent> = []
        private var isCaughtUp = false
        private var isOver = false

        private static let pageSize = 200

        init(ledger: Ledger, principal: Principal, live: AsyncStream<FeedItem>.AsyncIterator, last: EventPosition) {
            self.ledger = ledger
            self.principal = principal
            self.live = live
            self.last = last
        }

        /// The next item; nil at the end.
        public mutating func next() async throws -> FeedItem? {
            if isOver { return nil }
            var stored = page.popFirst()
            if stored == nil { stored = try await nextStored() }
            if let event = stored {
                last = event.position
                return .event(DeliveredLedgerEvent(event))
            }
            while let item = await live.next() {
                guard case .event(let event) = item else { return item }
                // What the ledger showed already is not told again.
                guard let position = EventPosition(event.cursor), position > last else { continue }
                last = position
                return item
            }
            isOver = true
            return Task.isCancelled ? nil : .resume(after: last.number)
        }

        private mutating func nextStored() async throws -> LedgerEvent? {
            guard !isCaughtUp else { return nil }
            let (principal, after) = (principal, last)
            let events = try await ledger.read { reader in
                // Who was suspended before this subscription began is not among those whom the pipeline ends.
                try Visibility(reader, principal).requireStanding()
                return try reader.events(for: principal.identity, after: after, limit: Self.pageSize)
            }
            isCaughtUp = events.next == nil
            page = events.events[...]
            return page.popFirst()
        }
    }
}
