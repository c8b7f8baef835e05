public import LedgerFormat

/// `prescription.answerRefill`: allows the quantity once more, or does not.
///
/// - Signed by: the prescriber.
/// - Checks: `prescription.unknown` (also another's), `identity.wrongRole` (the patient), `prescription.noRefill`,
///   `prescription.limit` (99 refills allowed already).
/// - Effects: the request is answered; when approved, the quantity may be dispensed once more.
/// - Event: `prescription.refillApproved` or `prescription.refillRefused`, to the patient and the prescriber.
public struct PrescriptionAnswerRefill: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.prescriptionAnswerRefill

    /// The prescription.
    public let prescription: EntityID
    /// Whether it is allowed.
    public let approve: Bool
    /// Content: the sealed words to the patient.
    public let note: CID?

    /// The command with these members.
    public init(prescription: EntityID, approve: Bool, note: CID? = nil) {
        self.prescription = prescription
        self.approve = approve
        self.note = note
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        prescription = try reader.id("prescription")
        approve = try reader.bool("approve")
        note = try reader.optionalCID("note")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "type": .word(Self.type), "prescription": .id(prescription), "approve": .bool(approve),
        ]
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}

extension PrescriptionAnswerRefill {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        var document = try PrescriptionPolicy.own(prescription, physician, run)
        guard physician.id == document.prescriber else { throw Rejection(.identityWrongRole) }
        guard document.refillRequestedAt != nil else { throw Rejection(.prescriptionNoRefill) }
        document.refillRequestedAt = nil
        document.answer = note
        if approve {
            guard document.refills < PrescriptionDocument.maximumRefills else { throw Rejection(.prescriptionLimit) }
            document.refills += 1
            document.status = .active
        }
        run.write(document)
        let kind: Event.Kind = approve ? .prescriptionRefillApproved : .prescriptionRefillRefused
        try run.emit(document.event(kind, by: physician.id))
    }
}
