public import LedgerFormat

/// `result.acknowledge`: the newest version of a result has been seen.
///
/// - Signed by: the physician who ordered; once it has escalated, any physician of their organisation.
/// - Checks: `order.unknown` (also another's), `result.nothingToAcknowledge` (not the newest version, acknowledged
///   already, or the order has ended).
/// - Effects: it is acknowledged; its deadline falls away.
/// - Event: `result.acknowledged`, to the patient and the physician.
public struct ResultAcknowledge: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.resultAcknowledge

    /// The order.
    public let order: EntityID
    /// The version that was seen.
    public let record: EntityID

    /// The command with these members.
    public init(order: EntityID, record: EntityID) {
        self.order = order
        self.record = record
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        order = try reader.id("order")
        record = try reader.id("record")
    }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "order": .id(order), "record": .id(record)] }
}

extension ResultAcknowledge {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        guard physician.role == .physician else { throw Rejection(.identityWrongRole) }
        guard var document: OrderDocument = try run.read(.order(order)) else { throw Rejection(.orderUnknown) }
        guard physician.id == document.physician || OrderPolicy.standsIn(document, physician) else {
            throw Rejection(.orderUnknown)
        }
        guard document.awaitsAcknowledgement, document.results.last?.record == record else {
            throw Rejection(.resultNothingToAcknowledge)
        }
        try OrderPolicy.forgetDeadline(of: document, run)
        document.acknowledgedBy = physician.id
        document.acknowledgedAt = run.time
        run.write(document)
        try run.emit(document.event(.resultAcknowledged, by: physician.id))
    }
}
