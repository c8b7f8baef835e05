internal import LedgerFormat
internal import LedgerStore

/// The events that concern an identity: first those that stand on the ledger after a cursor, then each new one as it is
/// committed, without a gap or a repetition between the two.
public struct EventStream: AsyncSequence, Sendable {
    /// What a subscriber is told.
    public typealias Element = FeedItem
    /// Reading the ledger can fail.
    public typealias Failure = any Error

    let ledger: Ledger
    let feed: CommitFeed
    let identity: IdentityID
    let after: EventPosition

    /// Subscribes.
    public func makeAsyncIterator() -> AsyncIterator {
        // Subscribed before the ledger is read, so that nothing falls between.
        AsyncIterator(
            ledger: ledger, identity: identity, live: feed.subscribe(identity).makeAsyncIterator(), last: after)
    }

    /// Draws one item after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let ledger: Ledger
        let identity: IdentityID
        var live: AsyncStream<FeedItem>.AsyncIterator
        /// The last position that was delivered or read past.
        var last: EventPosition
        private var page: ArraySlice<LedgerEvent> = []
        private var isCaughtUp = false
        private var isOver = false

        private static let pageSize = 200

        init(ledger: Ledger, identity: IdentityID, live: AsyncStream<FeedItem>.AsyncIterator, last: EventPosition) {
            self.ledger = ledger
            self.identity = identity
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
            let (identity, after) = (identity, last)
            let events = try await ledger.read { reader in
                try reader.events(for: identity, after: after, limit: Self.pageSize)
            }
            isCaughtUp = events.next == nil
            page = events.events[...]
            return page.popFirst()
        }
    }
}
