import LedgerFormat

/// Who may suspend and reinstate whom: the authority anybody else; a manager and the organisation's key their own
/// staff.
enum SuspensionPolicy {
    /// The person concerned, and in whose name the signer acts. Throws `identity.wrongRole`, `identity.unknown` or
    /// `identity.wrongOrganisation`.
    static func subject(
        _ id: IdentityID, of signer: Signer, _ run: Execution
    ) throws -> (person: IdentityDocument, suspender: IdentityDocument.Suspender) {
        let organisation: IdentityID?
        switch signer {
        case .person(let person) where person.role == .authority: organisation = nil
        case .person(let person) where person.role == .hospitalManager: organisation = person.organisation
        case .organisation(let signing): organisation = signing.id
        case .person, .node: throw Rejection(.identityWrongRole)
        }
        guard let person: IdentityDocument = try run.read(.identity(id)) else { throw Rejection(.identityUnknown) }
        guard id != signer.id else { throw Rejection(.identityWrongRole) }
        guard let organisation else { return (person, .authority) }
        guard person.organisation == organisation else { throw Rejection(.identityWrongOrganisation) }
        guard person.role.isStaff else { throw Rejection(.identityWrongRole) }
        return (person, .organisation)
    }
}
