public import LedgerFormat

/// `order.accept`: takes an order on.
///
/// - Signed by: a laboratory technician (laboratory) or radiologist (imaging) of the performer.
/// - Checks: `order.unknown` (also another organisation's), `order.wrongState` (not placed).
/// - Effects: status `accepted`.
/// - Event: `order.accepted`, to the patient and the physician.
public struct OrderAccept: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.orderAccept

    /// The order.
    public let order: EntityID

    /// The command with these members.
    public init(order: EntityID) { self.order = order }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) { order = try reader.id("order") }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "order": .id(order)] }
}

extension OrderAccept {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        var document = try OrderPolicy.performed(order, by: person, run)
        guard document.status == .placed else { throw Rejection(.orderWrongState) }
        document.status = .accepted
        document.answeredBy = person.id
        document.answeredAt = run.time
        run.write(document)
        try run.emit(document.event(.orderAccepted, by: person.id))
    }
}
