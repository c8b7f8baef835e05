import LedgerFormat

/// Who keeps an organisation's sealing key and who may have it.
enum OrganisationKeyPolicy {
    /// Throws `identity.wrongRole` unless the person keeps the key of their organisation.
    static func requireKeeper(_ person: IdentityDocument, _ run: Execution) throws {
        let organisation: OrganisationDocument = try run.require(.organisation(person.organisation))
        guard person.role == organisation.kind.keyKeeper else { throw Rejection(.identityWrongRole) }
    }

    /// Marks the organisation's key when somebody who has it must not have the next one.
    static func markStale(without person: IdentityDocument, _ run: Execution) throws {
        guard var key: OrganisationKeyDocument = try run.read(.organisationKey(person.organisation)),
            let share: OrganisationKeyMemberDocument = try run.read(
                .organisationKey(person.organisation, member: person.id)),
            share.version == key.version
        else { return }
        key.stale = true
        key.staleSince = run.time
        run.write(key)
    }

    /// Throws `identity.unknown`, `identity.wrongOrganisation`, `identity.wrongRole` or `identity.notVerified` unless
    /// that is a verified member of staff of the organisation.
    static func requireMember(_ id: IdentityID, of organisation: IdentityID, _ run: Execution) throws {
        guard let member: IdentityDocument = try run.read(.identity(id)) else { throw Rejection(.identityUnknown) }
        guard member.organisation == organisation else { throw Rejection(.identityWrongOrganisation) }
        guard member.role.isStaff else { throw Rejection(.identityWrongRole) }
        guard member.status == .verified else { throw Rejection(.identityNotVerified) }
    }
}
