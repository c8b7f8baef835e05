internal import Hummingbird
internal import NodeCore

extension API {
    /// Claims: for patient, submitter and the insurer's staff.
    var claimEndpoints: [Endpoint] {
        [
            list("/v1/me/claims") { _ in .ownClaims },
            object("/v1/claims/{claim}") { call in .claim(try call.id("claim")) },
            content("/v1/claims/{claim}/content") { call in .claimContent(try call.id("claim")) },
            content("/v1/claims/{claim}/note") { call in .claimNote(try call.id("claim")) },
        ]
    }
}
