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

    /// Founds the network. Nothing is overwritten: a data directory that holds a network already is refused before
    /// anything is written (`setup.exists`). Throws `SetupError`, and `Rejection` for what the genesis document cannot
    /// say.
    public static func found(_ description: NetworkDescription, clock: NodeClock = .system) throws -> Founded {
        let directories = description.organisations.map { $0.node.map(DataDirectory.init) }
        for directory in directories.compactMap({ $0 }) {
            for path in [directory.genesis, directory.configuration, directory.keys, directory.ledger]
            where FileManager.default.fileExists(atPath: path) {
                throw SetupError(.exists, "\(directory.path) holds a network already and is not overwritten")
            }
        }
        guard Set(directories.compactMap { $0 }).count == directories.compactMap({ $0 }).count else {
            throw SetupError(.malformed, "two nodes have the same data directory")
        }
        let organisationKeys = description.organisations.map { _ in P256.Signing.PrivateKey() }
        let nodeKeys = directories.map { $0.map { _ in NewNodeKeys() } }
        let registrars = try registrars(of: description)
        let genesis = try genesis(description, registrars, organisationKeys, nodeKeys, clock)

        var nodes: [(IdentityID, DataDirectory)] = []
        for (index, directory) in directories.enumerated() {
            guard let directory, let keys = nodeKeys[index], let node = genesis.nodeIDs[index] else { continue }
            // A node keeps the keys of its own organisation and of those without a node that it registers for.
            var held: [IdentityID: P256.Signing.PrivateKey] = [:]
            for (other, id) in genesis.organisationIDs.enumerated()
            where other == index || (directories[other] == nil && registrars[other] == index) {
                held[id] = organisationKeys[other]
            }
            try write(genesis, node, keys, held, to: directory)
            nodes.append((node, directory))
        }
        return Founded(genesis: genesis, nodes: nodes)
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
            if organisation.node != nil { return index }
            return description.organisations.firstIndex { $0.node != nil } ?? index
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

    private static func write(
        _ genesis: Genesis, _ node: IdentityID, _ keys: NewNodeKeys,
        _ organisations: [IdentityID: P256.Signing.PrivateKey], to directory: DataDirectory
    ) throws {
        let parent = (directory.path as NSString).deletingLastPathComponent
        if !parent.isEmpty {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        try directory.prepare()
        try keys.write(to: directory.keys, organisations: organisations)
        try Ledger(creating: directory.ledgerDatabase, genesis: genesis).close()
        try DataDirectory.write(genesis.encoded, to: directory.genesis)
        // Last: a directory with a configuration is complete.
        let configuration = NodeConfiguration(node: node.canonical)
        try DataDirectory.write(Array(configuration.yaml.utf8), to: directory.configuration)
    }
}
