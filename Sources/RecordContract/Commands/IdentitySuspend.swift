public import LedgerFormat

/// `identity.suspend`: suspends a person at once.
///
/// - Signed by: authority (anybody but themself); hospitalManager and the organisation's key (staff of the own
///   organisation, but not themself).
/// - Checks: `identity.unknown`, `identity.wrongRole` (themself; a patient, but by the authority),
///   `identity.wrongOrganisation`, `identity.wrongState` (suspended or rejected already).
/// - Effects: status `suspended`, with the status before and who did it; the organisation's sealing key becomes stale
///   when the person has it.
/// - Event: `identity.suspended`, to the person.
public struct IdentitySuspend: PersonDecision {
    /// The type that it stands under.
    public static let type = CommandType.identitySuspend

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

extension IdentitySuspend {
    func execute(by signer: Signer, _ run: Execution) throws {
        var (person, suspender) = try SuspensionPolicy.subject(identity, of: signer, run)
        guard person.status == .pending || person.status == .verified else { throw Rejection(.identityWrongState) }
        person.suspendedFrom = person.status
        person.suspendedBy = suspender
        person.suspendedAt = run.time
        person.status = .suspended
        person.note = note
        run.write(person)
        try OrganisationKeyPolicy.markStale(without: person, run)
        try run.emit(
            Event(
                .identitySuspended, actor: signer.id, patient: person.role.isStaff ? nil : person.id,
                subject: identity.canonical, audience: [identity]))
    }
}
