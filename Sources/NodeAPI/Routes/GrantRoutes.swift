internal import Hummingbird
internal import NodeCore

extension API {
    /// Grants of access.
    var grantEndpoints: [Endpoint] {
        [
            object("/v1/grants/{grant}") { call in .grant(try call.id("grant")) },
            object("/v1/grants/{grant}/proof") { call in .grantProof(try call.id("grant")) },
            content("/v1/grants/{grant}/envelope") { call in .grantEnvelope(try call.id("grant")) },
        ]
    }
}
