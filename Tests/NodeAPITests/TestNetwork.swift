import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import Logging
import NIOCore
import NodeAPI
import NodeCore
import NodeWire
import RecordContract
import Synchronization
import Testing

/// Somebody with keys of their own.
struct Person: Sendable {
    let signing: P256.Signing.PrivateKey
    let sealing: P256.KeyAgreement.PrivateKey
    let network: NetworkID

    var signingKey: P256PublicKey { P256PublicKey(signing.publicKey) }
    var sealingKey: P256PublicKey { P256PublicKey(sealing.publicKey) }
    var thumbprint: KeyThumbprint { signingKey.thumbprint }
    var id: IdentityID { IdentityID(network: network, firstKey: thumbprint) }

    func sign(_ input: [UInt8]) throws -> ES256Signature {
        try ES256Signature(normalizing: Array(try signing.signature(for: input).rawRepresentation))
    }
}

/// A clock that tests set. It only ever moves when told to.
final class TestClock: Sendable {
    private let offset = Mutex<Int64>(0)

    var clock: NodeClock {
        NodeClock(
            now: { NodeClock.system.now().advanced(byMilliseconds: self.offset.withLock { $0 }) },
            wait: { until in
                try await NodeClock.system.wait(until.advanced(byMilliseconds: -self.offset.withLock { $0 }))
            })
    }

    func advance(byMilliseconds milliseconds: Int64) { offset.withLock { $0 += milliseconds } }
}

/// A real node in a temporary folder, with an authority and two hospitals of which the first runs it.
struct TestNetwork: Sendable {
    let node: Node
    let clock: TestClock
    let official: Person
    let hospital: IdentityID
    let otherHospital: IdentityID
    let metrics = PrometheusMetrics()

    /// Runs `body` with a running node, and stops it.
    static func run(
        limits: NodeConfiguration.Limits = .init(), _ body: @Sendable (TestNetwork) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "medchain-api-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = TestClock()
        let keys = Person(network: .zero)
        let founded = try NetworkInitialisation.found(
            NetworkDescription(
                name: "Test",
                organisations: [
                    .init(id: "authority", kind: .authority, name: "Authority", registrar: "general"),
                    .init(id: "general", kind: .hospital, name: "General Hospital", node: folder.path + "/general"),
                    .init(id: "east", kind: .hospital, name: "East Hospital", registrar: "general"),
                ],
                officials: [
                    .init(
                        organisation: "authority", name: "A. Officer", signingKey: keys.signingKey,
                        sealingKey: keys.sealingKey)
                ]), clock: clock.clock)
        var logger = Logger(label: "test")
        logger.logLevel = .error
        var configuration = NodeConfiguration(node: founded.nodes[0].node.canonical)
        configuration.limits = limits
        let node = try await Node.open(
            founded.nodes[0].directory, configuration: configuration, clock: clock.clock, logger: logger)
        let network = TestNetwork(
            node: node, clock: clock, official: keys.renamed(founded.genesis.network),
            hospital: founded.genesis.organisationIDs[1], otherHospital: founded.genesis.organisationIDs[2])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await node.run() }
            while node.state == .starting { await Task.yield() }
            do {
                try await body(network)
            } catch {
                node.stop()
                throw error
            }
            node.stop()
            try await group.waitForAll()
        }
    }

    /// Runs `body` with a client that reaches the router without a socket.
    static func withClient(
        rateLimits: NodeServerConfiguration.RateLimits = .unlimited,
        _ body: @Sendable (TestNetwork, any TestClientProtocol) async throws -> Void
    ) async throws {
        try await run { network in
            try await network.server(rateLimits: rateLimits).application().test(.router) { client in
                try await body(network, client)
            }
        }
    }

    func server(
        rateLimits: NodeServerConfiguration.RateLimits = .unlimited, heartbeat: Duration = .seconds(15),
        _ change: (inout NodeServerConfiguration) -> Void = { _ in }
    ) throws -> NodeServer {
        var logger = Logger(label: "test")
        logger.logLevel = .error
        var configuration = NodeServerConfiguration(
            port: 0, rateLimits: rateLimits, heartbeat: heartbeat, metrics: metrics)
        change(&configuration)
        return try NodeServer(node: node, configuration: configuration, logger: logger)
    }

    // MARK: Acting

    func transaction(
        _ command: JSONObject, by person: Person, id: EntityID? = nil, lifetime: Int64 = 600_000
    ) throws -> Transaction {
        var generator = SystemRandomNumberGenerator()
        let now = clock.clock.now()
        let input = Transaction.signingInput(
            signer: person.thumbprint, network: node.network, id: id ?? .random(using: &generator), issuedAt: now,
            expiresAt: now.advanced(byMilliseconds: lifetime), command: command)
        return try Transaction.assemble(signingInput: input, signature: try person.sign(input))
    }

    /// Submits to the node and expects acceptance.
    @discardableResult
    func submit(_ command: any LedgerCommand, by person: Person) async throws -> RecordedTransaction {
        let recorded = try await node.submit(try transaction(command.json, by: person).encoded)
        try #require(recorded.outcome.rejection == nil, "\(String(describing: recorded.outcome.rejection))")
        return recorded
    }

    func application(_ person: Person, _ role: Role, at organisation: IdentityID) throws -> Transaction {
        let isStaff = role != .patient
        let credentials = try CID(codec: .raw, sha256: Array(SHA256.hash(data: Array("credentials".utf8))))
        return try transaction(
            IdentityApply(
                application: .init(
                    role: role, organisation: organisation, signingKey: person.signingKey,
                    sealingKey: person.sealingKey, profile: isStaff ? Profile(name: "P. \(role.rawValue)") : nil,
                    credentials: isStaff ? credentials : nil)
            ).json, by: person)
    }

    /// A new person, registered; verified too unless told otherwise.
    func person(_ role: Role, at organisation: IdentityID? = nil, verified: Bool = true) async throws -> Person {
        let person = Person(network: node.network)
        if role != .patient { try await storeCredentials() }
        let (recorded, _) = try await node.register(
            try application(person, role, at: organisation ?? hospital).encoded, address: nil)
        try #require(recorded.outcome.rejection == nil)
        if verified, role != .patient { try await submit(IdentityVerify(identity: person.id), by: official) }
        return person
    }

    /// Stores what the applications of staff refer to.
    func storeCredentials() async throws {
        let bytes = Array("credentials".utf8)
        let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        continuation.yield(bytes)
        continuation.finish()
        let state = try await node.uploadForRegistration(
            pieces, as: Self.cid(bytes), offset: 0, size: bytes.count, address: "test")
        try #require(state == .complete)
    }

    /// A patient with open compartments, whose sealed keys are stored.
    func patient() async throws -> Person {
        let patient = try await person(.patient)
        let envelope = try await store(Array("compartment key".utf8), by: patient)
        try await submit(
            CompartmentOpen(
                compartments: try RecordContract.Category.allCases.map { category in
                    let message = KeyStatement.message(
                        network: node.network, holder: patient.id, category: category, version: 1,
                        publicKey: patient.sealingKey)
                    return .init(
                        category: category, publicKey: patient.sealingKey, keyEnvelope: envelope,
                        statement: try patient.sign(message))
                }), by: patient)
        return patient
    }

    /// Stores content of one chunk as somebody's.
    @discardableResult
    func store(_ bytes: [UInt8], by person: Person) async throws -> CID {
        let cid = Self.cid(bytes)
        let principal = try await openSession(person).principal
        let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        continuation.yield(bytes)
        continuation.finish()
        let state = try await node.upload(pieces, as: cid, offset: 0, size: bytes.count, for: principal)
        try #require(state == .complete)
        return cid
    }

    static func cid(_ bytes: [UInt8]) -> CID { CIDBuilder.cid(of: bytes) }

    /// Adds a record with these bytes as its ciphertext.
    func addRecord(
        _ bytes: [UInt8], category: RecordContract.Category, of patient: Person, by author: Person,
        grant: EntityID? = nil
    ) async throws -> EntityID {
        let payload = try await store(bytes, by: author)
        let record = Self.newID()
        let envelope = try await store(
            try envelope(of: record, category, of: patient, by: author).canonicalBytes, by: author)
        let content = RecordContent(
            category: category, payload: payload, size: Int64(bytes.count), envelope: envelope, compartmentVersion: 1,
            threshold: 1, shares: [.init(organisation: node.organisation, commitment: Hash256(hashing: bytes))])
        try await submit(RecordAdd(patient: patient.id, record: record, content: content, grant: grant), by: author)
        return record
    }

    /// An envelope of the right form, as sealed-record-v1 section 6 has it; what it seals opens nothing.
    func envelope(
        of record: EntityID, _ category: RecordContract.Category, of patient: Person, by author: Person
    ) throws -> JSONObject {
        func box(_ bytes: Int) throws -> JSONValue {
            let point: [UInt8] = [4] + patient.sealingKey.coordinates
            return .object([
                "suite": .integer(1), "enc": .bytes(point), "ct": .bytes([UInt8](repeating: 7, count: bytes + 16)),
            ])
        }
        var json: JSONObject = [
            "type": .string("medchain-record-envelope"), "v": .integer(1),
            "network": .string(node.network.base64URL), "patient": .string(patient.id.canonical),
            "record": .string(record.text), "category": .string(category.rawValue),
            "compartment": .object(["version": .integer(1), "sealed": try box(32)]),
            "patientSealed": try box(64), "k": .integer(1),
            "shares": .array([
                .object([
                    "organisation": .string(node.organisation.canonical), "x": .integer(1), "sealed": try box(32),
                ])
            ]),
        ]
        if author.id != patient.id {
            json.set("author", .object(["id": .string(author.id.canonical), "sealed": try box(32)]))
        }
        return json
    }

    func grant(_ terms: AccessTerms, of patient: Person, to grantee: Person) async throws -> EntityID {
        let grant = Self.newID()
        let envelope = try await store(Array("grant \(grant.text)".utf8), by: patient)
        let now = clock.clock.now()
        try await submit(
            AccessGrant(
                grant: grant, grantee: grantee.id, terms: terms, from: now.advanced(byMilliseconds: -1_000),
                until: now.advanced(byMilliseconds: 86_400_000), envelope: envelope), by: patient)
        return grant
    }

    static func newID() -> EntityID {
        var generator = SystemRandomNumberGenerator()
        return .random(using: &generator)
    }

    // MARK: Signing in

    /// A session made at the node itself.
    func openSession(_ person: Person) async throws -> OpenedSession {
        let (challenge, expiresAt) = try node.challenge(for: person.thumbprint)
        return try await node.openSession(
            SessionClaim(
                signer: person.thumbprint, network: node.network, node: node.id, challenge: challenge,
                expiresAt: expiresAt, isSigned: { $0 == person.signingKey }))
    }

    /// Signs in over the API and returns the headers of the requests that follow.
    func signIn(_ person: Person, _ client: any TestClientProtocol) async throws -> HTTPFields {
        let challenge: Challenge = try await client.post(
            "/v1/sessions/challenges", ChallengeRequest(key: person.thumbprint)
        ).message()
        let answer: SessionAnswer = try await client.post(
            "/v1/sessions", SessionRequest(proof: try proof(person, challenge).encoded)
        ).message(.created)
        #expect(answer.identity == person.id)
        return [.authorization: "Bearer \(answer.session)"]
    }

    func proof(
        _ person: Person, _ challenge: Challenge, network: NetworkID? = nil, node: IdentityID? = nil
    ) throws -> SessionProof {
        let input = SessionProof.signingInput(
            signer: person.thumbprint, network: network ?? self.node.network, node: node ?? self.node.id,
            challenge: challenge)
        return try SessionProof.assemble(signingInput: input, signature: try person.sign(input))
    }
}

extension Person {
    /// The same keys in another network.
    func renamed(_ network: NetworkID) -> Person { Person(signing: signing, sealing: sealing, network: network) }

    init(network: NetworkID) {
        self.init(signing: P256.Signing.PrivateKey(), sealing: P256.KeyAgreement.PrivateKey(), network: network)
    }
}

extension TestClientProtocol {
    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: path, method: .get, headers: headers)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String, type: String? = "application/json",
        _ headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = type
        return try await execute(uri: path, method: method, headers: headers, body: ByteBuffer(string: body))
    }

    func post(_ path: String, _ message: some WireObject, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await send(
            .post, path, String(decoding: message.encoded, as: UTF8.self), type: "application/json", headers)
    }
}

extension TestResponse {
    var bytes: [UInt8] { Array(buffer: body) }
    var text: String { String(buffer: body) }

    /// The body as a message, after the status has been checked.
    func message<Message: WireObject>(
        _ expected: HTTPResponse.Status = .ok, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Message {
        #expect(status == expected, "\(text)", sourceLocation: sourceLocation)
        #expect(headers[.contentType] == "application/json", sourceLocation: sourceLocation)
        return try Message(parsing: bytes)
    }

    /// The items of a page.
    func items(sourceLocation: SourceLocation = #_sourceLocation) throws -> [JSONObject] {
        let page: Page = try message(sourceLocation: sourceLocation)
        return page.items
    }

    /// Expects a problem in its full form (RFC 9457).
    func expectProblem(_ status: Int, _ code: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(self.status.code == status, "\(text)", sourceLocation: sourceLocation)
        #expect(headers[.contentType] == "application/problem+json", sourceLocation: sourceLocation)
        let problem = try? Problem(parsing: bytes)
        #expect(problem?.code == code, "\(text)", sourceLocation: sourceLocation)
        #expect(problem?.status == status, sourceLocation: sourceLocation)
        #expect(problem?.title.isEmpty == false, sourceLocation: sourceLocation)
    }
}
