public import LedgerFormat

/// `details.withdraw`: ends what `details.share` began.
///
/// - Signed by: the patient; the physician who shared them.
/// - Checks: `details.unknown` (none, or not the signer's to end: one code).
/// - Effects: the details are gone.
/// - Event: `details.withdrawn`, to the patient and the recipients.
public struct DetailsWithdraw: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.detailsWithdraw

    /// Whose details.
    public let patient: IdentityID
    /// With which organisation they are shared.
    public let organisation: IdentityID

    /// The command with these members.
    public init(patient: IdentityID, organisation: IdentityID) {
        self.patient = patient
        self.organisation = organisation
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        organisation = try reader.identity("organisation")
    }

    /// The members.
    public var json: JSONObject {
        ["type": .word(Self.type), "patient": .identity(patient), "organisation": .identity(organisation)]
    }
}

extension DetailsWithdraw {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        guard let shared: DetailsDocument = try run.read(.details(organisation, patient: patient)),
            person.id == patient || person.id == shared.sharedBy
        else { throw Rejection(.detailsUnknown) }
        run.delete(shared.key)
        var details = Event.Details()
        details.organisation = organisation
        try run.emit(
            Event(
                .detailsWithdrawn, actor: person.id, patient: patient, subject: organisation.canonical,
                audience: shared.recipients + [patient], details: details))
    }
}
