internal import Hummingbird
internal import LedgerFormat
internal import NodeCore

extension API {
    /// The directory of organisations and their staff.
    var organisationEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/v1/organisations", query: Endpoint.paging) { call in
                .page(try await node.organisations(try call.pageRequest(descending: false)))
            },
            Endpoint(.get, "/v1/organisations/{id}") { call in
                .object(try await node.organisation(try call.identity("id")))
            },
            list("/v1/organisations/{id}/staff", descending: false) { call in
                .staff(organisation: try call.identity("id"))
            },
            object("/v1/organisations/{id}/key") { call in .organisationKey(try call.identity("id")) },
            list("/v1/organisations/{id}/key/members", descending: false) { call in
                .keyMembers(organisation: try call.identity("id"))
            },
            content("/v1/organisations/{id}/key/envelope") { call in .organisationKey(try call.identity("id")) },
            list("/v1/staff", query: ["name", "role", "organisation"], descending: false) { call in
                .staffNamed(
                    try call.query.text("name", maximumBytes: Limits.nameBytes) ?? "",
                    role: try call.query.choice("role", of: Self.roles),
                    organisation: try call.query.identity("organisation"))
            },
        ]
    }

    private static let roles = [
        "patient", "physician", "nurse", "radiologist", "laboratoryTechnician", "pharmacist", "hospitalManager",
        "insurer", "authority",
    ]
}
