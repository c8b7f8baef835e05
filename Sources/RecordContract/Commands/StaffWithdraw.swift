public import LedgerFormat

/// `staff.withdraw`: takes an invitation back.
///
/// - Signed by: who may invite, for their own organisation.
/// - Checks: `identity.wrongRole`, `invitation.unknown` (none, or of another organisation), `invitation.ended`.
/// - Effects: status `withdrawn`.
/// - Event: `staff.withdrawn`, to who invited.
public struct StaffWithdraw: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.staffWithdraw

    /// The invitation.
    public let invitation: EntityID

    /// The command for that invitation.
    public init(invitation: EntityID) { self.invitation = invitation }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        invitation = try reader.id("invitation")
    }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "invitation": .id(invitation)] }
}

extension StaffWithdraw {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        try InvitationPolicy.requireInviter(person, run)
        guard var document: InvitationDocument = try run.read(.invitation(invitation)),
            document.organisation == person.organisation
        else { throw Rejection(.invitationUnknown) }
        guard document.status == .open else { throw Rejection(.invitationEnded) }
        document.status = .withdrawn
        run.write(document)
        try run.emit(
            Event(.staffWithdrawn, actor: person.id, subject: invitation.text, audience: [document.invitedBy]))
    }
}
