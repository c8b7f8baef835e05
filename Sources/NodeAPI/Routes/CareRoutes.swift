internal import Hummingbird
internal import LedgerFormat
internal import NodeCore

extension API {
    /// The care workflows (docs/spec/contract-care-v1.md).
    var careEndpoints: [Endpoint] { appointmentEndpoints + prescriptionEndpoints + orderEndpoints }

    private var orderEndpoints: [Endpoint] {
        [
            list("/v1/me/orders") { _ in .care(.ownOrders) },
            list("/v1/me/worklist", query: ["state"], descending: false) { call in
                .care(.worklist(waiting: try call.query.choice("state", of: ["waiting", "done"]) != "done"))
            },
            list("/v1/me/results", descending: false) { _ in .care(.waitingResults) },
            list("/v1/me/escalations", descending: false) { _ in .care(.escalatedResults) },
            list("/v1/me/recalls", descending: false) { _ in .care(.ownRecalls) },
            object("/v1/orders/{order}") { call in .care(.order(try call.id("order"))) },
            content("/v1/orders/{order}/envelope") { call in .care(.orderEnvelope(try call.id("order"))) },
            content("/v1/orders/{order}/note") { call in .care(.orderNote(try call.id("order"))) },
            content("/v1/orders/{order}/results/{record}/envelope") { call in
                .care(.resultEnvelope(order: try call.id("order"), record: try call.id("record")))
            },
        ]
    }

    private var prescriptionEndpoints: [Endpoint] {
        [
            list("/v1/me/prescriptions", query: ["status"]) { call in
                .care(.ownPrescriptions(status: try call.query.choice("status", of: Self.prescriptionStatuses)))
            },
            list("/v1/me/prescriptions/shared", query: ["status"]) { call in
                .care(.sharedPrescriptions(status: try call.query.choice("status", of: Self.prescriptionStatuses)))
            },
            list("/v1/me/refills", descending: false) { _ in .care(.waitingRefills) },
            list("/v1/patients/{id}/prescriptions") { call in
                .care(.patientPrescriptions(try call.identity("id")))
            },
            object("/v1/prescriptions/{prescription}") { call in .care(.prescription(try call.id("prescription"))) },
            content("/v1/prescriptions/{prescription}/note") { call in
                .care(.prescriptionNote(try call.id("prescription")))
            },
            content("/v1/prescriptions/{prescription}/answer") { call in
                .care(.prescriptionAnswer(try call.id("prescription")))
            },
        ]
    }

    private static let prescriptionStatuses = ["active", "dispensed", "cancelled", "expired"]

    /// A list of appointments, paged, in either order.
    private func appointments(
        _ path: String, query: Set<String> = [], _ list: @escaping @Sendable (Call) throws -> CareList
    ) -> Endpoint {
        Endpoint(
            .get, path, .session,
            query: Endpoint.paging.union(["from", "until", "status", "order"]).union(query), isRepresentable: true
        ) { call in
            let list = try list(call)
            let order = try call.query.choice("order", of: ["newest", "oldest"])
            return .page(
                try await node.list(
                    .care(list), try call.pageRequest(descending: order != "oldest"), for: try call.reader))
        }
    }

    private var appointmentEndpoints: [Endpoint] {
        [
            appointments("/v1/me/appointments") { call in
                .ownAppointments(
                    from: try call.moment("from"), until: try call.moment("until"),
                    status: try call.query.choice("status", of: Self.appointmentStatuses))
            },
            appointments("/v1/organisations/{id}/appointments", query: ["physician"]) { call in
                .organisationAppointments(
                    try call.identity("id"), physician: try call.query.identity("physician"),
                    from: try call.moment("from"), until: try call.moment("until"),
                    status: try call.query.choice("status", of: Self.appointmentStatuses))
            },
            object("/v1/me/calendar") { _ in .care(.ownCalendar) },
            object("/v1/appointments/{appointment}") { call in .care(.appointment(try call.id("appointment"))) },
            content("/v1/appointments/{appointment}/note") { call in
                .care(.appointmentNote(try call.id("appointment")))
            },
            content("/v1/appointments/{appointment}/answer") { call in
                .care(.appointmentAnswer(try call.id("appointment")))
            },
            Endpoint(
                .get, "/v1/staff/{id}/slots", .session, query: ["from", "until"], isRepresentable: true
            ) { call in
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
