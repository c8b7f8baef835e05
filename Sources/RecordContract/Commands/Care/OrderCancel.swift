public import LedgerFormat

/// `order.cancel`: calls an order off. The patient can do so at any time: it ends what the order opens to the performer
/// and to the physician.
///
/// - Signed by: the physician who ordered; the patient.
/// - Checks: `order.unknown` (also another's), `order.wrongState` (rejected, cancelled or closed; for the physician
///   also: there is a result).
/// - Effects: status `cancelled`, or `closed` where there is a result.
/// - Event: `order.cancelled` or `order.closed`, to the patient, the physician and those who have worked on it.
public struct OrderCancel: PersonCommand, OrderDecision {
    /// The type that it stands under.
    public static let type = CommandType.orderCancel

    /// The order.
    public let order: EntityID
    /// Content: the sealed reason.
    public let note: CID?

    /// The command with these members.
    public init(order: EntityID, note: CID? = nil) {
        self.order = order
        self.note = note
    }
}

extension OrderCancel {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        guard var document: OrderDocument = try run.read(.order(order)),
            document.patient == person.id || document.physician == person.id
        else { throw Rejection(.orderUnknown) }
        guard document.status.isOpen, document.patient == person.id || document.results.isEmpty else {
            throw Rejection(.orderWrongState)
        }
        try OrderPolicy.forgetDeadline(of: document, run)
        document.status = document.results.isEmpty ? .cancelled : .closed
        document.endedBy = person.id
        document.note = note
        run.write(document)
        let kind: Event.Kind = document.status == .cancelled ? .orderCancelled : .orderClosed
        try run.emit(document.event(kind, by: person.id, telling: document.workers))
    }
}
