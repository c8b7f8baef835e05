public import LedgerFormat

/// `identity.reinstate`: takes a suspension back.
///
/// - Signed by: as `identity.suspend`; what the authority suspended, the authority alone.
/// - Checks: `identity.unknown`, `identity.wrongRole`, `identity.wrongOrganisation`, `identity.wrongState` (not
///   suspended).
/// - Effects: the status before; the note of the suspension goes.
/// - Event: `identity.reinstated`, to the person.
public struct IdentityReinstate: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.identityReinstate

    /// The person.
    public let identity: IdentityID

    /// The command with these members.
    public init(identity: IdentityID) {
        self.identity = identity
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        identity = try reader.identity("identity")
    }

    /// The members.
    public var json: JSONObject {
        ["type": .word(Self.type), "identity": .identity(identity)]
    }
}

extension IdentityReinstate {
    func execute(by signer: Signer, _ run: Execution) throws {
        var (person, suspender) = try SuspensionPolicy.subject(identity, of: signer, run)
        guard person.status == .suspended, let former = person.suspendedFrom else {
            throw Rejection(.identityWrongState)
        }
        guard suspender == .authority || person.suspendedBy == .organisation else {
            throw Rejection(.identityWrongRole)
        }
        person.status = former
        person.suspendedFrom = nil
        person.suspendedBy = nil
        person.suspendedAt = nil
        person.note = nil
        run.write(person)
        try run.emit(
            Event(
                .identityReinstated, actor: signer.id, patient: person.role.isStaff ? nil : person.id,
                subject: identity.canonical, audience: [identity]))
    }
}
