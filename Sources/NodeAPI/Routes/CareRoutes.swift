internal import Hummingbird
internal import LedgerFormat
internal import NodeCore

extension API {
    /// Appointments (docs/spec/contract-care-v1.md).
    var careEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/me/appointments", .session,
                query: Endpoint.paging.union(["from", "until", "status", "order"])
            ) { call in
                let list = CareList.ownAppointments(
                    from: try call.moment("from"), until: try call.moment("until"),
                    status: try call.query.choice("status", of: Self.appointmentStatuses))
                let order = try call.query.choice("order", of: ["newest", "oldest"])
                return .page(
                    try await node.list(
                        .care(list), try call.pageRequest(descending: order != "oldest"), for: try call.reader))
            },
            object("/v1/me/calendar") { _ in .care(.ownCalendar) },
            object("/v1/appointments/{appointment}") { call in .care(.appointment(try call.id("appointment"))) },
            content("/v1/appointments/{appointment}/note") { call in
                .care(.appointmentNote(try call.id("appointment")))
            },
            content("/v1/appointments/{appointment}/answer") { call in
                .care(.appointmentAnswer(try call.id("appointment")))
            },
            Endpoint(.get, "/v1/staff/{id}/slots", .session, query: ["from", "until"]) { call in
                let slots = CareObject.slots(
                    physician: try call.identity("id"), from: try call.moment("from") ?? .zero,
                    until: try call.moment("until") ?? .maximum)
                return .object(try await node.object(.care(slots), for: try call.reader))
            },
        ]
    }

    private static let appointmentStatuses = [
        "requested", "confirmed", "declined", "cancelled", "lapsed", "completed", "missed",
    ]
}

extension Call {
    /// A moment of the query, in milliseconds; nil when absent. Throws `query`.
    func moment(_ name: String) throws -> LedgerTime? {
        try query.integer(name, in: 0...LedgerTime.maximum.milliseconds).flatMap { LedgerTime(milliseconds: $0) }
    }
}
