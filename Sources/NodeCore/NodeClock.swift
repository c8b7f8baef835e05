internal import Foundation
public import LedgerFormat

/// The node's clock. It dates batches, sessions and attempts; what the ledger decides is decided by ledger time alone.
public struct NodeClock: Sendable {
    /// The time now.
    public let now: @Sendable () -> LedgerTime
    /// Returns at a time, or throws `CancellationError` when its task is cancelled before.
    public let wait: @Sendable (_ until: LedgerTime) async throws -> Void

    /// A clock of these functions.
    public init(
        now: @escaping @Sendable () -> LedgerTime, wait: @escaping @Sendable (_ until: LedgerTime) async throws -> Void
    ) {
        self.now = now
        self.wait = wait
    }

    /// The machine's clock.
    public static let system = NodeClock(
        now: { LedgerTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) ?? .zero },
        wait: { until in
            while true {
                // In pieces, so that a clock that was set meanwhile is noticed.
                let rest = until.milliseconds - Int64(Date().timeIntervalSince1970 * 1000)
                if rest <= 0 { return }
                try await Task.sleep(for: .milliseconds(min(rest, 60_000)))
            }
        })

    var date: Date { Date(timeIntervalSince1970: Double(now().milliseconds) / 1000) }
}
