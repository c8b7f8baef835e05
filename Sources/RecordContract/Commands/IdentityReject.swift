public import LedgerFormat

/// `identity.reject`: the authority rejects a member of staff.
///
/// - Signed by: authority.
/// - Checks: `identity.unknown`, `identity.wrongState` (not pending).
/// - Effects: status `rejected`, by whom and when.
/// - Event: `identity.rejected`, to the person.
public struct IdentityReject: PersonDecision {
    /// The type that it stands under.
    public static let type = CommandType.identityReject

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

extension IdentityReject {
    func execute(by official: IdentityDocument, _ run: Execution) throws {
        guard var person: IdentityDocument = try run.read(.identity(identity)) else {
            throw Rejection(.identityUnknown)
        }
        guard person.status == .pending else { throw Rejection(.identityWrongState) }
        person.status = .rejected
        person.decidedBy = official.id
        person.decidedAt = run.time
        person.note = note
        run.write(person)
        try run.emit(Event(.identityRejected, actor: official.id, subject: identity.canonical, audience: [identity]))
    }
}
