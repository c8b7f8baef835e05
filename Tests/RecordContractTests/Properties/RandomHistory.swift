import LedgerFormat
import RecordContract
import TestSupport
import Testing

/// Plays commands at random, sensible and senseless, and holds every outcome against the model.
struct RandomHistory {
    private(set) var world: World
    private(set) var model = HistoryModel()
    private var generator: SeededGenerator
    private let seed: UInt64
    private var counter = 0
    private var requests: [String] = []
    private(set) var accepted = 0
    private(set) var rejected = 0

    private static let purposes: [Purpose] = [.treatment, .treatment, .payment]

    init(seed: UInt64) throws {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
        world = try World()
        model.people["olga"] = HistoryModel.Person(role: "authority", organisation: "ministry", status: "verified")
        for name in ["pat", "pam"] { try join(name, .patient, at: "north") }
        for (name, role, organisation) in [
            ("doc", Role.physician, "north"), ("dan", .physician, "south"), ("nia", .nurse, "north"),
            ("rad", .radiologist, "imaging"), ("pha", .pharmacist, "pharmacy"), ("man", .hospitalManager, "north"),
        ] { try join(name, role, at: organisation) }
        let member = OrganisationRotateKey.Member(member: try world.id("man"), envelope: .sample)
        let key = try world.actor("north key").sealingKey
        let statement = try world.statement(by: "man", nil, version: 1, key)
        try world.must(
            "man", OrganisationRotateKey(version: 1, publicKey: key, statement: statement, members: [member]))
    }

    private mutating func join(_ name: String, _ role: Role, at organisation: String) throws {
        try world.join(name, role, at: organisation)
        model.people[name] = HistoryModel.Person(
            role: role.rawValue, organisation: organisation, status: "verified")
    }

    mutating func play(steps: Int) throws {
        for _ in 0..<steps {
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: try advance()
            case 1: try register()
            case 2, 3: try decide()
            case 4: try request()
            case 5...7: try grant()
            case 8: try revoke()
            case 9...11: try add()
            case 12: try change()
            case 13: try replay()
            default: try read()
            }
        }
    }

    // MARK: Choices

    private mutating func pick<T>(_ list: [T]) throws -> T { try #require(list.randomElement(using: &generator)) }
    private mutating func anybody() throws -> String { try pick(model.people.keys.sorted()) }
    private mutating func patient() throws -> String { try pick(["pat", "pam"]) }
    private mutating func fresh(_ kind: String) -> String {
        counter += 1
        return "\(kind)\(counter)"
    }

    private mutating func someRecords(of patient: String) throws -> [String] {
        let known = model.records.keys.sorted()
        let own = known.filter { model.records[$0]?.patient == patient }
        var names: Set<String> = []
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let list = own.isEmpty || Int.random(in: 0..<8, using: &generator) == 0 ? known + ["none"] : own
            names.insert(try pick(list))
        }
        return names.sorted()
    }

    // MARK: Steps

    /// Submits, and holds what must hold of every transaction.
    private mutating func submit(_ name: String, _ command: some LedgerCommand) throws -> Bool {
        let transaction = try world.sign(try world.actor(name), command.json)
        let before = world.state.usedIDs
        let block = try world.block([Candidate(transaction, key: try world.actor(name).signingKey)])
        let code = block.outcomes[0].rejection
        #expect(world.state.usedIDs == before + 1, "seed \(seed)")
        if code == nil {
            accepted += 1
            #expect(model.acts(name), "somebody acted who must not; seed \(seed)")
        } else {
            rejected += 1
            let others = block.changes.filter { !$0.key.text.hasPrefix("progress/") }
            #expect(others.isEmpty || !block.dueEvents.isEmpty, "a rejection changed something; seed \(seed)")
        }
        return code == nil
    }

    private mutating func advance() throws {
        try world.advance(try pick([60_000, 3_600_000, World.day, 3 * World.day]))
    }

    private mutating func register() throws {
        let name = fresh("staff")
        let role = try pick([Role.physician, .nurse])
        if try world.register(name, role, at: "north") == nil {
            model.people[name] = HistoryModel.Person(
                role: role.rawValue, organisation: "north", status: "pending")
        }
    }

    private mutating func decide() throws {
        let actor = try pick(["olga", "olga", "man", try anybody()])
        let suspended = model.people.keys.sorted().filter { model.people[$0]?.status == "suspended" }
        // Whoever is suspended comes back in most cases: a history in which nobody acts shows nothing.
        let back = !suspended.isEmpty && Bool.random(using: &generator)
        let name = back ? try pick(suspended) : try anybody()
        let id = try world.id(name)
        guard var person = model.people[name] else { return }
        switch back ? 2 : Int.random(in: 0..<6, using: &generator) {
        case 0:
            if try submit(actor, IdentityReject(identity: id)) { person.status = "rejected" }
        case 1:
            if try submit(actor, IdentitySuspend(identity: id)) {
                person.before = person.status
                person.status = "suspended"
                person.byAuthority = actor == "olga"
            }
        case 2...4:
            if try submit(actor, IdentityReinstate(identity: id)) {
                #expect(person.status == "suspended" && (actor == "olga" || !person.byAuthority), "seed \(seed)")
                person.status = person.before
            }
        default:
            if try submit(actor, IdentityVerify(identity: id)) { person.status = "verified" }
        }
        model.people[name] = person
    }

    private mutating func request() throws {
        let name = fresh("request")
        let command = AccessRequest(
            request: World.entity(name), patient: try world.id(try patient()), forOrganisation: false,
            terms: AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment),
            duration: World.day)
        if try submit(try anybody(), command) { requests.append(name) }
        guard let answered = requests.first, Bool.random(using: &generator) else { return }
        let denied = try submit(try patient(), AccessDeny(request: World.entity(answered)))
        let withdrawn = try submit(try anybody(), AccessWithdraw(request: World.entity(answered)))
        #expect(!(denied && withdrawn), "seed \(seed)")
        if denied || withdrawn { requests.removeFirst() }
    }

    private mutating func grant() throws {
        let (name, patient) = (fresh("grant"), try patient())
        let grantee = Int.random(in: 0..<5, using: &generator) == 0 ? "north" : try anybody()
        let byRecord = Int.random(in: 0..<4, using: &generator) == 0
        let records = byRecord ? try someRecords(of: patient) : []
        let categories = byRecord ? [] : Set([try pick(Category.allCases), try pick(Category.allCases)]).sorted()
        let rights = Set([try pick(Right.allCases), .read, try pick(Right.allCases)]).sorted()
        let reads = Bool.random(using: &generator) ? Int64.random(in: 1...4, using: &generator) : nil
        let from = try pick([0, 0, 0, World.day])
        let lasting = try pick([World.day, 10 * World.day])
        let purpose = try pick(Self.purposes)
        let command = AccessGrant(
            grant: World.entity(name), grantee: try world.id(grantee),
            terms: AccessTerms(
                scope: byRecord ? .records(records.map(World.entity).sorted()) : .categories(categories),
                rights: rights, purpose: purpose, reads: reads),
            from: try world.at(from), until: try world.at(from + lasting), envelope: .sample,
            keyVersion: grantee == "north" ? 1 : nil)
        guard try submit(patient, command) else { return }
        #expect(grantee != patient && grantee != "olga", "seed \(seed)")
        model.grants[name] = HistoryModel.Grant(
            patient: patient, grantee: grantee, categories: Set(categories.map(\.rawValue)), records: Set(records),
            rights: Set(rights.map(\.rawValue)), purpose: purpose.rawValue, from: world.clock + from,
            until: world.clock + from + lasting, reads: reads.map { Int($0) })
    }

    private mutating func revoke() throws {
        guard !model.grants.isEmpty else { return }
        let name = try pick(model.grants.keys.sorted())
        let actor = try patient()
        guard let grant = model.grants[name] else { return }
        if try submit(actor, AccessRevoke(grant: World.entity(name))) {
            #expect(grant.patient == actor && !grant.revoked, "seed \(seed)")
            model.grants[name]?.revoked = true
        }
    }

    private mutating func add() throws {
        let (name, patient) = (fresh("record"), try patient())
        let author = Bool.random(using: &generator) ? patient : try anybody()
        let category = try pick(Category.allCases)
        let grant = author == patient ? nil : model.grants.keys.sorted().randomElement(using: &generator)
        let command = RecordAdd(
            patient: try world.id(patient), record: World.entity(name),
            content: try world.content(category, of: patient), grant: grant.map(World.entity))
        guard try submit(author, command) else { return }
        model.records[name] = HistoryModel.Record(patient: patient, author: author, category: category.rawValue)
        guard author != patient else { return }
        let consent = try #require(grant.flatMap { model.grants[$0] })
        #expect(
            consent.patient == patient && !consent.revoked && consent.until > world.time.milliseconds, "seed \(seed)")
        #expect(!consent.rights.isDisjoint(with: ["contribute", "dispense"]), "seed \(seed)")
    }

    private mutating func change() throws {
        guard !model.records.isEmpty else { return }
        let name = try pick(model.records.keys.sorted())
        guard let record = model.records[name] else { return }
        let actor = try pick([record.author, try anybody()])
        let patient = try world.id(record.patient)
        if Bool.random(using: &generator) {
            let retracted = try submit(actor, RecordRetract(patient: patient, record: World.entity(name)))
            if retracted { #expect(actor == record.author, "seed \(seed)") }
            let reader = try anybody()
            if try submit(reader, RecordAcknowledge(patient: patient, record: World.entity(name))) {
                #expect(model.reads.contains { $0.reader == reader && $0.record == name }, "seed \(seed)")
            }
        } else {
            let category = try pick(Category.allCases)
            let version = world.state.get(.compartments(patient), CompartmentsDocument.self)?[category].version ?? 0
            let key = try world.actor(fresh("key")).sealingKey
            let statement = try world.statement(by: record.patient, category, version: version + 1, key)
            _ = try submit(
                record.patient,
                CompartmentRekey(
                    category: category, version: version + 1, publicKey: key, keyEnvelope: .sample,
                    statement: statement, grants: []))
        }
    }

    /// The same transaction again, and another with its id.
    private mutating func replay() throws {
        let actor = try world.actor("olga")
        let id = World.entity(fresh("id"))
        let command = IdentityVerify(identity: try world.id("pat")).json
        let first = Candidate(try world.sign(actor, command, id: id), key: actor.signingKey)
        let other = Candidate(try world.sign(actor, command, id: id, age: 1), key: actor.signingKey)
        let block = try world.block([first, first, other])
        let codes = block.outcomes.map(\.rejection)
        #expect(codes[1...] == [.transactionRepeated, .transactionIDReused], "seed \(seed)")
        #expect(block.usedIDs.count == 1, "seed \(seed)")
        let later = try world.block([first])
        #expect(later.outcomes[0].rejection == .transactionRepeated && later.usedIDs.isEmpty, "seed \(seed)")
    }

    private mutating func read() throws {
        let patient = try patient()
        guard !model.records.isEmpty else { return }
        let grants = model.grants.keys.sorted().filter { model.grants[$0]?.patient == patient }
        let grant = Int.random(in: 0..<6, using: &generator) == 0 ? nil : grants.randomElement(using: &generator)
        let covered = grant.map(recordsCovered) ?? []
        let fits = !covered.isEmpty && Int.random(in: 0..<4, using: &generator) > 0
        let several = covered.shuffled(using: &generator).prefix(Int.random(in: 1...3, using: &generator)).sorted()
        let names = fits ? several : try someRecords(of: patient)
        var reader = try anybody()
        // Often the one who may: a history in which all is refused shows nothing.
        if let grantee = grant.flatMap({ model.grants[$0]?.grantee }), Int.random(in: 0..<4, using: &generator) > 0 {
            reader = grantee == "north" ? try pick(["doc", "nia", "man"]) : grantee
        }
        let given = grant.flatMap { model.grants[$0] }.flatMap { Purpose(rawValue: $0.purpose) }
        let purpose = fits ? given ?? .treatment : try pick(Self.purposes)
        let command = AccessRead(
            patient: try world.id(patient), purpose: purpose, records: names.map(World.entity).sorted(),
            grant: grant.map(World.entity))
        let now = world.clock
        let expected = model.mayRead(reader, of: patient, names, under: grant, for: purpose.rawValue, at: now)
        let got = try submit(reader, command)
        #expect(got == expected, "\(reader) reads \(names) under \(grant ?? "nothing"); seed \(seed)")
        guard got else { return }
        if let grant { model.grants[grant]?.used += names.count }
        for name in names { model.reads.append((reader, name, grant, now)) }
    }

    /// The records of the grant's patient in its scope, whether it holds now or not.
    private func recordsCovered(_ grant: String) -> [String] {
        guard let grant = model.grants[grant] else { return [] }
        return model.records.keys.sorted().filter { name in
            guard let record = model.records[name], record.patient == grant.patient else { return false }
            return grant.records.contains(name) || grant.categories.contains(record.category)
        }
    }
}
