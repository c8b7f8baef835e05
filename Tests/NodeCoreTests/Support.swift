import ContentStore
import Crypto
import Foundation
import LedgerFormat
import LedgerStore
import Logging
import RecordContract
import Synchronization
import Testing

@testable import NodeCore

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/medchain-node-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A clock that stands still until a test moves it.
final class ManualClock: Sendable {
    private struct State {
        var now: LedgerTime
        var waiters: [Int: (until: LedgerTime, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var next = 0
    }

    private let state: Mutex<State>

    init(_ milliseconds: Int64 = 1_795_000_000_000) {
        state = Mutex(State(now: LedgerTime(milliseconds: milliseconds) ?? .zero))
    }

    var now: LedgerTime { state.withLock { $0.now } }

    var clock: NodeClock { NodeClock(now: { self.now }, wait: { try await self.wait($0) }) }

    func advance(milliseconds: Int64) {
        let due = state.withLock { state in
            state.now = state.now.advanced(byMilliseconds: milliseconds)
            let due = state.waiters.filter { $0.value.until <= state.now }
            for key in due.keys { state.waiters[key] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    private func wait(_ until: LedgerTime) async throws {
        let ticket = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let answer = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    if until <= state.now { return true }
                    state.waiters[ticket] = (until, continuation)
                    return nil
                }
                switch answer {
                case true?: continuation.resume()
                case false?: continuation.resume(throwing: CancellationError())
                case nil: break
                }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.continuation
                .resume(throwing: CancellationError())
        }
    }
}

/// Somebody with keys, who signs commands.
struct TestPerson: Sendable {
    let signing: P256.Signing.PrivateKey
    let sealing: P256.KeyAgreement.PrivateKey
    let network: NetworkID

    init(network: NetworkID) {
        self.init(signing: P256.Signing.PrivateKey(), sealing: P256.KeyAgreement.PrivateKey(), network: network)
    }

    init(signing: P256.Signing.PrivateKey, sealing: P256.KeyAgreement.PrivateKey, network: NetworkID) {
        self.signing = signing
        self.sealing = sealing
        self.network = network
    }

    var key: P256PublicKey { P256PublicKey(signing.publicKey) }
    var sealingKey: P256PublicKey { P256PublicKey(sealing.publicKey) }
    var id: IdentityID { IdentityID(network: network, firstKey: key.thumbprint) }
    var principal: Principal { Principal(identity: id, key: key.thumbprint) }

    func sign(
        _ command: some LedgerCommand, at now: LedgerTime, id: EntityID = .fresh(), lifetime: Int64 = 3_600_000,
        network: NetworkID? = nil
    ) throws -> [UInt8] {
        let input = Transaction.signingInput(
            signer: key.thumbprint, network: network ?? self.network, id: id, issuedAt: now,
            expiresAt: now.advanced(byMilliseconds: lifetime), command: command.json)
        return try Transaction.assemble(signingInput: input, signature: sign(input)).encoded
    }

    func sign(_ message: [UInt8]) throws -> ES256Signature {
        try ES256Signature(normalizing: Array(try signing.signature(for: message).rawRepresentation))
    }
}

extension EntityID {
    static func fresh() -> EntityID {
        var generator = SystemRandomNumberGenerator()
        return .random(using: &generator)
    }
}

/// The height at which a transaction stands on the node's ledger; nil when it does not.
func heightOnLedger(_ hash: TransactionHash, _ node: Node) throws -> UInt64? {
    try node.ledger.read { reader in try reader.transaction(hash)?.height }
}

/// Bytes as one piece of an upload.
func pieces(_ bytes: [UInt8]) -> AsyncStream<[UInt8]> {
    AsyncStream { continuation in
        continuation.yield(bytes)
        continuation.finish()
    }
}

func cid(of bytes: [UInt8]) -> CID {
    var builder = CIDBuilder()
    builder.update(bytes)
    return builder.finalize()
}

/// A network of one node in a temporary folder: a ministry, a hospital that runs the node, a pharmacy.
final class TestNetwork: Sendable {
    let folder: TemporaryFolder
    let time: ManualClock
    let official: TestPerson
    let genesis: Genesis
    let data: DataDirectory

    init(patientsPerDay: Int64 = 1_000) throws {
        folder = try TemporaryFolder()
        time = ManualClock()
        let keys = TestPerson(network: .zero)
        data = DataDirectory(folder.path + "/general")
        let description = NetworkDescription(
            name: "Ruritania",
            organisations: [
                .init(id: "ministry", kind: .authority, name: "Ministry of Health"),
                .init(id: "general", kind: .hospital, name: "General Hospital", node: data.path),
                .init(id: "pharmacy", kind: .pharmacy, name: "Corner Pharmacy"),
            ],
            officials: [
                .init(organisation: "ministry", name: "A. Officer", signingKey: keys.key, sealingKey: keys.sealingKey)
            ],
            parameters: Genesis.Parameters(
                patientsPerDay: patientsPerDay, maximumGrantDuration: 3_650 * 86_400_000, stateRootInterval: 1_000,
                replicas: 1))
        genesis = try NetworkInitialisation.found(description, clock: time.clock).genesis
        official = TestPerson(signing: keys.signing, sealing: keys.sealing, network: genesis.network)
    }

    var hospital: IdentityID { genesis.organisationIDs[1] }
    var pharmacy: IdentityID { genesis.organisationIDs[2] }

    /// Opens the node, runs it while `body` works with it, and stops it.
    func run<T: Sendable>(
        _ limits: NodeConfiguration.Limits = .init(), in directory: DataDirectory? = nil,
        _ body: @Sendable (Node) async throws -> T
    ) async throws -> T {
        let directory = directory ?? data
        var configuration = try NodeConfiguration(
            parsing: String(decoding: try DataDirectory.read(directory.configuration, maximum: 1 << 20), as: UTF8.self))
        configuration.limits = limits
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let node = try await Node.open(directory, configuration: configuration, clock: time.clock, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await node.run() }
            let result: Result<T, any Error>
            do { result = .success(try await body(node)) } catch { result = .failure(error) }
            node.stop()
            try await group.waitForAll()
            return try result.get()
        }
    }

    /// Registers a person; staff is verified too.
    func register(_ role: Role, in organisation: IdentityID? = nil, verify: Bool = true, _ node: Node) async throws
        -> TestPerson
    {
        let person = TestPerson(network: genesis.network)
        let isStaff = role.isStaff
        let application = IdentityDocument.Application(
            role: role, organisation: organisation ?? hospital, signingKey: person.key, sealingKey: person.sealingKey,
            profile: isStaff ? Profile(name: "Dr. \(role.rawValue)") : nil,
            credentials: isStaff ? cid(of: Array(person.id.canonical.utf8)) : nil)
        if isStaff {
            let credentials = Array(person.id.canonical.utf8)
            _ = try await node.uploadForRegistration(
                pieces(credentials), as: cid(of: credentials), offset: 0, size: credentials.count, address: "test")
        }
        let (recorded, identity) = try await node.register(
            try person.sign(IdentityApply(application: application), at: time.now), address: nil)
        #expect(recorded.outcome.rejection == nil)
        #expect(identity == person.id)
        if isStaff, verify {
            let verified = try await node.submit(try official.sign(IdentityVerify(identity: person.id), at: time.now))
            #expect(verified.outcome.rejection == nil)
        }
        return person
    }

    /// A request for access: the cheapest command that any physician may sign many of.
    /// Physicians enough for `count` open requests to one patient, of whom nobody may have more than sixteen.
    func physicians(forRequests count: Int, _ node: Node) async throws -> [TestPerson] {
        var people: [TestPerson] = []
        while people.count * 16 < count { people.append(try await register(.physician, node)) }
        return people
    }

    /// Requests of these people in turn.
    func requests(_ count: Int, by people: [TestPerson], to patient: TestPerson) throws -> [[UInt8]] {
        try (0..<count).map { try request(people[$0 % people.count], patient) }
    }

    func request(_ physician: TestPerson, _ patient: TestPerson, id: EntityID = .fresh()) throws -> [UInt8] {
        let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
        return try physician.sign(
            AccessRequest(
                request: .fresh(), patient: patient.id, forOrganisation: false, terms: terms, duration: 86_400_000),
            at: time.now, id: id)
    }
}
