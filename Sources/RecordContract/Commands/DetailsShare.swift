public import LedgerFormat

/// `details.share`: a physician tells the management of their organisation who a patient is.
///
/// - Signed by: physician, with a grant to read demographics.
/// - Checks: `identity.wrongRole`, `identity.unknown` (not a patient), the grant check for read,
///   `access.wrongCategory` (the grant does not cover demographics), `details.recipient` (somebody who is no verified
///   manager of the signer's organisation).
/// - Effects: the details, in place of earlier ones to that organisation. They hold while the grant does.
/// - Event: `details.shared`, to the patient and the recipients.
public struct DetailsShare: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.detailsShare
    /// To how many managers.
    public static let recipientCount = 1...16

    /// Whose details.
    public let patient: IdentityID
    /// The grant under which the physician knows them.
    public let grant: EntityID
    /// The managers, ascending.
    public let recipients: [IdentityID]
    /// Content: the details, sealed to the managers, the patient and the physician.
    public let content: CID

    /// The command with these members; recipients ascending.
    public init(patient: IdentityID, grant: EntityID, recipients: [IdentityID], content: CID) {
        self.patient = patient
        self.grant = grant
        self.recipients = recipients
        self.content = content
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        grant = try reader.id("grant")
        recipients = try reader.identities("recipients", count: Self.recipientCount)
        content = try reader.cid("content")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "patient": .identity(patient), "grant": .id(grant),
            "recipients": .identities(recipients), "content": .cid(content),
        ]
    }
}

extension DetailsShare {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        try PatientPolicy.requirePatient(patient, run)
        let consent = try GrantPolicy.check(
            try run.read(.grant(grant)), of: patient, for: physician, [.read], purpose: nil, at: run.time)
        guard consent.terms.allow(.read, in: .demographics) else { throw Rejection(.accessWrongCategory) }
        for id in recipients {
            guard let manager: IdentityDocument = try run.read(.identity(id)), manager.role == .hospitalManager,
                manager.status == .verified, manager.organisation == physician.organisation
            else { throw Rejection(.detailsRecipient) }
        }
        run.write(DetailsDocument(self, by: physician, at: run.time))
        var details = Event.Details()
        details.organisation = physician.organisation
        details.grant = grant
        try run.emit(
            Event(
                .detailsShared, actor: physician.id, patient: patient, subject: physician.organisation.canonical,
                audience: recipients + [patient], details: details))
    }
}
