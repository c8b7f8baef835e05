internal import LedgerFormat
internal import Ordering

/// Makes entries of the log of what a watch tells: one for each revision, in order.
///
/// A revision counts only when a single operation made it and wrote, under the key of the node that it names, a batch
/// that parses. Everything else (a transaction over several keys, a deleted key, foreign bytes) passes as an entry
/// without a batch, which every node sees alike.
struct RevisionReader {
    private let epoch: UInt32
    private let batches: [UInt8]
    /// The operations of the newest revision, which a fragment of an answer may not have told wholly.
    private var open: [Etcdserverpb_Event] = []

    init(epoch: UInt32, batches: String) {
        self.epoch = epoch
        self.batches = Array(batches.utf8)
    }

    /// The entries that are complete with this answer. etcd tells a revision within one answer, unless it says that
    /// the answer is a fragment (`WatchResponse.fragment`): then the next one goes on.
    mutating func entries(of answer: Etcdserverpb_WatchResponse) -> [LogEntry] {
        var found: [LogEntry] = []
        for event in answer.events {
            if let first = open.first, first.kv.modRevision != event.kv.modRevision {
                found.append(entry())
            }
            open.append(event)
        }
        if !answer.fragment, !open.isEmpty { found.append(entry()) }
        return found
    }

    private mutating func entry() -> LogEntry {
        defer { open = [] }
        let position = LogPosition(epoch: epoch, revision: UInt64(max(0, open[0].kv.modRevision)))
        guard open.count == 1, open[0].type == .put, let batch = try? Batch(parsing: Array(open[0].kv.value)),
            Array(open[0].kv.key) == batches + Array(batch.heading.node.canonical.utf8)
        else { return .empty(position) }
        return .batch(OrderedBatch(position: position, batch: batch))
    }
}
