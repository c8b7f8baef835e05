public import LedgerFormat

/// `order.reject`: does not do it, or not after all.
///
/// - Signed by: a laboratory technician (laboratory) or radiologist (imaging) of the performer.
/// - Checks: `order.unknown` (also another organisation's), `order.wrongState` (not placed or accepted, or there is a
///   result).
/// - Effects: status `rejected`; the order gives nothing any more.
/// - Event: `order.rejected`, to the patient and the physician.
public struct OrderReject: PersonCommand, OrderDecision {
    /// The type that it stands under.
    public static let type = CommandType.orderReject

    /// The order.
    public let order: EntityID
    /// Content: the sealed reason, for the physician.
    public let note: CID?

    /// The command with these members.
    public init(order: EntityID, note: CID? = nil) {
        self.order = order
        self.note = note
    }
}

extension OrderReject {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        var document = try OrderPolicy.performed(order, by: person, run)
        guard document.status == .placed || document.status == .accepted, document.results.isEmpty else {
            throw Rejection(.orderWrongState)
        }
        document.status = .rejected
        document.answeredBy = person.id
        document.answeredAt = run.time
        document.endedBy = person.id
        document.note = note
        run.write(document)
        try run.emit(document.event(.orderRejected, by: person.id))
    }
}
