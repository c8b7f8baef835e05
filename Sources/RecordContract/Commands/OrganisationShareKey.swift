public import LedgerFormat

/// `organisation.shareKey`: gives a member the organisation's current sealing key.
///
/// - Signed by: hospitalManager (of an insurer: insurer) who holds it.
/// - Checks: `organisationKey.missing` (none, or the signer does not hold it), `organisationKey.version` (not the
///   current one), `identity.unknown`, `identity.wrongOrganisation`, `identity.wrongRole` (a patient),
///   `identity.notVerified` (the member).
/// - Effects: the member's share.
/// - Event: `organisation.keyShared`, to the member.
public struct OrganisationShareKey: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.organisationShareKey

    /// Who gets it.
    public let member: IdentityID
    /// The current version.
    public let version: Int64
    /// Content: the private keys, sealed to the member.
    public let envelope: CID

    /// The command with these members.
    public init(member: IdentityID, version: Int64, envelope: CID) {
        self.member = member
        self.version = version
        self.envelope = envelope
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        member = try reader.identity("member")
        version = try reader.versionNumber("version")
        envelope = try reader.cid("envelope")
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "member": .identity(member), "version": .integer(version),
            "envelope": .cid(envelope),
        ]
    }
}

extension OrganisationShareKey {
    func execute(by manager: IdentityDocument, _ run: Execution) throws {
        try OrganisationKeyPolicy.requireKeeper(manager, run)
        let organisation = manager.organisation
        guard let key: OrganisationKeyDocument = try run.read(.organisationKey(organisation)),
            let own: OrganisationKeyMemberDocument = try run.read(.organisationKey(organisation, member: manager.id)),
            own.version == key.version
        else { throw Rejection(.organisationKeyMissing) }
        guard version == key.version else { throw Rejection(.organisationKeyVersion) }
        try OrganisationKeyPolicy.requireMember(member, of: organisation, run)
        run.write(
            OrganisationKeyMemberDocument(
                organisation: organisation, member: member, version: version, envelope: envelope))
        var details = Event.Details()
        details.version = version
        try run.emit(
            Event(
                .organisationKeyShared, actor: manager.id, subject: organisation.canonical, audience: [member],
                details: details))
    }
}
