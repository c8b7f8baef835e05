public import LedgerFormat

extension AccessTerms {
    /// The rights that the terms give in a category. Safety goes along: whoever may read, contribute or dispense in a
    /// category has those rights over safety too, and may read it to dispense. Terms by record give none.
    public func rights(in category: Category) -> [Right] {
        guard case .categories(let categories) = scope else { return [] }
        if category == .safety, rights.contains(where: { $0 != .list }) {
            let named = categories.contains(.safety)
            return Right.allCases.filter { right in
                switch right {
                case .list, .contribute: rights.contains(right)
                case .read: rights.contains(.read) || rights.contains(.dispense)
                case .dispense: named && rights.contains(.dispense)
                }
            }
        }
        return categories.contains(category) ? rights : []
    }

    /// Whether the terms give `right` over records of `category`; read implies list.
    public func allow(_ right: Right, in category: Category) -> Bool {
        Self.implied(right, by: rights(in: category))
    }

    /// Whether the terms give `right` over the record, which is of `category`.
    public func allow(_ right: Right, record: EntityID, in category: Category) -> Bool {
        switch scope {
        case .categories: allow(right, in: category)
        case .records(let records): records.ascendingContains(record) && Self.implied(right, by: rights)
        }
    }

    /// Whether the terms give `right` over anything.
    func allowAnywhere(_ right: Right) -> Bool {
        switch scope {
        case .categories: Category.allCases.contains { allow(right, in: $0) }
        case .records: Self.implied(right, by: rights)
        }
    }

    /// Whether the grantee held the compartment's key: for all rights but list alone.
    func givesKey(of category: Category) -> Bool { rights(in: category).contains { $0 != .list } }

    private static func implied(_ right: Right, by rights: [Right]) -> Bool {
        rights.contains(right) || (right == .list && rights.contains(.read))
    }
}

/// The grant check: whether a grant lets somebody do something now.
public enum GrantPolicy {
    /// Whether the grant is for that person: given to them, or to their organisation and they act for it.
    public static func isAddressed(_ grant: GrantDocument, to person: IdentityDocument) -> Bool {
        switch grant.granteeKind {
        case .person: grant.grantee == person.id
        case .organisation: grant.grantee == person.organisation && person.role.actsForOrganisation
        }
    }

    /// Checks all but what the grant covers. `rights` are alternatives. Throws, in this order: `access.denied` (no such
    /// grant, another patient's, not for that person), `access.revoked`, `access.expired`, `access.usedUp`,
    /// `access.notYet`, `access.wrongPurpose` (when a purpose is given), `access.wrongRight`. So a grant's state is
    /// told to its grantee only.
    public static func check(
        _ grant: GrantDocument?, of patient: IdentityID, for person: IdentityDocument, _ rights: [Right],
        purpose: Purpose?, at time: LedgerTime
    ) throws(Rejection) -> GrantDocument {
        guard let grant, grant.patient == patient, isAddressed(grant, to: person) else {
            throw Rejection(.accessDenied)
        }
        switch grant.status {
        case .revoked: throw Rejection(.accessRevoked)
        case .expired: throw Rejection(.accessExpired)
        case .usedUp: throw Rejection(.accessUsedUp)
        case .live: break
        }
        guard grant.until > time else { throw Rejection(.accessExpired) }
        guard grant.from <= time, grant.awaits == nil else { throw Rejection(.accessNotYet) }
        if let purpose, purpose != grant.terms.purpose { throw Rejection(.accessWrongPurpose) }
        guard rights.contains(where: grant.terms.allowAnywhere) else { throw Rejection(.accessWrongRight) }
        return grant
    }
}
