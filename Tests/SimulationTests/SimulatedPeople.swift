import Crypto
import Foundation
import LedgerFormat
import RecordContract

/// Somebody who signs: keys that follow from a name, so that every run is the same.
struct SimulatedPerson: Sendable {
    let name: String
    let signing: P256.Signing.PrivateKey
    let sealing: P256.KeyAgreement.PrivateKey

    init(_ name: String) throws {
        self.name = name
        signing = try P256.Signing.PrivateKey(rawRepresentation: Self.seed("signing/" + name))
        sealing = try P256.KeyAgreement.PrivateKey(rawRepresentation: Self.seed("sealing/" + name))
    }

    static func seed(_ text: String) -> [UInt8] { Hash256(hashing: Array(text.utf8)).bytes }

    var key: P256PublicKey { P256PublicKey(signing.publicKey) }
    var sealingKey: P256PublicKey { P256PublicKey(sealing.publicKey) }

    func id(in network: NetworkID) -> IdentityID { IdentityID(network: network, firstKey: key.thumbprint) }

    func sign(_ message: [UInt8]) throws -> ES256Signature {
        try ES256Signature(normalizing: Array(signing.signature(for: message).rawRepresentation))
    }

    /// A signed transaction.
    func sign(
        _ command: some LedgerCommand, network: NetworkID, id: EntityID, at time: LedgerTime,
        lifetime: Int64 = 3_600_000
    ) throws -> [UInt8] {
        let input = Transaction.signingInput(
            signer: key.thumbprint, network: network, id: id, issuedAt: time,
            expiresAt: time.advanced(byMilliseconds: lifetime), command: command.json)
        return try Transaction.assemble(signingInput: input, signature: sign(input)).encoded
    }
}

extension EntityID {
    /// The id that a name stands for.
    static func named(_ name: String) -> EntityID {
        guard let id = EntityID(bytes: SimulatedPerson.seed("entity/" + name).prefix(16)) else {
            preconditionFailure("sixteen bytes are an identifier")
        }
        return id
    }
}

/// The network that every simulation begins with: three organisations with a node each, two patients, physicians and
/// pharmacists of two organisations, records, prescriptions, and the right to write and to dispense.
struct SimulatedNetwork: Sendable {
    static let start: Int64 = 1_795_000_000_000
    static let day: Int64 = 86_400_000
    static let organisations = ["ministry", "north", "south"]
    static let patients = ["pat", "pam"]
    static let physicians = [("doc", 1), ("dia", 2)]
    static let pharmacists = [("phi", 1), ("pho", 2)]
    static let records = ["r0", "r1", "r2"]
    /// How much each prescription allows: so often this quantity.
    static let prescriptions: [(name: String, quantity: Int64, repeats: Int64)] = [("m0", 10, 0), ("m1", 4, 2)]

    let genesis: Genesis
    /// The batches with which the log begins.
    let beginning: [Batch]
    /// The ledger file after them, closed.
    let ledger: String

    /// One for all simulations of a process: making it takes longer than many of them.
    static let shared = Result { try SimulatedNetwork() }

    var network: NetworkID { genesis.network }
    var nodes: [IdentityID] { genesis.nodeIDs.compactMap { $0 } }
    func id(_ name: String) throws -> IdentityID { try SimulatedPerson(name).id(in: network) }

    static func attestationKey(_ node: Int) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(
            rawRepresentation: SimulatedPerson.seed("attestation/" + organisations[node]))
    }

    /// A folder in memory, where the machine has one: the simulation loses files itself.
    static func folder() throws -> String {
        let base = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        let path = base + "/medchain-simulation-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private init() throws {
        let genesis = try Self.makeGenesis()
        self.genesis = genesis
        var founding = try Founding(genesis)
        try founding.everything()
        beginning = founding.batches
        ledger = try founding.finish()
    }

    private static func makeGenesis() throws -> Genesis {
        let olga = try SimulatedPerson("olga")
        return try Genesis(
            name: "Simulation", createdAt: LedgerTime(milliseconds: start) ?? .zero,
            salt: [UInt8](repeating: 7, count: 16),
            parameters: Genesis.Parameters(
                patientsPerDay: 1_000, maximumGrantDuration: 365 * day, stateRootInterval: 1_000, replicas: 1),
            organisations: try organisations.enumerated().map { index, name in
                let node = try SimulatedPerson("node-" + name)
                return Genesis.Organisation(
                    kind: index == 0 ? .authority : .hospital, name: name, signingKey: try SimulatedPerson(name).key,
                    registrar: index,
                    node: Genesis.Node(
                        signingKey: node.key,
                        attestationKey: Array(try attestationKey(index).publicKey.rawRepresentation),
                        releaseKey: node.sealingKey))
            },
            officials: [
                Genesis.Official(
                    organisation: 0, signingKey: olga.key, sealingKey: olga.sealingKey, name: "Olga")
            ])
    }
}

extension SimulatedNetwork {
    static func cid(_ name: String) throws -> CID {
        try CID(codec: .raw, sha256: SimulatedPerson.seed("content/" + name))
    }

    /// A record's content, with a share for each organisation.
    static func content(
        _ name: String, _ category: RecordContract.Category, of genesis: Genesis
    ) throws -> RecordContent {
        RecordContent(
            category: category, payload: try cid("payload/" + name), size: 1_000, envelope: try cid("record/" + name),
            compartmentVersion: 1, threshold: 2,
            shares: genesis.organisationIDs.sorted().map {
                RecordContent.Share(organisation: $0, commitment: Hash256(hashing: Array(name.utf8)))
            })
    }
}
