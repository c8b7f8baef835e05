internal import Crypto
internal import Foundation
public import LedgerFormat
internal import LedgerStore

/// Founds a network: makes the keys, the genesis document, and a data directory for each node.
public enum NetworkInitialisation {
    /// What was founded.
    public struct Founded: Sendable {
        /// The founding document.
        public let genesis: Genesis
        /// The data directory of each node, in the order of the description.
        public let nodes: [(node: IdentityID, directory: DataDirectory)]
    }

    /// Founds a network that its one node orders, or whose nodes are configured by hand. Nothing is overwritten: a data
    /// directory that holds a network already is refused before anything is written (`setup.exists`), and what was
    /// written when something fails is removed again. The nodes listen at `port`. Throws `SetupError`, and `Rejection`
    /// for what the genesis document cannot say.
    public static func found(
        _ description: NetworkDescription, port: Int = 8443, clock: NodeClock = .system
    ) throws -> Founded {
        if case .etcd = description.ordering {
            throw SetupError(.malformed, "the nodes of a network that etcd orders are founded as packages")
        }
        if let organisation = description.organisations.first(where: { $0.host != nil }) {
            throw SetupError(
                .malformed, "the organisation \(organisation.id) has a host: that goes with ordering: {kind: etcd}")
        }
        let directories = description.organisations.map { $0.node.map(DataDirectory.init) }
        guard Set(directories.compactMap { $0 }).count == directories.compactMap({ $0 }).count else {
            throw SetupError(.malformed, "two nodes have the same data directory")
        }
        let founding = try Founding(description, clock)
        for directory in directories.compactMap({ $0 }) { try requireFree(directory) }
        let written = WrittenPaths()
        do {
            for (index, directory) in directories.enumerated() {
                guard let directory, let node = founding.genesis.nodeIDs[index] else { continue }
                var configuration = NodeConfiguration(node: node.canonical)
                configuration.port = port
                try founding.write(nodeOf: index, configuration, to: directory, noting: written)
            }
        } catch {
            written.remove()
            throw error
        }
        let nodes = zip(directories, founding.genesis.nodeIDs).compactMap { directory, node in
            directory.flatMap { directory in node.map { ($0, directory) } }
        }
        return Founded(genesis: founding.genesis, nodes: nodes)
    }

    private static func requireFree(_ directory: DataDirectory) throws {
        for path in [directory.genesis, directory.configuration, directory.keys, directory.ledger]
        where FileManager.default.fileExists(atPath: path) {
            throw SetupError(.exists, "\(directory.path) holds a network already and is not overwritten")
        }
    }
}

/// What a founding that fails takes away again: the paths that it made, which were not there before.
final class WrittenPaths {
    private var paths: [String] = []

    /// Notes those of the paths that are not there yet.
    func note(_ candidates: [String]) {
        paths += candidates.filter { !FileManager.default.fileExists(atPath: $0) }
    }

    func remove() { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
}

/// A network that is being founded: everything but the files.
struct Founding {
    let description: NetworkDescription
    let genesis: Genesis
    private let registrars: [Int]
    private let organisationKeys: [P256.Signing.PrivateKey]
    private let nodeKeys: [NewNodeKeys?]

    init(_ description: NetworkDescription, _ clock: NodeClock) throws {
        self.description = description
        registrars = try Self.registrars(of: description)
        organisationKeys = description.organisations.map { _ in P256.Signing.PrivateKey() }
        nodeKeys = description.organisations.map { $0.runsNode ? NewNodeKeys() : nil }
        genesis = try Self.genesis(description, registrars, organisationKeys, nodeKeys, clock)
    }

    private static func registrars(of description: NetworkDescription) throws -> [Int] {
        let ids = description.organisations.map(\.id)
        guard Set(ids).count == ids.count else { throw SetupError(.malformed, "two organisations have the same id") }
        return try description.organisations.enumerated().map { index, organisation in
            if let registrar = organisation.registrar {
                guard let found = ids.firstIndex(of: registrar) else {
                    throw SetupError(.malformed, "the registrar \(registrar) is not among the organisations")
                }
                return found
            }
            if organisation.runsNode { return index }
            return description.organisations.firstIndex { $0.runsNode } ?? index
        }
    }

    private static func genesis(
        _ description: NetworkDescription, _ registrars: [Int], _ keys: [P256.Signing.PrivateKey],
        _ nodeKeys: [NewNodeKeys?], _ clock: NodeClock
    ) throws -> Genesis {
        let organisations = description.organisations.enumerated().map { index, organisation in
            Genesis.Organisation(
                kind: organisation.kind, name: organisation.name,
                signingKey: P256PublicKey(keys[index].publicKey), registrar: registrars[index],
                node: nodeKeys[index]?.genesisNode)
        }
        let officials = try description.officials.map { official in
            guard let index = description.organisations.firstIndex(where: { $0.id == official.organisation }) else {
                throw SetupError(.malformed, "the official's organisation \(official.organisation) is not among them")
            }
            return Genesis.Official(
                organisation: index, signingKey: official.signingKey, sealingKey: official.sealingKey,
                name: official.name)
        }
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        return try Genesis(
            name: description.name, createdAt: clock.now(), salt: salt, parameters: description.parameters,
            organisations: organisations, officials: officials)
    }

    /// The keys that the node of organisation `index` keeps: those of its own organisation, and of those without a node
    /// that it registers for.
    private func heldKeys(byNodeOf index: Int) -> [IdentityID: P256.Signing.PrivateKey] {
        var held: [IdentityID: P256.Signing.PrivateKey] = [:]
        for (other, id) in genesis.organisationIDs.enumerated()
        where other == index || (nodeKeys[other] == nil && registrars[other] == index) {
            held[id] = organisationKeys[other]
        }
        return held
    }

    /// Writes the data directory of the node of organisation `index`.
    func write(
        nodeOf index: Int, _ configuration: NodeConfiguration, to directory: DataDirectory, noting written: WrittenPaths
    ) throws {
        guard let keys = nodeKeys[index] else { return }
        let parent = (directory.path as NSString).deletingLastPathComponent
        if !parent.isEmpty {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        written.note([
            directory.path, directory.keys, directory.ledger, directory.log, directory.content, directory.accounts,
            directory.genesis, directory.configuration,
        ])
        try directory.prepare()
        try keys.write(to: directory.keys, organisations: heldKeys(byNodeOf: index))
        try Ledger(creating: directory.ledgerDatabase, genesis: genesis).close()
        try DataDirectory.write(genesis.encoded, to: directory.genesis)
        // Last: a directory with a configuration is complete.
        try DataDirectory.write(Array(configuration.yaml.utf8), to: directory.configuration)
    }
}
