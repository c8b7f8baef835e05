internal import Hummingbird
internal import NodeCore

extension API {
    /// Requests to erase professionals' records, and the certificates of this node.
    var erasureEndpoints: [Endpoint] {
        let record = "/v1/patients/{id}/records/{record}/erasure"
        return [
            list("/v1/patients/{id}/erasures") { call in .patientErasures(try call.identity("id")) },
            list("/v1/me/erasures") { _ in .organisationErasures },
            object(record) { call in .erasure(patient: try call.identity("id"), record: try call.id("record")) },
            content(record + "/note") { call in
                .erasureNote(patient: try call.identity("id"), record: try call.id("record"))
            },
            content(record + "/answer") { call in
                .erasureAnswer(patient: try call.identity("id"), record: try call.id("record"))
            },
            Endpoint(.get, record + "/certificate", .session) { call in
                .json(
                    try await node.erasureCertificate(
                        of: try call.id("record"), patient: try call.identity("id"), for: try call.reader))
            },
        ]
    }
}
