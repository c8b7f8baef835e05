internal import Hummingbird
internal import LedgerFormat
internal import NodeCore

extension API {
    /// What operators and their tools ask.
    var operationsEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/healthz") { _ in .json(["status": .string("ok")]) },
            Endpoint(.get, "/readyz") { _ in
                switch node.state {
                case .ready: .json(["status": .string("ok")])
                case .starting: .json(["status": .string("starting")], status: .serviceUnavailable)
                case .stopping, .stopped: .json(["status": .string("stopping")], status: .serviceUnavailable)
                }
            },
            Endpoint(.get, "/metrics") { _ in
                .bytes(Array(configuration.metrics.text().utf8), type: PrometheusText.mediaType)
            },
            Endpoint(.get, "/v1/openapi.json") { _ in .bytes(resources.openAPI, type: "application/json") },
        ]
    }
}
