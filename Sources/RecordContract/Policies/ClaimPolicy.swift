import LedgerFormat

/// Who claims for a patient, from whom, and on the strength of what.
enum ClaimPolicy {
    /// Throws `access.denied` unless the manager has a live grant of the patient, or details of them that hold.
    static func requireConnection(of manager: IdentityDocument, with patient: IdentityID, _ run: Execution) throws {
        if let shared: DetailsDocument = try run.read(.details(manager.organisation, patient: patient)),
            shared.recipients.ascendingContains(manager.id),
            shared.holds(under: try run.read(.grant(shared.grant)), at: run.time)
        {
            return
        }
        let list: GrantsDocument? = try run.read(.grants(patient))
        for id in list?.live ?? [] {
            let grant: GrantDocument? = try run.read(.grant(id))
            let checked = try? GrantPolicy.check(
                grant, of: patient, for: manager, [.list, .contribute, .dispense], purpose: nil, at: run.time)
            if checked != nil { return }
        }
        throw Rejection(.accessDenied)
    }

    /// Throws `claim.insurer` unless that is an admitted insurer that has a key, `organisationKey.version` unless that
    /// is its present version.
    static func requireInsurer(_ id: IdentityID, keyVersion: Int64, _ run: Execution) throws {
        guard let insurer: OrganisationDocument = try run.read(.organisation(id)), insurer.kind == .insurer,
            insurer.status == .admitted, let key: OrganisationKeyDocument = try run.read(.organisationKey(id))
        else { throw Rejection(.claimInsurer) }
        guard key.version == keyVersion else { throw Rejection(.organisationKeyVersion) }
    }

    /// Throws `claim.grant` unless the grant lets the insurer, or somebody of theirs, read single records of the
    /// patient for payment now. By record: a claim opens nothing else.
    static func requireSupport(
        _ id: EntityID, of patient: IdentityID, for insurer: IdentityID, _ run: Execution
    ) throws {
        guard let grant: GrantDocument = try run.read(.grant(id)), grant.patient == patient, grant.status == .live,
            grant.from <= run.time, grant.until > run.time, grant.terms.purpose == .payment,
            grant.terms.rights == [.read] || grant.terms.rights == [.list, .read], case .records = grant.terms.scope
        else { throw Rejection(.claimGrant) }
        switch grant.granteeKind {
        case .organisation: guard grant.grantee == insurer else { throw Rejection(.claimGrant) }
        case .person:
            let person: IdentityDocument = try run.require(.identity(grant.grantee))
            guard person.organisation == insurer, person.role == .insurer else { throw Rejection(.claimGrant) }
        }
    }
}
