import LedgerFormat

/// To whom a patient may give access: verified people and admitted organisations, but not the authority and its
/// officers, whose office is to know nothing of patients, and not themself.
enum GranteePolicy {
    /// What the grantee is. Throws `grant.grantee`, `organisationKey.missing` or `organisationKey.version`.
    static func kind(
        of grantee: IdentityID, grantedBy patient: IdentityDocument, keyVersion: Int64?, _ run: Execution
    ) throws -> GrantDocument.GranteeKind {
        if let person: IdentityDocument = try run.read(.identity(grantee)) {
            guard person.id != patient.id, person.role != .authority, person.status == .verified else {
                throw Rejection(.grantGrantee)
            }
            guard keyVersion == nil else { throw Rejection(.organisationKeyVersion) }
            return .person
        }
        guard let organisation: OrganisationDocument = try run.read(.organisation(grantee)),
            organisation.kind != .authority, organisation.status == .admitted
        else { throw Rejection(.grantGrantee) }
        guard let key: OrganisationKeyDocument = try run.read(.organisationKey(grantee)) else {
            throw Rejection(.organisationKeyMissing)
        }
        guard keyVersion == key.version else { throw Rejection(.organisationKeyVersion) }
        return .organisation
    }
}
