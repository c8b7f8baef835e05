public import LedgerFormat

/// An organisation that was admitted to the network.
public struct OrganisationDocument: LedgerDocument {
    /// Whether it takes part.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// It takes part.
        case admitted
        /// The other organisations have suspended it: its staff, keys and node do nothing; its patients go on.
        case suspended
    }

    /// Its identity.
    public let id: IdentityID
    /// What it is.
    public let kind: OrganisationKind
    /// Its public name.
    public let name: String
    /// The key with which it votes and suspends its own staff.
    public let signingKey: P256PublicKey
    /// Whether it takes part.
    public var status: Status
    /// The node that registers its people.
    public var registrar: IdentityID?
    /// The node that it runs.
    public var node: IdentityID?

    /// An organisation.
    public init(
        id: IdentityID, kind: OrganisationKind, name: String, signingKey: P256PublicKey, status: Status = .admitted,
        registrar: IdentityID? = nil, node: IdentityID? = nil
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.signingKey = signingKey
        self.status = status
        self.registrar = registrar
        self.node = node
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        id = try reader.identity("id")
        kind = try reader.choice("kind")
        name = try reader.text("name", maximumBytes: Limits.nameBytes)
        signingKey = try reader.key("signingKey")
        status = try reader.choice("status")
        registrar = try reader.optionalIdentity("registrar")
        node = try reader.optionalIdentity("node")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .organisation(id) }
    /// The document as one of the world state.
    public var document: Document { .organisation(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .organisation(let value) = document else { return nil }
        self = value
    }
    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] { [IndexEntry(.organisations, IndexTerm().then(id))] }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "id": .identity(id), "kind": .word(kind), "name": .string(name), "signingKey": signingKey.json,
            "status": .word(status),
        ]
        json.set("registrar", registrar.map(JSONValue.identity))
        json.set("node", node.map(JSONValue.identity))
        return json
    }
}

/// A node that an organisation runs or ran.
public struct NodeDocument: LedgerDocument {
    /// Whether it is its organisation's node now.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// It is.
        case active
        /// Another has taken its place.
        case replaced
    }

    /// Its identity.
    public let id: IdentityID
    /// Whose it is.
    public let organisation: IdentityID
    /// The key that signs its transactions and storage receipts.
    public let signingKey: P256PublicKey
    /// The Ed25519 key that signs its batches and checkpoints: 32 bytes.
    public let attestationKey: [UInt8]
    /// The key to which release shares are sealed.
    public let releaseKey: P256PublicKey
    /// Whether it is its organisation's node now.
    public var status: Status

    /// A node.
    public init(
        id: IdentityID, organisation: IdentityID, signingKey: P256PublicKey, attestationKey: [UInt8],
        releaseKey: P256PublicKey, status: Status = .active
    ) {
        self.id = id
        self.organisation = organisation
        self.signingKey = signingKey
        self.attestationKey = attestationKey
        self.releaseKey = releaseKey
        self.status = status
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        id = try reader.identity("id")
        organisation = try reader.identity("organisation")
        signingKey = try reader.key("signingKey")
        attestationKey = try reader.bytes("attestationKey", maximum: OrganisationSet.attestationKeyBytes)
        releaseKey = try reader.key("releaseKey")
        status = try reader.choice("status")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .node(id) }
    /// The document as one of the world state.
    public var document: Document { .node(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .node(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        [
            "id": .identity(id), "organisation": .identity(organisation), "signingKey": signingKey.json,
            "attestationKey": .bytes(attestationKey), "releaseKey": releaseKey.json, "status": .word(status),
        ]
    }
}

/// An organisation's sealing key: what grants to the organisation are sealed to.
public struct OrganisationKeyDocument: LedgerDocument {
    /// A version that was current once.
    public struct Version: Hashable, Sendable {
        /// The version.
        public let version: Int64
        /// The key.
        public let publicKey: P256PublicKey
    }

    /// The most former versions that are kept; the oldest goes first.
    static let previousKept = 1_000

    /// The organisation.
    public let organisation: IdentityID
    /// The current version, from 1.
    public let version: Int64
    /// The current key.
    public let publicKey: P256PublicKey
    /// The manager who made the version.
    public let statedBy: IdentityID
    /// That manager's over the `KeyStatement` of the version.
    public let statement: ES256Signature
    /// Former versions, oldest first.
    public let previous: [Version]
    /// Whether somebody who holds the current key must no longer: a manager has to make a new version.
    public var stale: Bool
    /// While stale: since the latest of those suspensions.
    public var staleSince: LedgerTime?

    init(
        organisation: IdentityID, version: Int64, publicKey: P256PublicKey, statedBy: IdentityID,
        statement: ES256Signature, replacing old: OrganisationKeyDocument?
    ) {
        self.organisation = organisation
        self.version = version
        self.publicKey = publicKey
        self.statedBy = statedBy
        self.statement = statement
        let former = old.map { $0.previous + [Version(version: $0.version, publicKey: $0.publicKey)] } ?? []
        previous = Array(former.suffix(Self.previousKept))
        stale = false
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        organisation = try reader.identity("organisation")
        version = try reader.versionNumber("version")
        publicKey = try reader.key("publicKey")
        statedBy = try reader.identity("statedBy")
        statement = try KeyStatement.signature(parsing: &reader)
        var previous: [Version] = []
        for var inner in try reader.objects("previous", count: 0...Self.previousKept) {
            previous.append(
                Version(version: try inner.versionNumber("version"), publicKey: try inner.key("publicKey")))
            try inner.finish()
        }
        self.previous = previous
        stale = try reader.bool("stale")
        staleSince = try reader.optionalTime("staleSince")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .organisationKey(organisation) }
    /// The document as one of the world state.
    public var document: Document { .organisationKey(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .organisationKey(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = [
            "organisation": .identity(organisation), "version": .integer(version), "publicKey": publicKey.json,
            "statedBy": .identity(statedBy), "statement": .bytes(statement.bytes),
            "previous": .array(
                previous.map { .object(["version": .integer($0.version), "publicKey": $0.publicKey.json]) }),
            "stale": .bool(stale),
        ]
        json.set("staleSince", staleSince.map(JSONValue.time))
        return json
    }
}

/// A member's share in an organisation's sealing key.
public struct OrganisationKeyMemberDocument: LedgerDocument {
    /// The organisation.
    public let organisation: IdentityID
    /// The member.
    public let member: IdentityID
    /// The newest version that the member holds.
    public let version: Int64
    /// Content: the organisation's private keys, sealed to the member.
    public let envelope: CID

    init(organisation: IdentityID, member: IdentityID, version: Int64, envelope: CID) {
        self.organisation = organisation
        self.member = member
        self.version = version
        self.envelope = envelope
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        organisation = try reader.identity("organisation")
        member = try reader.identity("member")
        version = try reader.versionNumber("version")
        envelope = try reader.cid("envelope")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .organisationKey(organisation, member: member) }
    /// The document as one of the world state.
    public var document: Document { .organisationKeyMember(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .organisationKeyMember(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        [
            "organisation": .identity(organisation), "member": .identity(member), "version": .integer(version),
            "envelope": .cid(envelope),
        ]
    }
}
