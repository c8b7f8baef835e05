import ContentStore
import Crypto
import Foundation
import LedgerFormat
import Logging
import NIOCore
import NIOPosix
import PeerTransport
import RecordContract
import SealedRecord
import Sealing
import Testing

@testable import NodeAPI
@testable import NodeCore

/// Three hospitals with a node each on one order, which reach each other as nodes do: over mutual TLS.
struct Consortium: Sendable {
    /// One hospital: its node, and what a test does through it.
    let hospitals: [TestNetwork]
    let genesis: Genesis
    let directories: [DataDirectory]

    /// Runs `body` while the nodes run. `isServing` says which of them listen for nodes: a test may listen in the place
    /// of one that does not.
    static func run(
        replicas: Int64 = 1, isServing: @escaping @Sendable (Int) -> Bool = { _ in true },
        limits: PeerServer.Limits = .init(), _ body: @Sendable (Consortium) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "medchain-peers-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = TestClock()
        let keys = Person(network: .zero)
        let names = ["north", "east", "west"]
        let founded = try NetworkInitialisation.found(
            NetworkDescription(
                name: "Consortium",
                organisations: [.init(id: "authority", kind: .authority, name: "Authority", registrar: "north")]
                    + names.map { .init(id: $0, kind: .hospital, name: $0, node: "\(folder.path)/\($0)") },
                officials: [
                    .init(
                        organisation: "authority", name: "A. Officer", signingKey: keys.signingKey,
                        sealingKey: keys.sealingKey)
                ],
                parameters: Genesis.Parameters(
                    patientsPerDay: 1_000, maximumGrantDuration: 3_650 * 86_400_000, stateRootInterval: 1_000,
                    replicas: replicas)), clock: clock.clock)
        let ports = try await freePorts(names.count)
        let places = zip(founded.nodes, ports).map { node, port in
            PeersConfiguration.Peer(node: node.node.canonical, host: "127.0.0.1", port: port)
        }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let order = SharedOrder()
        var hospitals: [TestNetwork] = []
        var servers: [PeerServer] = []
        let ready = Ready()
        for (index, founding) in founded.nodes.enumerated() {
            var configuration = NodeConfiguration(node: founding.node.canonical)
            configuration.peers = PeersConfiguration(
                port: ports[index], nodes: places.filter { $0.node != founding.node.canonical })
            let node = try await Node.open(
                founding.directory, configuration: configuration, clock: clock.clock, logger: logger,
                sharing: order.view())
            hospitals.append(
                TestNetwork(
                    node: node, clock: clock, official: keys.renamed(founded.genesis.network),
                    hospital: founded.genesis.organisationIDs[index + 1],
                    otherHospital: founded.genesis.organisationIDs[(index + 1) % 3 + 1]))
            guard isServing(index) else { continue }
            servers.append(
                try #require(
                    try PeerServer(node: node, limits: limits, logger: logger) { _ in await ready.note() }))
        }
        let consortium = Consortium(
            hospitals: hospitals, genesis: founded.genesis, directories: founded.nodes.map(\.directory))
        try await consortium.serve(servers, ready, body)
    }

    private func serve(
        _ servers: [PeerServer], _ ready: Ready, _ body: @Sendable (Consortium) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { serving in
            for server in servers { serving.addTask { try await server.run() } }
            while await ready.count < servers.count { await Task.yield() }
            try await withThrowingTaskGroup(of: Void.self) { running in
                for hospital in hospitals { running.addTask { try await hospital.node.run() } }
                for hospital in hospitals { while hospital.node.state == .starting { await Task.yield() } }
                let result: Result<Void, any Error>
                do { result = .success(try await body(self)) } catch { result = .failure(error) }
                for hospital in hospitals { hospital.node.stop() }
                try await running.waitForAll()
                try result.get()
            }
            serving.cancelAll()
            while let result = await serving.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    private actor Ready {
        var count = 0
        func note() { count += 1 }
    }

    private static func freePorts(_ count: Int) async throws -> [Int] {
        var channels: [any Channel] = []
        for _ in 0..<count {
            channels.append(
                try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup).bind(host: "127.0.0.1", port: 0)
                    .get())
        }
        let ports = channels.compactMap { $0.localAddress?.port }
        for channel in channels { try await channel.close() }
        return ports
    }

    /// Waits until every node has executed what one of them has now.
    func settle() async throws {
        let height = hospitals.map(\.node.height).max() ?? 0
        for hospital in hospitals {
            while hospital.node.height < height { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    /// A record sealed as wallets do, with a share for each hospital, and written through one of them.
    func addRecord(
        _ payload: [UInt8], of patient: Person, by author: Person, through index: Int, grant: EntityID? = nil
    ) async throws -> SealedTestRecord {
        let hospital = hospitals[index]
        let record = TestNetwork.newID()
        let binding = try RecordBinding(
            network: genesis.network.base64URL, patient: patient.id.canonical, record: record.text, category: .clinical)
        let organisations = try zip(genesis.organisations, genesis.organisationIDs).compactMap { organisation, id in
            try organisation.node.map { (id, try $0.releaseKey.sealing()) }
        }.sorted { $0.0 < $1.0 }
        let halves = RecordKeyHalves.random()
        let (envelope, commitments) = try RecordEnvelope.seal(
            halves, binding: binding,
            compartment: CompartmentPublicKey(category: .clinical, version: 1, key: try patient.sealingKey.sealing()),
            author: author.id == patient.id ? nil : (author.id.canonical, try author.sealingKey.sealing()),
            patientKey: try patient.sealingKey.sealing(),
            organisations: organisations.map { ReleaseRecipient(organisation: $0.0.canonical, releaseKey: $0.1) },
            threshold: 2)
        let shares = try zip(organisations, commitments.entries).map { organisation, entry in
            RecordContent.Share(
                organisation: organisation.0, commitment: try #require(Hash256(bytes: entry.commitment)))
        }
        let content = RecordContent(
            category: .clinical, payload: try await hospital.storeLarge(payload, by: author),
            size: Int64(payload.count), envelope: try await hospital.store(envelope.encoded(), by: author),
            compartmentVersion: 1, threshold: 2, shares: shares)
        try await hospital.submit(
            RecordAdd(patient: patient.id, record: record, content: content, grant: grant), by: author)
        try await settle()
        return SealedTestRecord(
            id: record, halves: halves, binding: binding, commitments: commitments, content: content,
            envelope: envelope)
    }

    /// A grant of one category that holds by the ledger's clock, which stands still where nodes write nothing.
    func grant(
        of patient: Person, to grantee: Person, _ rights: [Right], through index: Int
    ) async throws -> EntityID {
        let hospital = hospitals[index]
        let grant = TestNetwork.newID()
        let envelope = try await hospital.store(Array("grant \(grant.text)".utf8), by: patient)
        let now = hospital.clock.clock.now()
        try await hospital.submit(
            AccessGrant(
                grant: grant, grantee: grantee.id,
                terms: AccessTerms(scope: .categories([.clinical]), rights: rights, purpose: .treatment),
                from: now.advanced(byMilliseconds: -3_600_000), until: now.advanced(byMilliseconds: 86_400_000),
                envelope: envelope), by: patient)
        try await settle()
        return grant
    }

    /// A read, put on the ledger through one hospital.
    func read(
        _ records: [EntityID], of patient: Person, by reader: Person, grant: EntityID?, through index: Int
    ) async throws -> RecordedTransaction {
        let hospital = hospitals[index]
        let command = AccessRead(patient: patient.id, purpose: .treatment, records: records.sorted(), grant: grant)
        let read = try await hospital.node.submit(try hospital.transaction(command.json, by: reader).encoded)
        try await settle()
        return read
    }

    /// What one hospital's node asks another's, as it would itself.
    func ask(_ path: String, _ body: JSONObject? = nil, from: Int, to: Int) async throws -> JSONObject {
        let peers = try #require(hospitals[from].node.peers)
        let peer = try #require(try peers.others().first { $0.node == hospitals[to].node.id })
        return try await peers.ask(peer, path, body, within: .seconds(30))
    }

    /// The code of the error that a piece of work ends with; nil when it ends well.
    static func code(_ work: () async throws -> Void) async -> String? {
        do {
            try await work()
            return nil
        } catch let error as NodeError {
            return error.code
        } catch {
            return "\(error)"
        }
    }
}

/// A record as a test's wallet has sealed it.
struct SealedTestRecord: Sendable {
    let id: EntityID
    let halves: RecordKeyHalves
    let binding: RecordBinding
    let commitments: ShareCommitments
    let content: RecordContent
    let envelope: RecordEnvelope

    /// The second half of the key from what nodes released; throws where that does not suffice.
    func combine(_ shares: [ReleasedRecordShare], read: TransactionHash, by reader: Person) throws -> SecretBytes {
        try ReleasedShare.combine(
            try shares.map { try ReleasedShare(parsing: $0.share) }, binding: binding, read: read.bytes,
            commitments: commitments,
            readerKey: SealingPrivateKey(scalar: SecretBytes(reader.sealing.rawRepresentation)))
    }
}

extension P256PublicKey {
    func sealing() throws -> SealingPublicKey {
        try SealingPublicKey(x: Array(coordinates[..<32]), y: Array(coordinates[32...]))
    }
}

extension TestNetwork {
    /// Stores content of any size as somebody's.
    func storeLarge(_ bytes: [UInt8], by person: Person) async throws -> CID {
        let cid = CIDBuilder.cid(of: bytes)
        let principal = try await openSession(person).principal
        let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        var offset = 0
        while offset < bytes.count {
            let end = min(bytes.count, offset + 1_048_576)
            continuation.yield(Array(bytes[offset..<end]))
            offset = end
        }
        continuation.finish()
        let state = try await node.upload(pieces, as: cid, offset: 0, size: bytes.count, for: principal)
        try #require(state == .complete)
        return cid
    }

    /// All bytes of what a reference names, as a person gets them here.
    func bytes(of reference: ContentReference, for person: Person) async throws -> [UInt8] {
        let content = try await node.content(reference, for: try await openSession(person).principal)
        var bytes: [UInt8] = []
        for try await piece in content.bytes { bytes += piece }
        return bytes
    }

    /// Waits until an object lies here, or no longer does.
    func waitUntil(_ cid: CID, isHere: Bool) async throws {
        while try await node.content.exists(cid) != isHere { try await Task.sleep(for: .milliseconds(2)) }
    }
}
