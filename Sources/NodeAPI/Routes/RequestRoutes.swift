internal import Hummingbird
internal import NodeCore

extension API {
    /// Requests for access.
    var requestEndpoints: [Endpoint] {
        [
            object("/v1/requests/{request}") { call in .request(try call.id("request")) },
            content("/v1/requests/{request}/note") { call in .requestNote(try call.id("request")) },
            content("/v1/requests/{request}/answer") { call in .requestAnswer(try call.id("request")) },
        ]
    }
}
