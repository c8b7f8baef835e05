import LedgerFormat

/// Who invites staff, and what an invitation is good for.
enum InvitationPolicy {
    /// The longest that an invitation lasts, in milliseconds: 30 days.
    static let longest: Int64 = 30 * 86_400_000

    /// Throws `identity.wrongRole` unless the person keeps the key of their organisation or is of the authority.
    static func requireInviter(_ person: IdentityDocument, _ run: Execution) throws {
        if person.role == .authority { return }
        try OrganisationKeyPolicy.requireKeeper(person, run)
    }

    /// The invitation that an applicant has the token of. Throws `invitation.invalid`: whatever is wrong with it has
    /// one code, so that nobody finds one by trying.
    static func open(
        _ credential: IdentityApply.Invitation, for applicant: IdentityDocument.Application, _ run: Execution
    ) throws -> InvitationDocument {
        guard let invitation: InvitationDocument = try run.read(.invitation(credential.invitation)),
            invitation.tokenHash == Hash256(hashing: credential.token), invitation.status == .open,
            invitation.until > run.time, invitation.organisation == applicant.organisation,
            invitation.role == applicant.role
        else { throw Rejection(.invitationInvalid) }
        return invitation
    }
}
