import LedgerFormat
import Ordering
import Synchronization

/// One order of batches for several nodes of one process, in memory.
final class SharedOrder: Sendable {
    private let entries = Mutex<[OrderedBatch]>([])

    /// The order as one node sees it, until that node closes it.
    func view() -> any OrderingLog { View(order: self) }

    fileprivate func append(_ batch: Batch) -> LogPosition {
        entries.withLock { entries in
            let position = LogPosition(epoch: 1, revision: UInt64(entries.count) + 1)
            entries.append(OrderedBatch(position: position, batch: batch))
            return position
        }
    }

    fileprivate func entry(after revision: UInt64) -> OrderedBatch? {
        entries.withLock { $0.indices.contains(Int(revision)) ? $0[Int(revision)] : nil }
    }

    fileprivate var last: LogPosition? { entries.withLock { $0.last?.position } }

    private final class View: OrderingLog {
        let epoch: UInt32 = 1
        let order: SharedOrder
        let isClosed = Mutex(false)

        init(order: SharedOrder) { self.order = order }

        func append(_ batch: Batch) async throws(OrderingError) -> LogPosition { order.append(batch) }

        func batches(after position: LogPosition?) -> OrderedBatches {
            OrderedBatches {
                let reached = Mutex(position?.revision ?? 0)
                return {
                    while true {
                        if let entry = self.order.entry(after: reached.withLock { $0 }) {
                            reached.withLock { $0 += 1 }
                            return .batch(entry)
                        }
                        if self.isClosed.withLock({ $0 }) || Task.isCancelled { return nil }
                        try await Task.sleep(for: .milliseconds(1))
                    }
                }
            }
        }

        func trim(through position: LogPosition) async throws(OrderingError) {}

        func status() async throws(OrderingError) -> OrderingLogStatus {
            OrderingLogStatus(last: order.last, reached: order.last, bytes: 0, capacity: 1 << 30)
        }

        func close() async { isClosed.withLock { $0 = true } }
    }
}
