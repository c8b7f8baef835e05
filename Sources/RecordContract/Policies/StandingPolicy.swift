public import LedgerFormat

/// Who signed, in good standing.
enum Signer {
    case person(IdentityDocument)
    case organisation(OrganisationDocument)
    case node(NodeDocument)

    /// Who signed.
    var id: IdentityID {
        switch self {
        case .person(let person): person.id
        case .organisation(let organisation): organisation.id
        case .node(let node): node.id
        }
    }

    /// The person who signed. Throws `identity.wrongRole` for an organisation or node.
    func person() throws(Rejection) -> IdentityDocument {
        guard case .person(let person) = self else { throw Rejection(.identityWrongRole) }
        return person
    }

    /// The person of that role who signed. Throws `identity.wrongRole`.
    func person(_ role: Role) throws(Rejection) -> IdentityDocument {
        let person = try person()
        guard person.role == role else { throw Rejection(.identityWrongRole) }
        return person
    }

    /// The organisation that signed. Throws `identity.wrongRole`.
    func organisation() throws(Rejection) -> OrganisationDocument {
        guard case .organisation(let organisation) = self else { throw Rejection(.identityWrongRole) }
        return organisation
    }

    /// The node that signed. Throws `identity.wrongRole`.
    func node() throws(Rejection) -> NodeDocument {
        guard case .node(let node) = self else { throw Rejection(.identityWrongRole) }
        return node
    }
}

/// Who may act at all: nobody who is rejected or suspended, staff only once verified and while their organisation takes
/// part. Patients go on when their organisation is suspended.
public enum StandingPolicy {
    /// Nil, or why the person does not act: `identity.rejected`, `identity.suspended`, `identity.left`,
    /// `identity.notVerified`, `organisation.suspended`. `organisation` is the person's.
    public static func refusal(
        of person: IdentityDocument, organisation: OrganisationDocument
    ) -> RejectionCode? {
        switch person.status {
        case .rejected: return .identityRejected
        case .suspended: return .identitySuspended
        case .left: return .identityLeft
        case .pending: return .identityNotVerified
        case .verified: break
        }
        return person.role.isStaff && organisation.status == .suspended ? .organisationSuspended : nil
    }

    /// Who holds `key`. Throws what `refusal` says, and `organisation.suspended` for an organisation and its node.
    static func signer(holding key: KeyDocument, _ run: Execution) throws -> Signer {
        switch key.kind {
        case .person:
            let person: IdentityDocument = try run.require(.identity(key.holder))
            let organisation: OrganisationDocument = try run.require(.organisation(person.organisation))
            if let code = refusal(of: person, organisation: organisation) { throw Rejection(code) }
            return .person(person)
        case .organisation:
            let organisation: OrganisationDocument = try run.require(.organisation(key.holder))
            guard organisation.status == .admitted else { throw Rejection(.organisationSuspended) }
            return .organisation(organisation)
        case .node:
            let node: NodeDocument = try run.require(.node(key.holder))
            let organisation: OrganisationDocument = try run.require(.organisation(node.organisation))
            guard organisation.status == .admitted else { throw Rejection(.organisationSuspended) }
            return .node(node)
        }
    }
}
