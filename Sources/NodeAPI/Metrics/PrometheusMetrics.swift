public import Metrics
internal import Synchronization

/// Keeps what is measured through swift-metrics and writes it in Prometheus' text format. Bounded: a series too many
/// is not kept, so that no label can fill the memory.
public final class PrometheusMetrics: MetricsFactory {
    /// The one that `install()` gives to the whole process.
    public static let process = PrometheusMetrics()

    private enum Kind: String {
        case counter, gauge, histogram
    }

    private struct Family {
        let kind: Kind
        /// By the text of the labels, which stands in the output as it is.
        var series: [String: any PrometheusSeries] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var seriesCount = 0
    }

    private let maximumSeries: Int
    private let state = Mutex(State())
    private static let isInstalled = Mutex(false)

    /// Keeps up to `maximumSeries` series.
    public init(maximumSeries: Int = 5_000) { self.maximumSeries = maximumSeries }

    /// Makes `process` the metrics system of the process. A second call is without effect.
    public static func install() {
        let isFirst = isInstalled.withLock { installed in
            defer { installed = true }
            return !installed
        }
        if isFirst { MetricsSystem.bootstrap(process) }
    }

    /// Everything kept so far, in the text format: families by name, series by labels.
    public func text() -> String {
        let families = state.withLock { $0.families }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                for sample in series.samples {
                    var all = labels
                    if let (name, value) = sample.label {
                        all += (all.isEmpty ? "" : ",") + "\(name)=\(PrometheusText.quoted(value))"
                    }
                    text += "\(name)\(sample.suffix)\(all.isEmpty ? "" : "{\(all)}") \(sample.value)\n"
                }
            }
        }
        return text
    }

    /// The series of a name and labels. A name that is another kind already, and a series too many, give one that is
    /// measured but not shown: the output stays valid, whatever code measures.
    private func series<Series: PrometheusSeries>(
        _ label: String, _ dimensions: [(String, String)], _ kind: Kind, _ make: () -> Series
    ) -> Series {
        let name = PrometheusText.metricName(label)
        var seen: Set<String> = []
        let labels =
            dimensions.map { (PrometheusText.labelName($0.0), $0.1) }
            .filter { $0.0 != "le" && seen.insert($0.0).inserted }
            .sorted { $0.0 < $1.0 }
            .map { "\($0.0)=\(PrometheusText.quoted($0.1))" }.joined(separator: ",")
        return state.withLock { state in
            if let family = state.families[name] {
                guard family.kind == kind else { return make() }
                if let known = family.series[labels] { return known as? Series ?? make() }
            }
            let new = make()
            guard state.seriesCount < maximumSeries else { return new }
            state.families[name, default: Family(kind: kind)].series[labels] = new
            state.seriesCount += 1
            return new
        }
    }

    // MARK: MetricsFactory

    /// A counter.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter) { PrometheusCounter() }
    }

    /// A counter of fractions, shown as a gauge: it is the only kind that may hold any number.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(label, dimensions, .gauge) { PrometheusNumber() }
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge) { PrometheusNumber() }
    }

    /// A histogram of numbers when aggregating, else a gauge.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate {
            return series(label, dimensions, .histogram) { PrometheusHistogram(bounds: PrometheusHistogram.counts) }
        }
        return series(label, dimensions, .gauge) { PrometheusNumber() }
    }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram) { PrometheusHistogram(bounds: PrometheusHistogram.seconds) }
    }

    // A series stays once it was: Prometheus reads one that vanishes as a restart.

    /// Without effect.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Without effect.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Without effect.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Without effect.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Without effect.
    public func destroyTimer(_ handler: any TimerHandler) {}
}
