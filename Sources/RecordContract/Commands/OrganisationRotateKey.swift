public import LedgerFormat

/// `organisation.rotateKey`: makes the first or a new version of the organisation's sealing key.
///
/// - Signed by: hospitalManager of the organisation (of an insurer: insurer).
/// - Checks: `organisationKey.version` (not the current one + 1; the first is 1), `json.valueRange` (the signer is not
///   among the members), and for each member `identity.unknown`, `identity.wrongOrganisation`, `identity.wrongRole` (a
///   patient), `identity.notVerified`; `key.statement`.
/// - Effects: the key, not stale, and each member's share.
/// - Event: `organisation.keyRotated`, to the members.
public struct OrganisationRotateKey: LedgerCommand {
    /// The type that it stands under.
    public static let type = CommandType.organisationRotateKey

    /// Somebody who gets the key.
    public struct Member: Hashable, Sendable {
        /// The person.
        public let member: IdentityID
        /// Content: the organisation's private keys, sealed to the member.
        public let envelope: CID

        /// A member with their envelope.
        public init(member: IdentityID, envelope: CID) {
            self.member = member
            self.envelope = envelope
        }
    }

    /// The new version.
    public let version: Int64
    /// The new key.
    public let publicKey: P256PublicKey
    /// The signer's over the `KeyStatement` of the new version.
    public let statement: ES256Signature
    /// Who gets it, ascending, 1 ... 500.
    public let members: [Member]

    /// The command with these members.
    public init(version: Int64, publicKey: P256PublicKey, statement: ES256Signature, members: [Member]) {
        self.version = version
        self.publicKey = publicKey
        self.statement = statement
        self.members = members
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        version = try reader.versionNumber("version")
        publicKey = try reader.key("publicKey")
        statement = try KeyStatement.signature(parsing: &reader)
        var members: [Member] = []
        for var inner in try reader.objects("members", count: 1...500) {
            members.append(Member(member: try inner.identity("member"), envelope: try inner.cid("envelope")))
            try inner.finish()
        }
        _ = try ObjectReader.ascending(members.map(\.member), field: "members")
        self.members = members
    }

    /// The members.
    public var json: JSONObject {
        let list = members.map { member -> JSONValue in
            .object(["member": .identity(member.member), "envelope": .cid(member.envelope)])
        }
        return [
            "type": .word(Self.type), "version": .integer(version), "publicKey": publicKey.json,
            "statement": .bytes(statement.bytes), "members": .array(list),
        ]
    }
}

extension OrganisationRotateKey {
    func execute(by manager: IdentityDocument, _ run: Execution) throws {
        try OrganisationKeyPolicy.requireKeeper(manager, run)
        let organisation = manager.organisation
        let old: OrganisationKeyDocument? = try run.read(.organisationKey(organisation))
        guard version == (old?.version ?? 0) + 1 else { throw Rejection(.organisationKeyVersion) }
        guard members.contains(where: { $0.member == manager.id }) else {
            throw Rejection(.jsonValueRange, field: "members")
        }
        for member in members {
            try OrganisationKeyPolicy.requireMember(member.member, of: organisation, run)
            run.write(
                OrganisationKeyMemberDocument(
                    organisation: organisation, member: member.member, version: version, envelope: member.envelope))
        }
        try KeyStatement.require(
            statement, of: manager, holder: organisation, category: nil, version: version, publicKey: publicKey, run)
        run.write(
            OrganisationKeyDocument(
                organisation: organisation, version: version, publicKey: publicKey,
                statedBy: manager.id, statement: statement, replacing: old))
        var details = Event.Details()
        details.version = version
        try run.emit(
            Event(
                .organisationKeyRotated, actor: manager.id, subject: organisation.canonical,
                audience: members.map(\.member), details: details))
    }
}
