public import LedgerFormat

/// Who may do what under an order: the performer reads the order and contributes its result, the physician who ordered
/// reads the result, and neither gets anything else.
public enum OrderPolicy {
    /// Whether the person works on the order at the organisation that performs it.
    public static func performs(_ order: OrderDocument, _ person: IdentityDocument) -> Bool {
        person.organisation == order.performer && person.role == order.kind.role
    }

    /// Whether the person may read that record under the order.
    public static func mayRead(_ order: OrderDocument, record: EntityID, _ person: IdentityDocument) -> Bool {
        guard order.status.isOpen else { return false }
        let isResult = order.results.contains { $0.record == record }
        if performs(order, person) { return record == order.order || isResult }
        if person.id == order.physician { return isResult }
        return standsIn(order, person) && order.results.last?.record == record
    }

    /// Whether the person stands in for the physician who ordered: another physician of their organisation, while a
    /// critical result has escalated, and whoever of them acknowledged it from then on.
    public static func standsIn(_ order: OrderDocument, _ person: IdentityDocument) -> Bool {
        guard order.status.isOpen, order.critical?.escalatedAt != nil, person.role == .physician,
            person.organisation == order.organisation, person.id != order.physician
        else { return false }
        return order.awaitsAcknowledgement || order.acknowledgedBy == person.id
    }

    /// How soon a critical result is to be acknowledged, in milliseconds: 5 minutes ... 7 days.
    static let deadlines: ClosedRange<Int64> = 300_000...604_800_000

    /// The order that the person performs. Throws `order.unknown`, also for others'.
    static func performed(_ id: EntityID, by person: IdentityDocument, _ run: Execution) throws -> OrderDocument {
        guard let order: OrderDocument = try run.read(.order(id)), performs(order, person) else {
            throw Rejection(.orderUnknown)
        }
        return order
    }

    /// Marks the newest result as critical; its deadline becomes due work. Throws `result.deadline`.
    static func flag(
        _ order: inout OrderDocument, by person: IdentityDocument, within: Int64, _ run: Execution
    ) throws(Rejection) {
        guard deadlines.contains(within) else { throw Rejection(.resultDeadline) }
        order.critical = OrderDocument.Critical(
            flaggedBy: person.id, flaggedAt: run.time, deadline: run.time.advanced(byMilliseconds: within),
            escalatedAt: nil)
    }

    /// Removes the due work of the deadline, if it has not passed.
    static func forgetDeadline(of order: OrderDocument, _ run: Execution) throws {
        if let key = order.escalation?.key, try run.has(key) { run.delete(key) }
    }
}
