public import LedgerFormat

/// A command that decides about one thing that there is and may say why: `appointment.confirm`, `appointment.decline`,
/// `appointment.cancel`, `prescription.cancel`, `prescription.requestRefill`, `order.cancel`, `order.reject`.
public protocol CareDecision: LedgerCommand {
    /// The member that names the thing.
    static var member: String { get }
    /// The thing.
    var subject: EntityID { get }
    /// Content: the sealed words to the other side.
    var note: CID? { get }

    /// The command about `subject`.
    init(subject: EntityID, note: CID?)
}

extension CareDecision {
    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        self.init(subject: try reader.id(Self.member), note: try reader.optionalCID("note"))
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["type": .word(Self.type), Self.member: .id(subject)]
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}

/// A decision about an appointment.
public protocol AppointmentDecision: CareDecision {
    /// The appointment.
    var appointment: EntityID { get }

    /// The command with these members.
    init(appointment: EntityID, note: CID?)
}

extension AppointmentDecision {
    /// The member that names it.
    public static var member: String { "appointment" }
    /// The appointment.
    public var subject: EntityID { appointment }

    /// The command about `subject`.
    public init(subject: EntityID, note: CID?) { self.init(appointment: subject, note: note) }
}

/// A decision about a prescription.
public protocol PrescriptionDecision: CareDecision {
    /// The prescription.
    var prescription: EntityID { get }

    /// The command with these members.
    init(prescription: EntityID, note: CID?)
}

extension PrescriptionDecision {
    /// The member that names it.
    public static var member: String { "prescription" }
    /// The prescription.
    public var subject: EntityID { prescription }

    /// The command about `subject`.
    public init(subject: EntityID, note: CID?) { self.init(prescription: subject, note: note) }
}

/// A decision about an order.
public protocol OrderDecision: CareDecision {
    /// The order.
    var order: EntityID { get }

    /// The command with these members.
    init(order: EntityID, note: CID?)
}

extension OrderDecision {
    /// The member that names it.
    public static var member: String { "order" }
    /// The order.
    public var subject: EntityID { order }

    /// The command about `subject`.
    public init(subject: EntityID, note: CID?) { self.init(order: subject, note: note) }
}
