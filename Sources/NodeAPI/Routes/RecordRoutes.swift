internal import Hummingbird
internal import LedgerFormat
internal import NodeCore

extension API {
    /// A patient's records, as far as the reader may see them.
    var recordEndpoints: [Endpoint] {
        let record = "/v1/patients/{id}/records/{record}"
        return [
            Endpoint(
                .get, "/v1/patients/{id}/records", .session, query: Endpoint.paging.union(["category", "order"]),
                isRepresentable: true
            ) { call in
                let order = try call.query.choice("order", of: ["newest", "oldest"])
                let list = NodeList.patientRecords(
                    try call.identity("id"), category: try call.query.choice("category", of: Self.categories))
                return .page(
                    try await node.list(list, try call.pageRequest(descending: order != "oldest"), for: try call.reader)
                )
            },
            object(record) { call in
                .record(patient: try call.identity("id"), record: try call.id("record"))
            },
            object(record + "/proof") { call in
                .recordProof(patient: try call.identity("id"), record: try call.id("record"))
            },
            content(record + "/payload") { call in
                .recordPayload(patient: try call.identity("id"), record: try call.id("record"))
            },
            content(record + "/envelope") { call in
                .recordEnvelope(patient: try call.identity("id"), record: try call.id("record"))
            },
            content(record + "/note") { call in
                .recordNote(patient: try call.identity("id"), record: try call.id("record"))
            },
        ]
    }

    private static let categories = [
        "demographics", "safety", "clinical", "medication", "laboratory", "imaging", "restricted",
    ]
}
