public import LedgerFormat

/// A signing key and whose it is.
public struct KeyDocument: LedgerDocument {
    /// What holds a key.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A person.
        case person
        /// An organisation.
        case organisation
        /// A node.
        case node
    }

    /// Whether it signs now.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// It does.
        case current
        /// It did.
        case retired
    }

    /// Who holds it.
    public let holder: IdentityID
    /// What the holder is.
    public let kind: Kind
    /// The key.
    public let publicKey: P256PublicKey
    /// Whether it signs now.
    public var status: Status

    init(holder: IdentityID, kind: Kind, publicKey: P256PublicKey) {
        self.holder = holder
        self.kind = kind
        self.publicKey = publicKey
        status = .current
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        holder = try reader.identity("holder")
        kind = try reader.choice("kind")
        publicKey = try reader.key("key")
        status = try reader.choice("status")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .key(publicKey.thumbprint) }
    /// The document as one of the world state.
    public var document: Document { .key(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .key(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        ["holder": .identity(holder), "kind": .word(kind), "key": publicKey.json, "status": .word(status)]
    }
}

/// What the public directory says about a member of staff.
public struct Profile: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The specialty.
    public let specialty: String?

    /// A profile; texts of 1 ... 200 bytes.
    public init(name: String, specialty: String? = nil) {
        self.name = name
        self.specialty = specialty
    }

    init(_ value: JSONValue) throws(Rejection) {
        var reader = try ObjectReader(value, field: "profile")
        name = try reader.text("name", maximumBytes: Limits.nameBytes)
        specialty = try reader.optionalText("specialty")
        try reader.finish()
    }

    var json: JSONValue {
        var json: JSONObject = ["name": .string(name)]
        json.set("specialty", specialty.map(JSONValue.string))
        return .object(json)
    }
}

/// A person.
public struct IdentityDocument: LedgerDocument {
    /// What the person may do.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// Staff that waits for the authority.
        case pending
        /// Acts. Patients are it from the start.
        case verified
        /// Staff that the authority has refused.
        case rejected
        /// Acts no more.
        case suspended
        /// Staff that has left its organisation for good.
        case left

        /// The byte that indexes use, for ever.
        public var code: UInt8 {
            switch self {
            case .pending: 0
            case .verified: 1
            case .rejected: 2
            case .suspended: 3
            case .left: 4
            }
        }
    }

    /// Who suspended the person.
    public enum Suspender: String, Hashable, Sendable, CaseIterable {
        /// The authority.
        case authority
        /// A manager of the person's organisation, or the organisation's key.
        case organisation
    }

    /// What the registration said.
    public struct Application: Hashable, Sendable {
        /// The role.
        public let role: Role
        /// The organisation.
        public let organisation: IdentityID
        /// The first signing key.
        public let signingKey: P256PublicKey
        /// The key to which the person's envelopes are sealed.
        public let sealingKey: P256PublicKey
        /// Staff only.
        public let profile: Profile?
        /// Content: certificates, sealed to the authority.
        public let credentials: CID?

        /// What a person applies with.
        public init(
            role: Role, organisation: IdentityID, signingKey: P256PublicKey, sealingKey: P256PublicKey,
            profile: Profile?, credentials: CID?
        ) {
            self.role = role
            self.organisation = organisation
            self.signingKey = signingKey
            self.sealingKey = sealingKey
            self.profile = profile
            self.credentials = credentials
        }
    }

    /// The person's identity.
    public let id: IdentityID
    /// What the registration said.
    public internal(set) var application: Application
    /// What the person may do.
    public var status: Status
    /// The node that registered the person.
    public let registrar: IdentityID
    /// When.
    public let registeredAt: LedgerTime
    /// Which authority person verified or rejected.
    public var decidedBy: IdentityID?
    /// When.
    public var decidedAt: LedgerTime?
    /// Content: the sealed reason of the last decision.
    public var note: CID?
    /// While suspended: the status before.
    public var suspendedFrom: Status?
    /// While suspended: by whom.
    public var suspendedBy: Suspender?
    /// While suspended, or who has left: since when.
    public var suspendedAt: LedgerTime?
    /// Who invited the person; nil for who came by themself.
    public var invitedBy: IdentityID?

    /// The role.
    public var role: Role { application.role }
    /// The organisation.
    public var organisation: IdentityID { application.organisation }

    /// A person as registered.
    public init(
        id: IdentityID, application: Application, status: Status, registrar: IdentityID, registeredAt: LedgerTime
    ) {
        self.id = id
        self.application = application
        self.status = status
        self.registrar = registrar
        self.registeredAt = registeredAt
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        id = try reader.identity("id")
        application = try Application(parsing: &reader)
        status = try reader.choice("status")
        registrar = try reader.identity("registrar")
        registeredAt = try reader.time("registeredAt")
        decidedBy = try reader.optionalIdentity("decidedBy")
        decidedAt = try reader.optionalTime("decidedAt")
        note = try reader.optionalCID("note")
        suspendedFrom = try reader.optionalChoice("suspendedFrom")
        suspendedBy = try reader.optionalChoice("suspendedBy")
        suspendedAt = try reader.optionalTime("suspendedAt")
        invitedBy = try reader.optionalIdentity("invitedBy")
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .identity(id) }
    /// The document as one of the world state.
    public var document: Document { .identity(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .identity(let value) = document else { return nil }
        self = value
    }

    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        guard role.isStaff else { return [] }
        var entries = [
            IndexEntry(.identitiesByStatus, IndexTerm().then(status.code).then(registeredAt).then(id)),
            IndexEntry(
                .identitiesByOrganisation, IndexTerm().then(organisation).then(text: role.rawValue).then(id)),
        ]
        if status == .verified, let profile = application.profile {
            entries.append(IndexEntry(.staffByName, IndexTerm().then(text: profile.name.lowercased()).then(id)))
        }
        return entries
    }

    /// The members.
    public var json: JSONObject {
        var json: JSONObject = ["id": .identity(id), "status": .word(status)]
        application.write(to: &json)
        json.set("registrar", .identity(registrar))
        json.set("registeredAt", .time(registeredAt))
        json.set("decidedBy", decidedBy.map(JSONValue.identity))
        json.set("decidedAt", decidedAt.map(JSONValue.time))
        json.set("note", note.map(JSONValue.cid))
        json.set("suspendedFrom", suspendedFrom.map(JSONValue.word))
        json.set("suspendedBy", suspendedBy.map(JSONValue.word))
        json.set("suspendedAt", suspendedAt.map(JSONValue.time))
        json.set("invitedBy", invitedBy.map(JSONValue.identity))
        return json
    }
}

extension IdentityDocument.Application {
    /// What an application must have by role: staff a profile, and, but for the authority's officers, credentials;
    /// patients neither, because the directory does not hold them.
    init(parsing reader: inout ObjectReader) throws(Rejection) {
        role = try reader.choice("role")
        organisation = try reader.identity("organisation")
        signingKey = try reader.key("signingKey")
        sealingKey = try reader.key("sealingKey")
        profile = try reader.optional("profile").map(Profile.init)
        credentials = try reader.optionalCID("credentials")
        if role.isStaff {
            guard profile != nil else { throw Rejection(.jsonMissingField, field: "profile") }
            guard credentials != nil || role == .authority else {
                throw Rejection(.jsonMissingField, field: "credentials")
            }
        } else {
            guard profile == nil else { throw Rejection(.jsonUnknownField, field: "profile") }
            guard credentials == nil else { throw Rejection(.jsonUnknownField, field: "credentials") }
        }
    }

    func write(to json: inout JSONObject) {
        json.set("role", .word(role))
        json.set("organisation", .identity(organisation))
        json.set("signingKey", signingKey.json)
        json.set("sealingKey", sealingKey.json)
        json.set("profile", profile?.json)
        json.set("credentials", credentials.map(JSONValue.cid))
    }
}
