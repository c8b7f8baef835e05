public import LedgerFormat

/// That somebody is invited to join an organisation: single use, for a time. Whoever has the token may use it; the
/// ledger has its hash only.
public struct InvitationDocument: LedgerDocument {
    /// What has become of it. One whose `until` has come is over, whatever this says.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// It may be used.
        case open
        /// Somebody has joined with it.
        case used
        /// It was taken back.
        case withdrawn
    }

    /// Its id.
    public let invitation: EntityID
    /// To which organisation.
    public let organisation: IdentityID
    /// In which role.
    public let role: Role
    /// SHA-256 of the token.
    public let tokenHash: Hash256
    /// Who invited.
    public let invitedBy: IdentityID
    /// When.
    public let invitedAt: LedgerTime
    /// Until when: no longer at that moment.
    public let until: LedgerTime
    /// What has become of it.
    public internal(set) var status: Status
    /// Who joined with it.
    public internal(set) var identity: IdentityID?

    init(_ command: StaffInvite, by person: IdentityDocument, at time: LedgerTime) {
        invitation = command.invitation
        organisation = person.organisation
        role = command.role
        tokenHash = command.tokenHash
        invitedBy = person.id
        invitedAt = time
        until = command.until
        status = .open
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        invitation = try reader.id("invitation")
        organisation = try reader.identity("organisation")
        role = try reader.choice("role")
        tokenHash = try reader.hash("tokenHash")
        invitedBy = try reader.identity("invitedBy")
        invitedAt = try reader.time("invitedAt")
        until = try reader.time("until")
        status = try reader.choice("status")
        identity = try reader.optionalIdentity("identity")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .invitation(invitation) }
    /// The document as one of the world state.
    public var document: Document { .invitation(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .invitation(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        let term = IndexTerm().then(organisation).then(status == .open).then(invitedAt).then(invitation)
        return [IndexEntry(.invitationsByOrganisation, term)]
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "invitation": .id(invitation), "organisation": .identity(organisation), "role": .word(role),
            "tokenHash": .hash(tokenHash), "invitedBy": .identity(invitedBy), "invitedAt": .time(invitedAt),
            "until": .time(until), "status": .word(status),
        ]
        json.set("identity", identity.map(JSONValue.identity))
        return json
    }
}
