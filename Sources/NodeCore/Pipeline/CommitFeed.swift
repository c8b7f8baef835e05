public import LedgerFormat
internal import LedgerStore
internal import RecordContract
internal import Synchronization

/// An event that concerns a subscriber.
public struct DeliveredLedgerEvent: Sendable {
    /// Where it stands: what a client gives to go on after it.
    public let cursor: Int64
    /// The event (contract-v1 section 5).
    public let event: JSONObject
    /// The transaction that caused it; nil for due work.
    public let transaction: TransactionHash?
    /// The height of its block.
    public let height: UInt64
    /// The block's ledger time.
    public let time: LedgerTime

    init(_ event: LedgerEvent) {
        cursor = event.position.number
        self.event = event.event.json
        transaction = event.transaction
        height = event.position.height
        time = event.time
    }
}

/// What a subscriber is told.
public enum FeedItem: Sendable {
    /// An event that concerns the subscriber.
    case event(DeliveredLedgerEvent)
    /// A block was committed: the ledger's height and clock.
    case block(height: UInt64, time: LedgerTime)
    /// The subscriber read too slowly and is let go. Nothing is lost: it subscribes again after this cursor.
    case resume(after: Int64)
}

/// Tells subscribers what was committed. Each has a buffer of its own; who does not keep up is let go, and never slows
/// down anybody.
final class CommitFeed: Sendable {
    private struct Subscriber {
        let principal: Principal
        let continuation: AsyncStream<FeedItem>.Continuation
    }

    private struct State {
        var subscribers: [Int: Subscriber] = [:]
        var byIdentity: [IdentityID: Set<Int>] = [:]
        var next = 0
    }

    private let bufferSize: Int
    private let state = Mutex(State())

    init(bufferSize: Int) { self.bufferSize = bufferSize }

    /// How many subscribe.
    var subscriberCount: Int { state.withLock { $0.subscribers.count } }
    /// Who subscribes.
    var subscribers: Set<Principal> { state.withLock { Set($0.subscribers.values.map(\.principal)) } }

    /// What is committed from now on. The stream ends when the subscriber falls behind by more than the buffer, and
    /// when the feed closes.
    func subscribe(_ principal: Principal) -> AsyncStream<FeedItem> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: FeedItem.self, bufferingPolicy: .bufferingOldest(bufferSize))
        let number = state.withLock { state in
            state.next += 1
            state.subscribers[state.next] = Subscriber(principal: principal, continuation: continuation)
            state.byIdentity[principal.identity, default: []].insert(state.next)
            return state.next
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        return stream
    }

    /// Tells everybody whom a block concerns of its events, and everybody of the block.
    func publish(_ header: BlockHeader, _ events: [LedgerEvent]) {
        let (subscribers, byIdentity) = state.withLock { ($0.subscribers, $0.byIdentity) }
        guard !subscribers.isEmpty else { return }
        var slow: Set<Int> = []
        for event in events {
            for identity in event.event.audience {
                for number in byIdentity[identity] ?? [] where !slow.contains(number) {
                    let item = FeedItem.event(DeliveredLedgerEvent(event))
                    if case .dropped? = subscribers[number]?.continuation.yield(item) { slow.insert(number) }
                }
            }
        }
        for (number, subscriber) in subscribers where !slow.contains(number) {
            let item = FeedItem.block(height: header.height, time: header.time)
            if case .dropped = subscriber.continuation.yield(item) { slow.insert(number) }
        }
        for number in slow {
            subscribers[number]?.continuation.finish()
            remove(number)
        }
    }

    /// Ends the subscriptions of these. What was announced to them before is still delivered.
    func end(_ principals: Set<Principal>) {
        let ended = state.withLock { $0.subscribers.filter { principals.contains($0.value.principal) } }
        for (number, subscriber) in ended {
            subscriber.continuation.finish()
            remove(number)
        }
    }

    /// Ends every subscription.
    func close() {
        let subscribers = state.withLock { state in
            defer { (state.subscribers, state.byIdentity) = ([:], [:]) }
            return state.subscribers
        }
        for subscriber in subscribers.values { subscriber.continuation.finish() }
    }

    private func remove(_ number: Int) {
        state.withLock { state in
            guard let subscriber = state.subscribers.removeValue(forKey: number) else { return }
            let identity = subscriber.principal.identity
            state.byIdentity[identity]?.remove(number)
            if state.byIdentity[identity]?.isEmpty == true { state.byIdentity[identity] = nil }
        }
    }
}
