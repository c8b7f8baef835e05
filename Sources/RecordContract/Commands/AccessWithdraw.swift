public import LedgerFormat

/// `access.withdraw`: takes a request back.
///
/// - Signed by: the requester.
/// - Checks: `request.unknown` (also another's), `request.answered`.
/// - Effects: status `withdrawn`.
/// - Event: `access.withdrawn`, to the patient.
public struct AccessWithdraw: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.accessWithdraw

    /// The request.
    public let request: EntityID

    /// The command with these members.
    public init(request: EntityID) {
        self.request = request
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        request = try reader.id("request")
    }

    /// The members.
    public var json: JSONObject {
        ["type": .word(Self.type), "request": .id(request)]
    }
}

extension AccessWithdraw {
    func execute(by requester: IdentityDocument, _ run: Execution) throws {
        guard var document: RequestDocument = try run.read(.request(request)), document.requester == requester.id else {
            throw Rejection(.requestUnknown)
        }
        guard document.status == .open else { throw Rejection(.requestAnswered) }
        document.status = .withdrawn
        document.answeredAt = run.time
        run.write(document)
        try RequestPolicy.close(document, run)
        try run.emit(
            Event(
                .accessWithdrawn, actor: requester.id, patient: document.patient, subject: request.text,
                audience: [document.patient]))
    }
}
