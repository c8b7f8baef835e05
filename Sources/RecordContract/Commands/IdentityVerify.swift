public import LedgerFormat

/// `identity.verify`: the authority verifies a member of staff.
///
/// - Signed by: authority.
/// - Checks: `identity.unknown`, `identity.wrongState` (not pending or rejected).
/// - Effects: status `verified`, by whom and when.
/// - Event: `identity.verified`, to the person.
public struct IdentityVerify: PersonDecision {
    /// The type that it stands under.
    public static let type = CommandType.identityVerify

    /// The person.
    public let identity: IdentityID
    /// Content: the reason, sealed to the person.
    public let note: CID?

    /// The command with these members.
    public init(identity: IdentityID, note: CID? = nil) {
        self.identity = identity
        self.note = note
    }
}

extension IdentityVerify {
    func execute(by official: IdentityDocument, _ run: Execution) throws {
        guard var person: IdentityDocument = try run.read(.identity(identity)) else {
            throw Rejection(.identityUnknown)
        }
        guard person.status == .pending || person.status == .rejected else { throw Rejection(.identityWrongState) }
        person.status = .verified
        person.decidedBy = official.id
        person.decidedAt = run.time
        person.note = note
        run.write(person)
        try run.emit(Event(.identityVerified, actor: official.id, subject: identity.canonical, audience: [identity]))
    }
}
