public import LedgerFormat

/// `staff.leave`: a member of staff leaves their organisation for good; who comes back registers anew.
///
/// - Signed by: staff, about themself.
/// - Checks: `identity.wrongRole` (patients).
/// - Effects: status `left`; the organisation's sealing key becomes stale when the person has it.
/// - Event: `staff.left`, to the person.
public struct StaffLeave: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.staffLeave

    /// The command.
    public init() {}

    /// It has no members. Throws nothing.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {}

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type)] }
}

extension StaffLeave {
    func execute(by person: IdentityDocument, _ run: Execution) throws {
        guard person.role.isStaff else { throw Rejection(.identityWrongRole) }
        var leaving = person
        leaving.status = .left
        leaving.suspendedAt = run.time
        run.write(leaving)
        try OrganisationKeyPolicy.markStale(without: person, run)
        var details = Event.Details()
        details.organisation = person.organisation
        try run.emit(
            Event(.staffLeft, actor: person.id, subject: person.id.canonical, audience: [person.id], details: details))
    }
}
