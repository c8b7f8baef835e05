internal import Metrics
internal import Synchronization

/// One time series of a family: a number that is read while others change it.
protocol PrometheusSeries: AnyObject, Sendable {
    /// Its samples: suffix of the name, an additional label where there is one, and the value as text.
    var samples: [(suffix: String, label: (String, String)?, value: String)] { get }
}

/// A count that only grows.
final class PrometheusCounter: PrometheusSeries, CounterHandler {
    private let value = Atomic<Int64>(0)

    func increment(by amount: Int64) {
        // Saturates: a counter that wraps would look like a restart.
        var old = value.load(ordering: .relaxed)
        while true {
            let (sum, overflow) = old.addingReportingOverflow(max(0, amount))
            let result = value.compareExchange(
                expected: old, desired: overflow ? .max : sum, ordering: .relaxed)
            if result.exchanged { return }
            old = result.original
        }
    }

    func reset() { value.store(0, ordering: .relaxed) }

    var samples: [(suffix: String, label: (String, String)?, value: String)] {
        [("", nil, String(value.load(ordering: .relaxed)))]
    }
}

/// A number that goes up and down, or a count in fractions.
final class PrometheusNumber: PrometheusSeries, FloatingPointCounterHandler, MeterHandler, RecorderHandler {
    private let value = Mutex<Double>(0)

    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func reset() { value.withLock { $0 = 0 } }
    func set(_ new: Int64) { value.withLock { $0 = Double(new) } }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func record(_ new: Int64) { value.withLock { $0 = Double(new) } }
    func record(_ new: Double) { value.withLock { $0 = new } }

    var samples: [(suffix: String, label: (String, String)?, value: String)] {
        [("", nil, PrometheusText.number(value.withLock { $0 }))]
    }
}

/// A distribution over fixed buckets.
final class PrometheusHistogram: PrometheusSeries, RecorderHandler, TimerHandler {
    /// Upper bounds for durations, in seconds: 0.5 ms ... 10 s.
    static let seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    /// Upper bounds for everything else: 1 ... 100,000.
    static let counts: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000]

    private struct State {
        var buckets: [UInt64]
        var sum = 0.0
        var count: UInt64 = 0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(buckets: Array(repeating: 0, count: bounds.count)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 }
        state.withLock { state in
            if let bucket { state.buckets[bucket] += 1 }
            state.sum += value
            state.count += 1
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    var samples: [(suffix: String, label: (String, String)?, value: String)] {
        let state = state.withLock { $0 }
        var samples: [(suffix: String, label: (String, String)?, value: String)] = []
        var below: UInt64 = 0
        for (bound, count) in zip(bounds, state.buckets) {
            below += count
            samples.append(("_bucket", ("le", PrometheusText.number(bound)), String(below)))
        }
        samples.append(("_bucket", ("le", "+Inf"), String(state.count)))
        samples.append(("_sum", nil, PrometheusText.number(state.sum)))
        samples.append(("_count", nil, String(state.count)))
        return samples
    }
}
