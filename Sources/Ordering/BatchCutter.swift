/// Group commit as a pure state machine: which waiting items form the next batch, and when.
///
/// A batch is cut as soon as something waits and no batch is under way: one client alone never waits for a timer, and
/// while a batch is being made durable all that arrives gathers for the next. What arrives beyond the bounds is
/// refused, not lost.
public struct BatchCutter<Item> {
    /// What a batch and the queue may hold.
    public struct Limits: Sendable, Equatable {
        /// The most items of a batch.
        public var batchItems: Int
        /// The most bytes of a batch's items; one item alone may have no more.
        public var batchBytes: Int
        /// The most items that wait.
        public var queueItems: Int
        /// The most bytes that wait.
        public var queueBytes: Int

        /// Limits of these sizes.
        public init(batchItems: Int, batchBytes: Int, queueItems: Int, queueBytes: Int) {
            self.batchItems = batchItems
            self.batchBytes = batchBytes
            self.queueItems = queueItems
            self.queueBytes = queueBytes
        }
    }

    /// What became of an offered item.
    public enum Offer: Sendable, Equatable {
        /// It waits for its batch.
        case accepted
        /// The queue is full; it may be offered again later.
        case busy
        /// It is larger than any batch.
        case tooLarge
        /// Nothing more is taken.
        case stopping
    }

    private struct Waiting {
        let item: Item
        let bytes: Int
    }

    /// The limits.
    public let limits: Limits
    private var queue: [Waiting] = []
    private var head = 0
    /// Bytes of the items that wait.
    public private(set) var queuedBytes = 0
    /// Whether a batch is under way.
    public private(set) var isInFlight = false
    /// Whether new items are refused.
    public private(set) var isStopping = false
    private var isEmptyBatchWanted = false

    /// Begins empty.
    public init(limits: Limits) { self.limits = limits }

    /// How many items wait.
    public var queuedItems: Int { queue.count - head }
    /// Whether `cut` would return a batch now.
    public var isReady: Bool { !isInFlight && (queuedItems > 0 || isEmptyBatchWanted) }
    /// Whether nothing waits and nothing is under way.
    public var isDrained: Bool { !isInFlight && queuedItems == 0 }

    /// Takes an item of `bytes` bytes into the queue, or says why not.
    public mutating func offer(_ item: Item, bytes: Int) -> Offer {
        guard !isStopping else { return .stopping }
        guard bytes <= limits.batchBytes else { return .tooLarge }
        guard queuedItems < limits.queueItems, queuedBytes + bytes <= limits.queueBytes else { return .busy }
        queue.append(Waiting(item: item, bytes: bytes))
        queuedBytes += bytes
        return .accepted
    }

    /// Asks for a batch even when nothing waits: a deadline has passed and the ledger's clock must move.
    public mutating func wantEmptyBatch() {
        if !isStopping { isEmptyBatchWanted = true }
    }

    /// The next batch in order of arrival; nil while one is under way or nothing is to do. Whoever takes it reports
    /// `batchEnded`.
    public mutating func cut() -> [Item]? {
        guard isReady else { return nil }
        var items: [Item] = []
        var bytes = 0
        while head < queue.count, items.count < limits.batchItems, bytes + queue[head].bytes <= limits.batchBytes {
            items.append(queue[head].item)
            bytes += queue[head].bytes
            head += 1
        }
        queuedBytes -= bytes
        compact()
        isInFlight = true
        isEmptyBatchWanted = false
        return items
    }

    /// The batch under way is durable, or has failed and its taker has answered for its items.
    public mutating func batchEnded() { isInFlight = false }

    /// Refuses new items from now on; what waits is still cut.
    public mutating func stop() {
        isStopping = true
        isEmptyBatchWanted = false
    }

    /// Takes everything that waits out of the queue: for answering it when no batch can be made any more.
    public mutating func removeAll() -> [Item] {
        defer {
            queue = []
            head = 0
            queuedBytes = 0
        }
        return queue[head...].map(\.item)
    }

    /// Frees what was cut, in amortised constant time an item.
    private mutating func compact() {
        guard head * 2 >= queue.count else { return }
        queue.removeFirst(head)
        head = 0
    }
}
