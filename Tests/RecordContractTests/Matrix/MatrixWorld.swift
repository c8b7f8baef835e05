import LedgerFormat
import RecordContract
import Testing

/// Who tries: a role and how they stand. The names are the oracle's own words.
struct Signatory: Hashable, CustomStringConvertible {
    /// `self` is the patient whom everything is about; `organisation`, `node` and `stranger` are no people.
    let role: String
    /// `verified`, `pending`, `rejected`, `suspended`, `organisationSuspended`.
    let standing: String

    var name: String { standing == "verified" || standing == "organisationSuspended" ? role : "\(role)-\(standing)" }
    var description: String { "\(role)/\(standing)" }
}

/// The state that the matrix is tried in: alice's records, and from her to somebody of every role a grant in every
/// state.
struct MatrixWorld {
    static let staff = [
        "physician", "nurse", "radiologist", "laboratoryTechnician", "pharmacist", "hospitalManager", "insurer",
        "authority",
    ]
    static let writers = ["physician", "nurse", "radiologist", "laboratoryTechnician", "pharmacist"]
    static let categories = Category.allCases.map(\.rawValue)
    /// In which state the grant is that somebody names.
    static let grantStates = [
        "none", "unknown", "live", "wide", "notYet", "expired", "revoked", "usedUp", "listOnly", "readOnly",
        "contributeOnly", "dispenseOnly", "wrongPurpose", "wrongCategory", "record", "otherPatient", "someoneElses",
        "organisation", "otherOrganisation",
    ]
    /// What each writer wrote.
    static let wrote = [
        "physician": "clinical", "nurse": "clinical", "radiologist": "imaging", "laboratoryTechnician": "laboratory",
        "pharmacist": "medication",
    ]

    /// The one that all tests share: making it takes longer than trying a cell.
    static let shared = Result { try MatrixWorld() }

    /// Everybody admitted.
    private(set) var world: World
    /// The same, but the ministry, north and the mutual insurer suspended.
    private(set) var suspended: World

    static func organisation(of role: String) -> String {
        ["insurer": "mutual", "authority": "ministry"][role] ?? "north"
    }

    static var signatories: [Signatory] {
        var list = [Signatory(role: "self", standing: "verified"), Signatory(role: "patient", standing: "verified")]
        for standing in ["verified", "pending", "rejected", "suspended", "organisationSuspended"] {
            list += staff.map { Signatory(role: $0, standing: standing) }
        }
        list += ["patient", "self"].map { Signatory(role: $0, standing: "organisationSuspended") }
        list.append(Signatory(role: "patient", standing: "suspended"))
        for role in ["organisation", "node"] {
            list += ["verified", "organisationSuspended"].map { Signatory(role: role, standing: $0) }
        }
        return list + [Signatory(role: "stranger", standing: "verified")]
    }

    func world(for signatory: Signatory) -> World {
        signatory.standing == "organisationSuspended" ? suspended : world
    }

    static func actor(_ signatory: Signatory) -> String {
        switch signatory.role {
        case "self": "alice"
        case "organisation": "north"
        case "node": "node-north"
        default: signatory.name
        }
    }

    static func grantName(_ state: String, _ role: String) -> String? {
        let holds = role != "authority" && role != "self" && !["organisation", "node", "stranger"].contains(role)
        switch state {
        case "none": return nil
        case "unknown": return "nothing"
        case "someoneElses": return "g/friend"
        case "organisation": return role == "insurer" ? "g/mutual" : "g/north"
        case "otherOrganisation": return "g/south"
        default: return holds ? "g/\(role)/\(state)" : "g/friend"
        }
    }

    init() throws {
        world = try World()
        try Self.people(&world)
        try Self.records(&world)
        try Self.grants(&world)
        try Self.ends(&world)
        try Self.correspondence(&world)
        try Self.erasures(&world)
        try Self.claims(&world)
        try Self.dependants(&world)
        try Self.standings(&world)
        suspended = world
        for organisation in ["north", "mutual", "ministry"] {
            for voter in ["south", "ministry"] where organisation != voter || organisation == "ministry" {
                let proposal = World.entity("suspend/\(organisation)")
                try suspended.must(
                    voter, OrganisationSuspend(proposal: proposal, organisation: try world.id(organisation)))
            }
        }
    }

    private static func people(_ world: inout World) throws {
        for name in ["alice", "carol", "patient"] { try world.join(name, .patient, at: "north") }
        for role in staff {
            try world.join(role, try #require(Role(rawValue: role)), at: organisation(of: role))
        }
        try world.join("friend", .physician, at: "north")
        try world.join("southManager", .hospitalManager, at: "south")
        for (manager, name) in [("hospitalManager", "north"), ("insurer", "mutual"), ("southManager", "south")] {
            let member = OrganisationRotateKey.Member(member: try world.id(manager), envelope: .sample)
            let key = try world.actor("key of \(name)").sealingKey
            let statement = try world.statement(by: manager, nil, version: 1, key)
            try world.must(
                manager, OrganisationRotateKey(version: 1, publicKey: key, statement: statement, members: [member]))
        }
    }

    private static func records(_ world: inout World) throws {
        for category in Category.allCases {
            let add = RecordAdd(
                patient: try world.id("alice"), record: World.entity("rec/\(category.rawValue)"),
                content: try world.content(category, of: "alice"))
            try world.must("alice", add)
        }
        for role in writers {
            let grant = World.entity("setup/\(role)")
            try world.must("alice", try self.grant(grant, to: role, Category.allCases, [.read, .contribute], world))
            let category = try #require(Category(rawValue: wrote[role] ?? ""))
            for kind in ["current", "superseded", "retracted"] {
                try world.must(
                    role,
                    RecordAdd(
                        patient: try world.id("alice"), record: World.entity("\(role)/\(kind)"),
                        content: try world.content(category, of: "alice"), grant: grant))
            }
            try world.must(
                "alice",
                try self.grant(World.entity("reads/\(role)"), to: "patient", [category], [.read], world))
            // Somebody has read what is superseded, and so has to acknowledge it.
            try world.must(
                "patient",
                AccessRead(
                    patient: try world.id("alice"), purpose: .treatment, records: [World.entity("\(role)/superseded")],
                    grant: World.entity("reads/\(role)")))
            try world.must(
                role,
                RecordAmend(
                    patient: try world.id("alice"), record: World.entity("\(role)/successor"),
                    supersedes: World.entity("\(role)/superseded"), content: try world.content(category, of: "alice"),
                    grant: grant))
            try world.must(
                role, RecordRetract(patient: try world.id("alice"), record: World.entity("\(role)/retracted")))
            try world.must("alice", AccessRevoke(grant: grant))
            try world.must("alice", AccessRevoke(grant: World.entity("reads/\(role)")))
        }
    }

    static func grant(
        _ id: EntityID, to grantee: String, _ categories: [Category], _ rights: [Right], _ world: World,
        purpose: Purpose = .treatment, reads: Int64? = nil, from: Int64 = 0, lasting: Int64 = 30 * World.day,
        records: [EntityID]? = nil, version: Int64? = nil
    ) throws -> AccessGrant {
        AccessGrant(
            grant: id, grantee: try world.id(grantee),
            terms: AccessTerms(
                scope: records.map { .records($0) } ?? .categories(categories), rights: rights, purpose: purpose,
                reads: reads),
            from: try world.at(from), until: try world.at(from + lasting), envelope: .sample, keyVersion: version)
    }

    private static func grants(_ world: inout World) throws {
        let usual: [Category] = [.clinical, .medication]
        for role in ["patient"] + staff where role != "authority" {
            func give(
                _ state: String, _ categories: [Category] = usual,
                _ rights: [Right] = [.read, .contribute],
                _ change: (inout World, EntityID) throws -> AccessGrant? = { _, _ in nil }
            ) throws {
                let id = World.entity("g/\(role)/\(state)")
                let command = try change(&world, id) ?? grant(id, to: role, categories, rights, world)
                try world.must(state == "otherPatient" ? "carol" : "alice", command)
            }
            for state in ["live", "revoked", "otherPatient"] { try give(state) }
            try give("wide", Category.allCases)
            try give("listOnly", usual, [.list])
            try give("readOnly", usual, [.read])
            try give("contributeOnly", usual, [.contribute])
            try give("dispenseOnly", usual, [.dispense])
            try give("wrongCategory", [.demographics])
            try give("notYet") { try grant($1, to: role, usual, [.read, .contribute], $0, from: 10 * World.day) }
            try give("expired") { try grant($1, to: role, usual, [.read, .contribute], $0, lasting: World.day) }
            try give("usedUp") { try grant($1, to: role, usual, [.read, .contribute], $0, reads: 1) }
            try give("wrongPurpose") { try grant($1, to: role, usual, [.read, .contribute], $0, purpose: .research) }
            try give("record") {
                try grant($1, to: role, usual, [.read], $0, records: [World.entity("rec/clinical")])
            }
        }
        try world.must("alice", try grant(World.entity("g/friend"), to: "friend", usual, [.read, .contribute], world))
        for (id, organisation) in [
            ("g/north", "north"), ("g/mutual", "mutual"), ("g/south", "south"),
        ] {
            let command = try grant(
                World.entity(id), to: organisation, usual, [.read, .contribute], world, version: 1)
            try world.must("alice", command)
        }
    }

    private static func ends(_ world: inout World) throws {
        for role in ["patient"] + staff where role != "authority" {
            try world.must("alice", AccessRevoke(grant: World.entity("g/\(role)/revoked")))
            try world.must(
                role,
                AccessRead(
                    patient: try world.id("alice"), purpose: .treatment, records: [World.entity("rec/clinical")],
                    grant: World.entity("g/\(role)/usedUp")))
            guard role != "patient" else { continue }
            for state in ["open", "answered"] {
                try world.must(
                    role,
                    AccessRequest(
                        request: World.entity("r/\(role)/\(state)"), patient: try world.id("alice"),
                        forOrganisation: false,
                        terms: AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment),
                        duration: World.day))
            }
            try world.must("alice", AccessDeny(request: World.entity("r/\(role)/answered")))
        }
        try world.advance(2 * World.day)
    }

    private static func standings(_ world: inout World) throws {
        for role in staff {
            let kind = try #require(Role(rawValue: role))
            for standing in ["pending", "rejected", "suspended"] {
                #expect(try world.register("\(role)-\(standing)", kind, at: organisation(of: role)) == nil)
            }
            try world.must("olga", IdentityReject(identity: try world.id("\(role)-rejected")))
            try world.must("olga", IdentityVerify(identity: try world.id("\(role)-suspended")))
            try world.must("olga", IdentitySuspend(identity: try world.id("\(role)-suspended")))
        }
        try world.join("patient-suspended", .patient, at: "north")
        try world.must("olga", IdentitySuspend(identity: try world.id("patient-suspended")))
        try world.join("hospitalSuspended", .nurse, at: "north")
        try world.must("hospitalManager", IdentitySuspend(identity: try world.id("hospitalSuspended")))
        try world.join("southern", .nurse, at: "south")
    }

    /// Executes one command and says what became of it: `accepted` or the code. A rejection must change nothing but how
    /// far the proposer has come.
    static func outcome(_ json: JSONObject, by actor: String, _ world: inout World) throws -> String {
        let signer = try world.actor(actor)
        let transaction = try world.sign(signer, json)
        let block = try world.execute([Candidate(transaction, key: signer.signingKey)], node: "south")
        guard let code = block.outcomes[0].rejection else { return "accepted" }
        let progress = DocumentKey.progress(try world.id("node-south"))
        #expect(block.changes.map(\.key) == [progress], "\(actor) \(code.rawValue)")
        #expect(block.usedIDs.map(\.id) == (code == .keyUnknown ? [] : [transaction.id]), "\(actor) \(code.rawValue)")
        return code.rawValue
    }
}
