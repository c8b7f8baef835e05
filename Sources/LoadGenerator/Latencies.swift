public import LedgerFormat

/// How long things took: every sample is kept, in microseconds, so that each percentile is exact.
public struct Latencies: Sendable {
    private var samples: [UInt32] = []
    private var isSorted = true

    /// None.
    public init() {}

    /// How many.
    public var count: Int { samples.count }

    /// Adds a sample in nanoseconds; 71 minutes at most.
    mutating func add(nanoseconds: UInt64) {
        samples.append(UInt32(clamping: (nanoseconds + 500) / 1_000))
        isSorted = false
    }

    mutating func add(_ others: Latencies) {
        samples += others.samples
        isSorted = false
    }

    private mutating func sort() {
        guard !isSorted else { return }
        samples.sort()
        isSorted = true
    }

    /// The sample at or below which the given share of all samples lies (nearest rank), in microseconds.
    public mutating func percentile(_ percent: Double) -> Int {
        sort()
        guard !samples.isEmpty else { return 0 }
        let rank = Int((percent / 100 * Double(samples.count)).rounded(.up))
        return Int(samples[min(samples.count, max(1, rank)) - 1])
    }

    /// Count, mean, percentiles, all in microseconds.
    public mutating func summary() -> JSONObject {
        var object: JSONObject = ["count": .integer(Int64(samples.count))]
        guard !samples.isEmpty else { return object }
        let sum = samples.reduce(0) { $0 + Int($1) }
        object.set("meanMicroseconds", .integer(Int64(sum / samples.count)))
        for (name, percent) in Self.percentiles {
            object.set(name + "Microseconds", .integer(Int64(percentile(percent))))
        }
        return object
    }

    /// Points of the distribution for a plot: hundredths of a percent of the samples, and the microseconds they took
    /// at most.
    public mutating func distribution() -> JSONValue {
        .array(
            Self.plotted.map { tenths in
                .array([.integer(Int64(tenths)), .integer(Int64(percentile(Double(tenths) / 100)))])
            })
    }

    private static let percentiles: [(String, Double)] = [
        ("minimum", 0), ("p50", 50), ("p90", 90), ("p95", 95), ("p99", 99), ("p999", 99.9), ("maximum", 100),
    ]
    /// In hundredths of a percent.
    private static let plotted =
        [0, 100, 500] + Array(stride(from: 1_000, through: 9_000, by: 500))
        + [9_250, 9_500, 9_750, 9_900, 9_950, 9_990, 9_999, 10_000]
}
