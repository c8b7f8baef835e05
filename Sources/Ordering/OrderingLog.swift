public import LedgerFormat

/// The one order of batches for the whole network. What it has returned a position for is durable and will be
/// delivered, in the same order, to every reader and again after every restart.
///
/// `EmbeddedOrderingLog` keeps it in files of one machine; `EtcdOrderingLog` in a cluster of all organisations.
/// Positions of one epoch only grow; they need not be consecutive.
public protocol OrderingLog: Sendable {
    /// The epoch of every position that the log gives.
    var epoch: UInt32 { get }

    /// Appends the node's next batch and returns its position when it is durable. One batch of a node is in flight at
    /// a time: `ordering.appendInFlight`. When it throws, the batch has no position; readers may still see it after a
    /// restart when the error was `ordering.storageFailed`, as with any write whose answer got lost.
    func append(_ batch: Batch) async throws(OrderingError) -> LogPosition

    /// Every batch after `position`, oldest first, then each new one as soon as it is durable. nil begins at the
    /// oldest that is kept. The sequence ends when the log closes or the reading task is cancelled.
    func batches(after position: LogPosition?) -> OrderedBatches

    /// Lets go of batches at or below `position`, as far as the log's storage allows; they will not be asked for again.
    func trim(through position: LogPosition) async throws(OrderingError)

    /// What the log holds now.
    func status() async throws(OrderingError) -> OrderingLogStatus

    /// Closes the log: batches in flight are finished first, readers end, later calls throw `ordering.closed`.
    func close() async
}

/// What an ordering log holds.
public struct OrderingLogStatus: Sendable {
    /// The newest batch that is kept; nil when there is none.
    public let last: LogPosition?
    /// How far the log has come, which is where its newest batch stands or, where others write to it, beyond. A ledger
    /// that has come further follows another log, or this one has lost entries.
    public let reached: LogPosition?
    /// Bytes in use.
    public let bytes: Int
    /// Bytes that may be in use before `ordering.capacityReached`.
    public let capacity: Int

    /// A status of these parts.
    public init(last: LogPosition?, reached: LogPosition?, bytes: Int, capacity: Int) {
        self.last = last
        self.reached = reached
        self.bytes = bytes
        self.capacity = capacity
    }

    /// Whether half the capacity is used: from there on nodes refuse submissions, so that what is accepted always fits.
    public var isNearCapacity: Bool { bytes >= capacity / 2 }
}

/// One place of the log. Readers pass every place, so that they know when they have come to a position.
public enum LogEntry: Sendable {
    /// A batch.
    case batch(OrderedBatch)
    /// What is no batch: every reader passes it alike, and it makes no block.
    case empty(LogPosition)

    /// The place.
    public var position: LogPosition {
        switch self {
        case .batch(let ordered): ordered.position
        case .empty(let position): position
        }
    }
}

/// Batches in the network's order, from any ordering log.
public struct OrderedBatches: AsyncSequence, Sendable {
    /// The places of the log.
    public typealias Element = LogEntry
    /// Reading fails with `OrderingError` or, for a batch that does not parse, `Rejection`.
    public typealias Failure = any Error

    private let makeNext: @Sendable () -> @Sendable () async throws -> LogEntry?

    /// A sequence whose iterators draw from a function of their own; nil ends it.
    public init(makeNext: @escaping @Sendable () -> @Sendable () async throws -> LogEntry?) {
        self.makeNext = makeNext
    }

    /// Draws one batch after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let draw: @Sendable () async throws -> LogEntry?

        /// The next batch, when there is one.
        public mutating func next() async throws -> LogEntry? { try await draw() }
    }

    /// Begins at the sequence's first position.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(draw: makeNext()) }
}
