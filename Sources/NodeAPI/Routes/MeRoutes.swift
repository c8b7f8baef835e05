internal import Hummingbird
internal import NodeCore

extension API {
    /// What concerns who is signed in.
    var meEndpoints: [Endpoint] {
        [
            object("/v1/me") { _ in .own },
            list("/v1/me/requests") { _ in .ownRequests },
            list("/v1/me/grants", query: ["via"]) { call in
                .ownGrants(
                    viaOrganisation: try call.query.choice("via", of: ["self", "organisation"]) == "organisation")
            },
            list("/v1/me/reads") { _ in .ownReads },
            list("/v1/me/records") { _ in .ownRecords },
            list("/v1/me/acknowledgements") { _ in .ownAcknowledgements },
            Endpoint(.get, "/v1/me/events", .session, query: Endpoint.paging.union(["order"])) { call in
                .json(try await eventPage(call))
            },
        ] + notificationEndpoints
    }
}
