public import LedgerFormat

/// Who a patient is, as a physician told the management of their organisation. It holds while its grant does.
public struct DetailsDocument: LedgerDocument {
    /// The organisation.
    public let organisation: IdentityID
    /// Whose details.
    public let patient: IdentityID
    /// The physician.
    public let sharedBy: IdentityID
    /// The grant under which.
    public let grant: EntityID
    /// The managers to whom they are sealed, ascending.
    public let recipients: [IdentityID]
    /// Content: the details, sealed.
    public let content: CID
    /// When.
    public let sharedAt: LedgerTime

    init(_ command: DetailsShare, by physician: IdentityDocument, at time: LedgerTime) {
        organisation = physician.organisation
        patient = command.patient
        sharedBy = physician.id
        grant = command.grant
        recipients = command.recipients
        content = command.content
        sharedAt = time
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        organisation = try reader.identity("organisation")
        patient = try reader.identity("patient")
        sharedBy = try reader.identity("sharedBy")
        grant = try reader.id("grant")
        recipients = try reader.identities("recipients", count: DetailsShare.recipientCount)
        content = try reader.cid("content")
        sharedAt = try reader.time("sharedAt")
    }

    /// Whether they hold: while the grant under which they were shared does.
    public func holds(under grant: GrantDocument?, at time: LedgerTime) -> Bool {
        guard let grant, grant.grant == self.grant else { return false }
        return grant.status == .live && grant.from <= time && grant.until > time
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .details(organisation, patient: patient) }
    /// The document as one of the world state.
    public var document: Document { .details(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .details(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        recipients.map { IndexEntry(.detailsByRecipient, IndexTerm().then($0).then(sharedAt).then(patient)) }
            + [IndexEntry(.detailsByPatient, IndexTerm().then(patient).then(sharedAt).then(organisation))]
    }

    /// The members.
    public var json: JSONObject {
        [
            "organisation": .identity(organisation), "patient": .identity(patient), "sharedBy": .identity(sharedBy),
            "grant": .id(grant), "recipients": .identities(recipients), "content": .cid(content),
            "sharedAt": .time(sharedAt),
        ]
    }
}
