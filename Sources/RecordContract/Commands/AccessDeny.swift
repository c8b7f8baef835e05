public import LedgerFormat

/// `access.deny`: refuses a request.
///
/// - Signed by: the patient.
/// - Checks: `request.unknown` (also another's), `request.answered`.
/// - Effects: status `denied`.
/// - Event: `access.denied`, to the requester.
public struct AccessDeny: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.accessDeny

    /// The request.
    public let request: EntityID
    /// Content: the sealed reason.
    public let note: CID?

    /// The command with these members.
    public init(request: EntityID, note: CID? = nil) {
        self.request = request
        self.note = note
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        request = try reader.id("request")
        note = try reader.optionalCID("note")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["type": .word(Self.type), "request": .id(request)]
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}

extension AccessDeny {
    func execute(by patient: IdentityDocument, _ run: Execution) throws {
        guard var document: RequestDocument = try run.read(.request(request)), document.patient == patient.id else {
            throw Rejection(.requestUnknown)
        }
        guard document.status == .open else { throw Rejection(.requestAnswered) }
        document.status = .denied
        document.answer = note
        document.answeredAt = run.time
        run.write(document)
        try RequestPolicy.close(document, run)
        try run.emit(
            Event(
                .accessDenied, actor: patient.id, patient: patient.id, subject: request.text,
                audience: [document.requester]))
    }
}
