import Crypto
import LedgerFormat
import RecordContract
import TestSupport
import Testing

/// Somebody who signs: keys that follow from a name, so that every run is the same.
struct Actor {
    let name: String
    let id: IdentityID
    let signing: P256.Signing.PrivateKey
    let sealing: P256.KeyAgreement.PrivateKey

    var signingKey: P256PublicKey { P256PublicKey(signing.publicKey) }
    var sealingKey: P256PublicKey { P256PublicKey(sealing.publicKey) }

    init(_ name: String, network: NetworkID) throws {
        self.name = name
        signing = try P256.Signing.PrivateKey(rawRepresentation: Self.seed("signing/" + name))
        sealing = try P256.KeyAgreement.PrivateKey(rawRepresentation: Self.seed("sealing/" + name))
        id = IdentityID(network: network, firstKey: P256PublicKey(signing.publicKey).thumbprint)
    }

    static func seed(_ text: String) -> [UInt8] { Hash256(hashing: Array(text.utf8)).bytes }
}

/// A network in memory: three organisations that run nodes, four that do not, and whoever is registered.
struct World {
    static let day: Int64 = 86_400_000
    static let start: Int64 = 1_795_000_000_000
    static let nodes = ["ministry", "north", "south"]

    let genesis: Genesis
    private(set) var state = MemoryState()
    private(set) var height: UInt64 = 0
    private(set) var time: LedgerTime
    /// What the clocks of all nodes show.
    var clock = Self.start
    private var sequences: [String: UInt64] = [:]
    private var counter: UInt64 = 0
    private var actors: [String: Actor] = [:]
    /// Every block so far, for replaying.
    private(set) var history: [(context: BlockContext, candidates: [Candidate], execution: BlockExecution)] = []
    /// The events of the last blocks, until somebody asks.
    private(set) var events: [Event] = []

    var network: NetworkID { genesis.network }

    init() throws {
        genesis = try Self.makeGenesis()
        time = genesis.createdAt
        try state.commit(try Contract.genesis(genesis))
        for name in ["ministry", "north", "south", "lab", "imaging", "pharmacy", "mutual", "olga"] { try add(name) }
        for name in Self.nodes { try add("node-" + name) }
    }

    static func makeGenesis() throws -> Genesis {
        let founders: [(String, OrganisationKind, Int)] = [
            ("ministry", .authority, 0), ("north", .hospital, 1), ("south", .hospital, 2), ("lab", .laboratory, 1),
            ("imaging", .imagingCentre, 1), ("pharmacy", .pharmacy, 1), ("mutual", .insurer, 0),
        ]
        let organisations = try founders.map { name, kind, registrar in
            let node = Self.nodes.contains(name) ? try Self.genesisNode(name) : nil
            return Genesis.Organisation(
                kind: kind, name: name, signingKey: try Actor(name, network: .zero).signingKey, registrar: registrar,
                node: node)
        }
        let olga = try Actor("olga", network: .zero)
        return try Genesis(
            name: "Test", createdAt: try #require(LedgerTime(milliseconds: start)),
            salt: [UInt8](repeating: 7, count: 16),
            parameters: Genesis.Parameters(
                patientsPerDay: 100, maximumGrantDuration: 365 * day, stateRootInterval: 1_000, replicas: 1),
            organisations: organisations,
            officials: [
                Genesis.Official(
                    organisation: 0, signingKey: olga.signingKey, sealingKey: olga.sealingKey, name: "Olga")
            ])
    }

    private static func genesisNode(_ name: String) throws -> Genesis.Node {
        let actor = try Actor("node-" + name, network: .zero)
        return Genesis.Node(
            signingKey: actor.signingKey,
            attestationKey: Array(try attestationKey(name).publicKey.rawRepresentation), releaseKey: actor.sealingKey)
    }

    static func attestationKey(_ name: String) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: Actor.seed("attestation/" + name))
    }

    // MARK: Who and what

    mutating func add(_ name: String) throws { actors[name] = try Actor(name, network: network) }
    func actor(_ name: String) throws -> Actor {
        if let actor = actors[name] { return actor }
        return try Actor(name, network: network)
    }
    func id(_ name: String) throws -> IdentityID { try actor(name).id }
    func name(of id: IdentityID) -> String { actors.values.first { $0.id == id }?.name ?? id.canonical }

    /// The id that a name stands for.
    static func entity(_ name: String) -> EntityID {
        EntityID(bytes: Actor.seed("entity/" + name).prefix(16)) ?? .zeroForTests
    }
    /// The token of an invitation that a name stands for.
    static func token(_ name: String) -> [UInt8] { Actor.seed("token/" + name) }
    /// The content that a name stands for.
    static func cid(_ name: String) throws -> CID { try CID(codec: .raw, sha256: Actor.seed("content/" + name)) }

    // MARK: Transactions

    mutating func sign(
        _ actor: Actor, _ command: JSONObject, id: EntityID? = nil, network: NetworkID? = nil, age: Int64 = 0,
        lifetime: Int64 = 3_600_000
    ) throws -> Transaction {
        counter += 1
        let issued = try #require(LedgerTime(milliseconds: clock - age))
        let input = Transaction.signingInput(
            signer: actor.signingKey.thumbprint, network: network ?? self.network,
            id: id ?? Self.entity("transaction/\(counter)"), issuedAt: issued,
            expiresAt: issued.advanced(byMilliseconds: lifetime), command: command)
        let raw = try actor.signing.signature(for: input).rawRepresentation
        return try Transaction.assemble(
            signingInput: input, signature: try ES256Signature(normalizing: Array(raw)))
    }

    /// Executes a block without keeping it.
    func execute(_ candidates: [Candidate], node: String = "north") throws -> BlockExecution {
        try Contract.execute(candidates, in: try context(node), reading: state)
    }

    private func context(_ node: String) throws -> BlockContext {
        let heading = Batch.Heading(
            network: network, epoch: 1, node: try id("node-" + node), sequence: (sequences[node] ?? 0) + 1,
            previous: .zero, time: try #require(LedgerTime(milliseconds: clock)))
        return BlockContext(
            network: network, height: height + 1, position: LogPosition(epoch: 1, revision: height + 1),
            heading: heading, batch: Hash256(hashing: Array("\(height)".utf8)), parentTime: time)
    }

    /// Executes a block and keeps it.
    @discardableResult
    mutating func block(_ candidates: [Candidate], node: String = "north") throws -> BlockExecution {
        let context = try context(node)
        let execution = try Contract.execute(candidates, in: context, reading: state)
        try state.commit(execution)
        history.append((context, candidates, execution))
        height += 1
        time = execution.time
        sequences[node, default: 0] += 1
        for json in execution.outcomes.flatMap(\.events) + execution.dueEvents {
            events.append(try Event(parsing: json))
        }
        return execution
    }

    /// Moves all clocks and lets every node say so, so that ledger time follows.
    mutating func advance(_ milliseconds: Int64) throws {
        clock += milliseconds
        for node in Self.nodes { try block([], node: node) }
    }

    mutating func takeEvents() -> [Event] {
        defer { events = [] }
        return events
    }

    /// Signs, executes and keeps; nil for accepted, else the code.
    @discardableResult
    mutating func submit(_ actor: String, _ command: some LedgerCommand) throws -> RejectionCode? {
        let transaction = try sign(try self.actor(actor), command.json)
        return try block([Candidate(transaction, key: try self.actor(actor).signingKey)]).outcomes[0].rejection
    }

    /// Submits what a test needs as its beginning.
    mutating func must(_ actor: String, _ command: some LedgerCommand) throws {
        let code = try submit(actor, command)
        #expect(code == nil, "\(actor) \(command.json["type"].map { "\($0)" } ?? "")")
    }

    // MARK: People

    mutating func application(
        _ name: String, _ role: Role, at organisation: String, invited: (id: String, token: String)? = nil
    ) throws -> (actor: Actor, transaction: Transaction) {
        try add(name)
        let actor = try actor(name)
        var json: JSONObject = [
            "type": .string("identity.apply"), "role": .string(role.rawValue),
            "organisation": .identity(try id(organisation)), "signingKey": actor.signingKey.json,
            "sealingKey": actor.sealingKey.json,
        ]
        if role != .patient {
            json.set("profile", .object(["name": .string(name)]))
            json.set("credentials", .string(try Self.cid("credentials").text))
        }
        if let invited {
            json.set(
                "invitation",
                .object([
                    "id": .id(Self.entity(invited.id)), "token": .string(Base64URL.string(Self.token(invited.token))),
                ]))
        }
        return (actor, try sign(actor, json))
    }

    @discardableResult
    mutating func register(
        _ name: String, _ role: Role, at organisation: String, invited: (id: String, token: String)? = nil
    ) throws -> RejectionCode? {
        let application = try application(name, role, at: organisation, invited: invited)
        let registrar = ["mutual": "ministry", "ministry": "ministry", "south": "south"][organisation] ?? "north"
        return try submit(
            "node-" + registrar, IdentityRegister(application: application.transaction.encoded))
    }

    /// Registers, verifies staff, opens a patient's compartments.
    mutating func join(_ name: String, _ role: Role, at organisation: String) throws {
        #expect(try register(name, role, at: organisation) == nil)
        if role == .patient {
            try must(name, try openCompartments(of: name))
        } else {
            try must("olga", IdentityVerify(identity: try id(name)))
        }
    }

    func openCompartments(of name: String) throws -> CompartmentOpen {
        CompartmentOpen(
            compartments: try Category.allCases.map {
                let key = try Actor("\(name)/\($0)/1", network: network).sealingKey
                return CompartmentOpen.Opening(
                    category: $0, publicKey: key, keyEnvelope: try Self.cid("\(name)/\($0)"),
                    statement: try statement(by: name, $0, version: 1, key))
            })
    }

    /// What somebody signs about a sealing key: their own of a category, or their organisation's.
    func statement(
        by name: String, of patient: String? = nil, _ category: Category?, version: Int64, _ key: P256PublicKey
    ) throws -> ES256Signature {
        let actor = try Actor(name, network: network)
        let person: IdentityDocument? = state.get(.identity(actor.id))
        let own = category == nil ? person?.organisation ?? actor.id : actor.id
        let holder = try patient.map(id) ?? own
        let message = KeyStatement.message(
            network: network, holder: holder, category: category, version: version, publicKey: key)
        return try ES256Signature(normalizing: Array(try actor.signing.signature(for: message).rawRepresentation))
    }

    func content(_ category: Category, of patient: String, tag: String = "") throws -> RecordContent {
        let set = try #require(state.get(.organisationSet, OrganisationSetDocument.self)).set
        let compartments: CompartmentsDocument? = state.get(.compartments(try id(patient)))
        return RecordContent(
            category: category, payload: try Self.cid("payload" + tag), size: 1_000,
            envelope: try Self.cid("envelope" + tag),
            compartmentVersion: compartments?[category].version ?? 1, threshold: Int64(set.majority),
            shares: set.members.map {
                RecordContent.Share(organisation: $0.organisation, commitment: Hash256(hashing: Array(tag.utf8)))
            })
    }

    func at(_ offset: Int64) throws -> LedgerTime { try #require(LedgerTime(milliseconds: clock + offset)) }
}

extension EntityID {
    /// What a test falls back to where no id can fail to be made.
    static var zeroForTests: EntityID {
        var generator = SeededGenerator(seed: 0)
        return EntityID.random(using: &generator)
    }
}
