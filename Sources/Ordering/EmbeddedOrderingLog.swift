internal import Dispatch
internal import Foundation
public import LedgerFormat
internal import Synchronization

/// The ordering log of one machine: segment files in a folder, one frame a batch, synchronised before a position is
/// returned.
///
/// Opening cuts off what a crash left half-written at the very end; damage anywhere else is an error that names the
/// place. A batch that is wholly there but was never answered for counts: it is delivered after the restart.
public final class EmbeddedOrderingLog: OrderingLog {
    /// How large the log may grow.
    public struct Limits: Sendable {
        /// From this size on, in bytes, a segment is followed by the next.
        public var segmentBytes: Int
        /// The size of all segments together, in bytes, at which batches are refused.
        public var totalBytes: Int

        /// Segments of 16 MiB, 2 GiB in all.
        public init(segmentBytes: Int = 16 << 20, totalBytes: Int = 2 << 30) {
            self.segmentBytes = segmentBytes
            self.totalBytes = totalBytes
        }
    }

    private struct State {
        var segments: [LogWriter.Segment]
        var lastRevision: UInt64
        /// The newest batches, contiguous up to `lastRevision`: the reader that keeps up never touches the files.
        var recent: [OrderedBatch] = []
        var recentBytes = 0
        var isAppending = false
        var isClosed = false
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private static let recentBytes = 8 << 20
    private static let recentCount = 256

    /// The epoch of the log.
    public let epoch: UInt32
    private let folder: String
    private let limits: Limits
    private let lock: LogFile
    /// The medium is waited for here, never on the cooperative threads.
    private let queue = DispatchQueue(label: "medchain.ordering", qos: .userInitiated)
    private let writer: Mutex<LogWriter>
    private let state: Mutex<State>

    /// Opens the log in `folder`, making it (mode 0700) where there is none. Throws `ordering.inUse`, `.damaged`,
    /// `.epochMismatch`, `.diskFull`, `.storageFailed`.
    public convenience init(opening folder: String, epoch: UInt32, limits: Limits = Limits()) throws(OrderingError) {
        try self.init(opening: folder, epoch: epoch, limits: limits, calls: .real)
    }

    init(
        opening folder: String, epoch: UInt32, limits: Limits = Limits(), calls: LogSystemCalls
    ) throws(OrderingError) {
        try LogFolder.make(folder)
        lock = try LogFolder.lock(folder)
        let writer = try LogWriter(folder: folder, epoch: epoch, segmentBytes: limits.segmentBytes, calls: calls)
        self.folder = folder
        self.epoch = epoch
        self.limits = limits
        state = Mutex(State(segments: writer.segments, lastRevision: writer.lastRevision))
        self.writer = Mutex(writer)
    }

    /// The last durable position; nil when nothing was ever appended.
    public var lastPosition: LogPosition? {
        state.withLock { $0.lastRevision == 0 ? nil : LogPosition(epoch: epoch, revision: $0.lastRevision) }
    }

    /// See `OrderingLog`.
    public func append(_ batch: Batch) async throws(OrderingError) -> LogPosition {
        let limit = limits.totalBytes - LogSegment.frameHeaderBytes - batch.encoded.count
        try state.withLock { (state: inout State) throws(OrderingError) in
            guard !state.isClosed else { throw .closed }
            guard !state.isAppending else { throw .appendInFlight }
            guard state.segments.reduce(0, { $0 + $1.bytes }) <= limit else { throw .capacityReached }
            state.isAppending = true
        }
        let result: Result<LogPosition, OrderingError> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.write(batch)) }
        }
        return try result.get()
    }

    private func write(_ batch: Batch) -> Result<LogPosition, OrderingError> {
        let result: Result<([LogWriter.Segment], UInt64), OrderingError> = writer.withLock { writer in
            do throws(OrderingError) {
                let revision = try writer.append(batch.encoded)
                return .success((writer.segments, revision))
            } catch {
                return .failure(error)
            }
        }
        guard case .success(let (segments, revision)) = result else {
            state.withLock { $0.isAppending = false }
            return result.map { _ in LogPosition(epoch: epoch, revision: 0) }
        }
        let position = LogPosition(epoch: epoch, revision: revision)
        wake { state in
            state.isAppending = false
            state.segments = segments
            state.lastRevision = revision
            state.recent.append(OrderedBatch(position: position, batch: batch))
            state.recentBytes += batch.encoded.count
            while state.recentBytes > Self.recentBytes || state.recent.count > Self.recentCount {
                state.recentBytes -= state.recent.removeFirst().batch.encoded.count
            }
        }
        return .success(position)
    }

    /// Changes the state and lets every waiting reader look again.
    private func wake(after change: (inout State) -> Void) {
        let waiters = state.withLock { state in
            change(&state)
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume() }
    }

    /// See `OrderingLog`. Positions of another epoch: `ordering.epochMismatch`; beyond the end: `ordering.beyondEnd`.
    public func batches(after position: LogPosition?) -> OrderedBatches {
        OrderedBatches {
            let reader = LogReader(folder: self.folder, epoch: self.epoch)
            let delivered = Mutex<UInt64?>(position?.revision)
            return {
                if let position, position.epoch != self.epoch {
                    throw OrderingError.epochMismatch(found: self.epoch)
                }
                let batch = try await self.next(after: delivered.withLock { $0 }, reader)
                if let batch { delivered.withLock { $0 = batch.position.revision } }
                return batch.map(LogEntry.batch)
            }
        }
    }

    private enum Source {
        case memory(OrderedBatch)
        case file(LogWriter.Segment, UInt64)
        case wait
        case end
    }

    private func next(after delivered: UInt64?, _ reader: LogReader) async throws -> OrderedBatch? {
        while !Task.isCancelled {
            switch try source(after: delivered) {
            case .memory(let batch): return batch
            case .end: return nil
            case .wait: await waitForBatch(after: delivered)
            case .file(let segment, let revision):
                let payload = try reader.payload(of: revision, in: segment)
                return OrderedBatch(
                    position: LogPosition(epoch: epoch, revision: revision), batch: try Batch(parsing: payload))
            }
        }
        return nil
    }

    private func source(after delivered: UInt64?) throws(OrderingError) -> Source {
        try state.withLock { (state: inout State) throws(OrderingError) in
            let oldest = state.segments[0].firstRevision
            let wanted = delivered.map { $0 &+ 1 } ?? oldest
            if state.isClosed { return .end }
            guard wanted >= oldest else { throw .trimmed }
            guard wanted <= state.lastRevision + 1 else { throw .beyondEnd }
            if wanted > state.lastRevision { return .wait }
            let distance = Int(state.lastRevision - wanted)
            if distance < state.recent.count { return .memory(state.recent[state.recent.count - 1 - distance]) }
            guard let segment = state.segments.last(where: { $0.firstRevision <= wanted }) else { throw .trimmed }
            return .file(segment, wanted)
        }
    }

    /// Returns when there may be something new: a batch, the end, or the task's cancellation.
    private func waitForBatch(after delivered: UInt64?) async {
        let ticket = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayWait = state.withLock { state in
                    let isNew = state.lastRevision > (delivered ?? state.segments[0].firstRevision - 1)
                    guard !state.isClosed, !isNew, !Task.isCancelled else { return false }
                    state.waiters[ticket] = continuation
                    return true
                }
                if !mayWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume()
        }
    }

    /// See `OrderingLog`. Whole segments go; the last one stays.
    public func trim(through position: LogPosition) async throws(OrderingError) {
        guard position.epoch == epoch else { throw .epochMismatch(found: epoch) }
        let result: Result<Void, OrderingError> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.trimNow(through: position.revision)) }
        }
        try result.get()
    }

    private func trimNow(through revision: UInt64) -> Result<Void, OrderingError> {
        writer.withLock { writer in
            do throws(OrderingError) {
                try writer.trim(through: revision)
                let segments = writer.segments
                state.withLock { $0.segments = segments }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
    }

    /// See `OrderingLog`.
    public func status() async throws(OrderingError) -> OrderingLogStatus {
        state.withLock { state in
            let last = state.lastRevision == 0 ? nil : LogPosition(epoch: epoch, revision: state.lastRevision)
            return OrderingLogStatus(
                last: last, reached: last,
                bytes: state.segments.reduce(0) { $0 + $1.bytes }, capacity: limits.totalBytes)
        }
    }

    /// See `OrderingLog`. The folder is free for another opening when the object is gone.
    public func close() async {
        state.withLock { $0.isClosed = true }
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
        wake { _ in }
    }
}
