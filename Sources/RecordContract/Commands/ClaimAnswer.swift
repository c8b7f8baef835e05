public import LedgerFormat

/// `claim.answer`: the insurer decides.
///
/// - Signed by: insurer, of the organisation that the claim is to.
/// - Checks: `claim.unknown` (none, or to another insurer: one code), `claim.answered`.
/// - Effects: the decision.
/// - Event: `claim.answered`, to the patient and who submitted.
public struct ClaimAnswer: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.claimAnswer

    /// The claim.
    public let claim: EntityID
    /// What is decided.
    public let decision: ClaimDocument.Decision
    /// Content: the reason and what is paid, sealed to the patient and who submitted.
    public let note: CID?

    /// The command with these members.
    public init(claim: EntityID, decision: ClaimDocument.Decision, note: CID? = nil) {
        self.claim = claim
        self.decision = decision
        self.note = note
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        claim = try reader.id("claim")
        decision = try reader.choice("decision")
        note = try reader.optionalCID("note")
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["type": .word(Self.type), "claim": .id(claim), "decision": .word(decision)]
        json.set("note", note.map(JSONValue.cid))
        return json
    }
}

extension ClaimAnswer {
    func execute(by insurer: IdentityDocument, _ run: Execution) throws {
        guard var document: ClaimDocument = try run.read(.claim(claim)), document.insurer == insurer.organisation else {
            throw Rejection(.claimUnknown)
        }
        guard document.status == .open else { throw Rejection(.claimAnswered) }
        document.answer(decision, note, by: insurer.id, at: run.time)
        run.write(document)
        var details = Event.Details()
        details.organisation = document.insurer
        try run.emit(
            Event(
                .claimAnswered, actor: insurer.id, patient: document.patient, subject: claim.text,
                audience: [document.patient, document.submitter], details: details))
    }
}
