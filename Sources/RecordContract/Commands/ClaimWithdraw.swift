public import LedgerFormat

/// `claim.withdraw`: takes a claim back before it is answered.
///
/// - Signed by: who submitted it; the patient.
/// - Checks: `claim.unknown` (none, or not the signer's to take back: one code), `claim.answered`.
/// - Effects: status `withdrawn`.
/// - Event: `claim.withdrawn`, to the patient and who submitted.
public struct ClaimWithdraw: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.claimWithdraw

    /// The claim.
    public let claim: EntityID

    /// The command for that claim.
    public init(claim: EntityID) { self.claim = claim }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) { claim = try reader.id("claim") }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "claim": .id(claim)] }
}

extension ClaimWithdraw {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        guard var document: ClaimDocument = try run.read(.claim(claim)),
            document.submitter == person.id || document.patient == person.id
        else { throw Rejection(.claimUnknown) }
        guard document.status == .open else { throw Rejection(.claimAnswered) }
        document.withdraw(at: run.time)
        run.write(document)
        var details = Event.Details()
        details.organisation = document.insurer
        try run.emit(
            Event(
                .claimWithdrawn, actor: person.id, patient: document.patient, subject: claim.text,
                audience: [document.patient, document.submitter], details: details))
    }
}
