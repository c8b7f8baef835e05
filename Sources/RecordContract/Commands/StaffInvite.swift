public import LedgerFormat

/// `staff.invite`: invites somebody to join the signer's organisation.
///
/// - Signed by: hospitalManager (of an insurer: insurer), authority.
/// - Checks: `identity.wrongRole`, `organisation.kind` (patients are not invited; a role that the organisation does not
///   have), `invitation.exists`, `invitation.period` (over, or longer than 30 days).
/// - Effects: an open invitation.
/// - Event: `staff.invited`, to the signer.
public struct StaffInvite: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.staffInvite

    /// Its id.
    public let invitation: EntityID
    /// In which role.
    public let role: Role
    /// SHA-256 of the token that the invited person gets.
    public let tokenHash: Hash256
    /// Until when.
    public let until: LedgerTime

    /// The command with these members.
    public init(invitation: EntityID, role: Role, tokenHash: Hash256, until: LedgerTime) {
        self.invitation = invitation
        self.role = role
        self.tokenHash = tokenHash
        self.until = until
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        invitation = try reader.id("invitation")
        role = try reader.choice("role")
        tokenHash = try reader.hash("tokenHash")
        until = try reader.time("until")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "invitation": .id(invitation), "role": .word(role),
            "tokenHash": .hash(tokenHash), "until": .time(until),
        ]
    }
}

extension StaffInvite {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        try InvitationPolicy.requireInviter(person, run)
        let organisation: OrganisationDocument = try run.require(.organisation(person.organisation))
        guard role.isStaff, organisation.kind.roles.contains(role) else { throw Rejection(.organisationKind) }
        guard try !run.has(.invitation(invitation)) else { throw Rejection(.invitationExists) }
        guard until > run.time, until <= run.time.advanced(byMilliseconds: InvitationPolicy.longest) else {
            throw Rejection(.invitationPeriod)
        }
        run.write(InvitationDocument(self, by: person, at: run.time))
        var details = Event.Details()
        details.role = role
        details.organisation = person.organisation
        details.until = until
        try run.emit(
            Event(
                .staffInvited, actor: person.id, subject: invitation.text, audience: [person.id], details: details))
    }
}
