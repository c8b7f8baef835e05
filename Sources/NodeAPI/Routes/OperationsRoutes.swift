internal import Hummingbird
internal import LedgerFormat
internal import NodeCore
internal import NodeWire

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
            Endpoint(.get, "/metrics") { call in
                guard mayMeasure(call) else { throw Problem.notFound }
                return .bytes(Array(configuration.metrics.text().utf8), type: PrometheusText.mediaType)
            },
            Endpoint(.get, "/v1/openapi.json") { _ in .bytes(resources.openAPI, type: "application/json") },
        ]
    }

    /// What a node measures says how busy a hospital is: it is for this machine, and for who has the token.
    private func mayMeasure(_ call: Call) -> Bool {
        guard let token = configuration.metricsToken else { return call.context.client.isLocal }
        guard let presented = try? call.request.bearer else { return false }
        let (left, right) = (Array(presented.utf8), Array(token.utf8))
        return left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
