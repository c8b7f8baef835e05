public import LedgerFormat

/// `result.flagCritical`: the newest version of a result must be seen soon.
///
/// - Signed by: a laboratory technician (laboratory) or radiologist (imaging) of the performer.
/// - Checks: `order.unknown` (also another organisation's), `order.wrongState` (no result, ended, or flagged already
/// and
///   not acknowledged), `result.deadline` (not 5 minutes ... 7 days).
/// - Effects: the deadline; the physician is to acknowledge (again).
/// - Event: `result.flaggedCritical`, to the patient and the physician.
public struct ResultFlagCritical: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.resultFlagCritical

    /// The order.
    public let order: EntityID
    /// How soon it is to be acknowledged, in milliseconds.
    public let within: Int64

    /// The command with these members.
    public init(order: EntityID, within: Int64) {
        self.order = order
        self.within = within
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        order = try reader.id("order")
        within = try reader.integer("within", in: 0...LedgerTime.maximum.milliseconds)
    }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "order": .id(order), "within": .integer(within)] }
}

extension ResultFlagCritical {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        var document = try OrderPolicy.performed(order, by: person, run)
        guard document.status.isOpen, !document.results.isEmpty,
            document.critical == nil || document.acknowledgedBy != nil
        else { throw Rejection(.orderWrongState) }
        try OrderPolicy.flag(&document, by: person, within: within, run)
        document.acknowledgedBy = nil
        document.acknowledgedAt = nil
        run.write(document)
        if let escalation = document.escalation { run.write(escalation) }
        try run.emit(document.event(.resultFlaggedCritical, by: person.id))
    }
}
