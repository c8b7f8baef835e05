internal import LedgerFormat
internal import Metrics

/// The node's measurements (docs/operations.md). Labels are codes and stages, never anything about a person.
struct NodeMetrics: Sendable {
    /// The stages of the pipeline that are timed.
    enum Stage: String, CaseIterable {
        case admission, ordering, execution, commit
    }

    private let submitted = Counter(label: "medchain_transactions_submitted_total")
    private let height = Gauge(label: "medchain_ledger_height")
    private let queued = Gauge(label: "medchain_ordering_queue_transactions")
    private let batchSize = Recorder(label: "medchain_batch_transactions")
    private let blocksPerCommit = Recorder(label: "medchain_commit_blocks")

    private let scrubbed = Counter(label: "medchain_content_scrubbed_objects_total")
    private let collected = Counter(label: "medchain_content_collected_objects_total")

    /// Made once: looking a counter up takes a lock, and every transaction counts.
    private let outcomes = Dictionary(
        uniqueKeysWithValues: (["accepted"] + RejectionCode.allCases.map(\.rawValue)).map { code in
            (code, Counter(label: "medchain_transactions_recorded_total", dimensions: [("code", code)]))
        })

    private let stages = Dictionary(
        uniqueKeysWithValues: Stage.allCases.map { stage in
            (stage, Timer(label: "medchain_stage_seconds", dimensions: [("stage", stage.rawValue)]))
        })

    func countSubmitted() { submitted.increment() }

    /// A transaction that admission refused.
    func countRefused(_ code: String) {
        Counter(label: "medchain_transactions_refused_total", dimensions: [("code", code)]).increment()
    }

    /// A transaction with its outcome on the ledger.
    func countOutcome(_ outcome: Outcome) {
        outcomes[outcome.rejection?.rawValue ?? "accepted"]?.increment()
    }

    func record(_ stage: Stage, _ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        stages[stage]?.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    func setHeight(_ value: UInt64) { height.record(Double(value)) }
    func setQueued(_ count: Int) { queued.record(Double(count)) }
    func recordBatch(_ count: Int) { batchSize.record(Double(count)) }
    func countScrubbed(_ objects: Int) { scrubbed.increment(by: Int64(objects)) }
    func countCollected(_ objects: Int) { collected.increment(by: Int64(objects)) }

    /// Damage that a scrub came upon, by its code; what is not repaired is counted again by the next scrub.
    func countDamage(_ code: String) {
        Counter(label: "medchain_content_damage_found_total", dimensions: [("code", code)]).increment()
    }

    /// Damage that the last complete scrub found.
    func setDamaged(_ count: Int) { Gauge(label: "medchain_content_damage").record(Double(count)) }
    func recordCommit(blocks: Int) { blocksPerCommit.record(Double(blocks)) }
}
