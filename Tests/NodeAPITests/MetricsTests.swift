import Metrics
import Testing

@testable import NodeAPI

/// What is measured stands in Prometheus' text format, and no name or label can break it.
@Suite struct MetricsTests {
    private let metrics = PrometheusMetrics(maximumSeries: 8)

    @Test func aCounterCounts() {
        let counter = Counter(
            label: "requests_total", dimensions: [("route", "/v1/me"), ("code", "ok")], factory: metrics)
        counter.increment()
        Counter(label: "requests_total", dimensions: [("code", "ok"), ("route", "/v1/me")], factory: metrics)
            .increment(by: 2)
        #expect(
            metrics.text() == "# TYPE requests_total counter\nrequests_total{code=\"ok\",route=\"/v1/me\"} 3\n")
    }

    @Test func aCounterSaturates() {
        let counter = Counter(label: "c", factory: metrics)
        counter.increment(by: Int64.max)
        counter.increment(by: 5)
        #expect(metrics.text() == "# TYPE c counter\nc \(Int64.max)\n")
    }

    @Test func aGaugeShowsItsLastValue() {
        let gauge = Gauge(label: "height", factory: metrics)
        gauge.record(7)
        gauge.record(2.5)
        #expect(metrics.text() == "# TYPE height gauge\nheight 2.5\n")
    }

    @Test func aTimerIsAHistogramOfSeconds() {
        let timer = Timer(label: "duration_seconds", factory: metrics)
        timer.recordNanoseconds(2_000_000)
        timer.recordNanoseconds(30_000_000_000)
        let lines = metrics.text().split(separator: "\n").map(String.init)
        #expect(lines.first == "# TYPE duration_seconds histogram")
        #expect(lines.contains("duration_seconds_bucket{le=\"0.001\"} 0"))
        #expect(lines.contains("duration_seconds_bucket{le=\"0.0025\"} 1"))
        #expect(lines.contains("duration_seconds_bucket{le=\"10\"} 1"))
        #expect(lines.contains("duration_seconds_bucket{le=\"+Inf\"} 2"))
        #expect(lines.contains("duration_seconds_sum 30.002"))
        #expect(lines.last == "duration_seconds_count 2")
    }

    @Test func labelsAreEscaped() {
        Counter(label: "c", dimensions: [("a b", "x\"\\\ny")], factory: metrics).increment()
        #expect(metrics.text() == "# TYPE c counter\nc{a_b=\"x\\\"\\\\\\ny\"} 1\n")
    }

    @Test(arguments: [("a.b-c", "a_b_c"), ("9x", "_9x"), ("", "_"), ("é", "_"), ("a:b", "a:b")])
    func namesAreMadeValid(name: String, expected: String) {
        #expect(PrometheusText.metricName(name) == expected)
    }

    @Test func numbersAreSpelledAsTheFormatWants() {
        #expect(PrometheusText.number(.nan) == "NaN")
        #expect(PrometheusText.number(.infinity) == "+Inf")
        #expect(PrometheusText.number(-.infinity) == "-Inf")
        #expect(PrometheusText.number(3) == "3")
        #expect(PrometheusText.number(0.1) == "0.1")
    }

    @Test func oneNameIsOneKind() {
        Counter(label: "x", factory: metrics).increment()
        Gauge(label: "x", dimensions: [("a", "b")], factory: metrics).record(5)
        #expect(metrics.text() == "# TYPE x counter\nx 1\n")
    }

    @Test func aSeriesTooManyIsNotKept() {
        for index in 0..<100 { Counter(label: "c", dimensions: [("i", "\(index)")], factory: metrics).increment() }
        #expect(metrics.text().split(separator: "\n").count == 9)
    }

    @Test func aBucketsLabelCannotBeOverwritten() {
        Timer(label: "t", dimensions: [("le", "9"), ("a", "1"), ("a", "2")], factory: metrics).recordNanoseconds(1)
        #expect(metrics.text().contains("t_bucket{a=\"1\",le=\"0.0005\"} 1\n"))
    }
}
