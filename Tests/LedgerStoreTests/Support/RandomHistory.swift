import Crypto
import LedgerFormat
import RecordContract
import TestSupport

/// Draws batches of everything that happens on a ledger: registrations, compartments, records, requests, grants, reads,
/// revocations, and what must be rejected: repeats, expired, forged, garbage.
struct RandomHistory {
    private struct Person {
        let signer: TestSigner
        let id: IdentityID
        var isOpen = false
    }

    private static let categories = [
        "demographics", "safety", "clinical", "medication", "laboratory", "imaging", "restricted",
    ]

    let network: TestNetwork
    var generator: SeededGenerator
    private var patients: [Person] = []
    private var physicians: [Person] = []
    private var records: [(patient: Int, record: EntityID)] = []
    private var grants: [(patient: Int, physician: Int, grant: EntityID)] = []
    private var sent: [[UInt8]] = []

    init(seed: UInt64, stateRootInterval: Int64 = 1_000) throws {
        generator = SeededGenerator(seed: seed)
        network = try TestNetwork(using: &generator, stateRootInterval: stateRootInterval)
    }

    /// So many batches of at most so many transactions.
    mutating func batches(_ count: Int, size: Int = 6) throws -> [OrderedBatch] {
        try (0..<count).map { _ in try batch(size: size) }
    }

    /// The identities drawn so far.
    var identities: [IdentityID] { (patients + physicians).map(\.id) }

    mutating func batch(size: Int) throws -> OrderedBatch {
        network.time = network.time.advanced(byMilliseconds: Int64.random(in: 0...700, using: &generator))
        var transactions: [[UInt8]] = []
        for _ in 0..<Int.random(in: 0...size, using: &generator) { transactions += try step() }
        sent += transactions
        return try network.batch(transactions, node: Int.random(in: 0...1, using: &generator))
    }

    private mutating func step() throws -> [[UInt8]] {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<18: return try registerPatient()
        case 18..<26: return try registerPhysician()
        case 26..<55: return try [addRecord()].compactMap { $0 }
        case 55..<68: return try [grant()].compactMap { $0 }
        case 68..<82: return try [read()].compactMap { $0 }
        case 82..<87: return try [revoke()].compactMap { $0 }
        case 87..<91: return sent.randomElement(using: &generator).map { [$0] } ?? []
        case 91..<94: return [generator.bytes(Int.random(in: 1...200, using: &generator))]
        case 94..<97: return try [forged()].compactMap { $0 }
        default: return try [expired()].compactMap { $0 }
        }
    }

    private mutating func sign(_ command: JSONObject, by signer: TestSigner) throws -> [UInt8] {
        try signer.sign(
            command, network: network.network, id: EntityID.random(using: &generator), at: network.time)
    }

    private mutating func cid() -> JSONValue { .string(CIDBuilder.cid(of: generator.bytes(20)).text) }

    private mutating func application(_ signer: TestSigner, role: String) throws -> [UInt8] {
        var command: JSONObject = [
            "type": .string("identity.apply"), "role": .string(role),
            "organisation": .identity(network.genesis.organisationIDs[1]), "signingKey": signer.publicKey.json,
            "sealingKey": signer.sealingKey.json,
        ]
        if role != "patient" {
            command.set("profile", .object(["name": .string("Dr. \(Int.random(in: 0...999, using: &generator))")]))
            command.set("credentials", cid())
        }
        return try sign(command, by: signer)
    }

    private mutating func register(_ signer: TestSigner, role: String) throws -> [UInt8] {
        let inner = try application(signer, role: role)
        return try sign(
            ["type": .string("identity.register"), "application": .string(String(decoding: inner, as: UTF8.self))],
            by: network.nodes[1].signer)
    }

    /// Registers a patient who opens their compartments in the same batch.
    private mutating func registerPatient() throws -> [[UInt8]] {
        let signer = try TestSigner(using: &generator)
        let registration = try register(signer, role: "patient")
        let id = signer.id(in: network.network)
        let compartments = try Self.categories.map { category in
            let key = try TestSigner(using: &generator).sealingKey
            let message = KeyStatement.message(
                network: network.network, holder: id, category: RecordContract.Category(rawValue: category), version: 1,
                publicKey: key)
            return JSONValue.object([
                "category": .string(category), "publicKey": key.json, "keyEnvelope": cid(),
                "statement": .bytes(try signer.sign(message).bytes),
            ])
        }
        let opening = try sign(
            ["type": .string("compartment.open"), "compartments": .array(compartments)], by: signer)
        patients.append(Person(signer: signer, id: id))
        return [registration, opening]
    }

    private mutating func registerPhysician() throws -> [[UInt8]] {
        let signer = try TestSigner(using: &generator)
        let id = signer.id(in: network.network)
        let registration = try register(signer, role: "physician")
        physicians.append(Person(signer: signer, id: id))
        guard generator.chance(80) else { return [registration] }
        let verification = try sign(
            ["type": .string("identity.verify"), "identity": .identity(id)], by: network.official)
        return [registration, verification]
    }

    private mutating func addRecord() throws -> [UInt8]? {
        guard let patient = patients.indices.randomElement(using: &generator) else { return nil }
        let record = EntityID.random(using: &generator)
        let shares = network.genesis.organisationIDs.sorted().map { organisation in
            JSONValue.object([
                "organisation": .identity(organisation), "commitment": .hash(Hash256(hashing: generator.bytes(8))),
            ])
        }
        records.append((patient, record))
        return try sign(
            [
                "type": .string("record.add"), "patient": .identity(patients[patient].id), "record": .id(record),
                "category": .string(Self.categories.randomElement(using: &generator) ?? "clinical"),
                "payload": cid(), "size": .integer(Int64.random(in: 1...100_000, using: &generator)),
                "envelope": cid(), "compartmentVersion": .integer(1), "threshold": .integer(2),
                "shares": .array(shares),
            ], by: patients[patient].signer)
    }

    private mutating func grant() throws -> [UInt8]? {
        guard let patient = patients.indices.randomElement(using: &generator),
            let physician = physicians.indices.randomElement(using: &generator)
        else { return nil }
        let grant = EntityID.random(using: &generator)
        grants.append((patient, physician, grant))
        let from = network.time.advanced(byMilliseconds: Int64.random(in: 0...2_000, using: &generator))
        var command: JSONObject = [
            "type": .string("access.grant"), "grant": .id(grant), "grantee": .identity(physicians[physician].id),
            "scope": .object(["categories": .array(Self.categories.dropFirst().map { .string($0) })]),
            "rights": .array([.string("list"), .string("read")]), "purpose": .string("TREAT"), "from": .time(from),
            "until": .time(from.advanced(byMilliseconds: Int64.random(in: 1...8_000, using: &generator))),
            "envelope": cid(),
        ]
        if generator.chance(30) { command.set("reads", .integer(1)) }
        return try sign(command, by: patients[patient].signer)
    }

    private mutating func read() throws -> [UInt8]? {
        guard let grant = grants.randomElement(using: &generator),
            let record = records.filter({ $0.patient == grant.patient }).randomElement(using: &generator)
        else { return nil }
        return try sign(
            [
                "type": .string("access.read"), "patient": .identity(patients[grant.patient].id),
                "purpose": .string("TREAT"), "records": .array([.id(record.record)]), "grant": .id(grant.grant),
            ], by: physicians[grant.physician].signer)
    }

    private mutating func revoke() throws -> [UInt8]? {
        guard let grant = grants.randomElement(using: &generator) else { return nil }
        return try sign(
            ["type": .string("access.revoke"), "grant": .id(grant.grant)], by: patients[grant.patient].signer)
    }

    /// A transaction with another transaction's signature.
    private mutating func forged() throws -> [UInt8]? {
        guard let patient = patients.randomElement(using: &generator),
            let other = sent.compactMap({ try? Transaction(parsing: $0) }).randomElement(using: &generator)
        else { return nil }
        let input = Transaction.signingInput(
            signer: patient.signer.publicKey.thumbprint, network: network.network,
            id: EntityID.random(using: &generator), issuedAt: network.time,
            expiresAt: network.time.advanced(byMilliseconds: 1_000), command: ["type": .string("access.revoke")])
        return try Transaction.assemble(signingInput: input, signature: other.signature).encoded
    }

    private mutating func expired() throws -> [UInt8]? {
        guard let patient = patients.randomElement(using: &generator) else { return nil }
        return try patient.signer.sign(
            ["type": .string("access.deny"), "request": .id(EntityID.random(using: &generator))],
            network: network.network, id: EntityID.random(using: &generator),
            at: TestNetwork.start.advanced(byMilliseconds: -86_400_000), lifetime: 1_000)
    }
}
