internal import Hummingbird
internal import LedgerFormat
internal import NodeCore
internal import NodeWire

extension API {
    /// People: the verification queue, profiles, credentials, certificates.
    var identityEndpoints: [Endpoint] {
        [
            list("/v1/identities", query: ["status"], descending: false) { call in
                guard let status = try call.query.choice("status", of: Self.statuses) else {
                    throw Problem.query("status")
                }
                return .identities(status: status)
            },
            object("/v1/identities/{id}") { call in .identity(try call.identity("id")) },
            object("/v1/identities/{id}/proof") { call in .identityProof(try call.identity("id")) },
            content("/v1/identities/{id}/credentials") { call in .credentials(try call.identity("id")) },
            content("/v1/identities/{id}/note") { call in .decisionNote(try call.identity("id")) },
            Endpoint(.get, "/v1/identities/{id}/certificate", .session) { call in
                let chain = try await node.certificateChain(of: try call.identity("id"), for: try call.reader)
                return .bytes(Array(chain.utf8), type: "application/pem-certificate-chain")
            },
        ]
    }

    private static let statuses = ["pending", "verified", "rejected", "suspended", "left"]
}
