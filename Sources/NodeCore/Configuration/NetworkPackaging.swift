internal import Certificates
internal import Crypto
internal import Foundation
public import LedgerFormat

/// What one organisation gets when a network is founded whose nodes an etcd cluster orders: one folder, to be brought
/// to one machine.
///
/// ```
/// node/     the node's data directory              STEPS.txt   what to do with it
/// etcd/     etcd.env, the member's certificate and key, the authority's certificate; later the member's data
/// ```
public struct NodePackage: Sendable {
    /// The organisation's word in the description.
    public let organisation: String
    /// The organisation's public name.
    public let name: String
    /// The node.
    public let node: IdentityID
    /// The folder.
    public let path: String
    /// Its machine.
    public let host: String
    /// Where it listens there.
    public let ports: NetworkDescription.Ports

    /// The node's data directory.
    public var directory: DataDirectory { DataDirectory(path + "/node") }
    /// The folder in which the cluster's member runs.
    public var etcd: String { path + "/etcd" }
    /// The member's settings, environment variables.
    public var environmentFile: String { etcd + "/etcd.env" }
}

/// A founded network in packages.
public struct NetworkPackages: Sendable {
    /// The founding document.
    public let genesis: Genesis
    /// The folder that holds everything.
    public let path: String
    /// A package for each organisation with a node, in the order of the description.
    public let packages: [NodePackage]

    /// The folder of the cluster's certificate authority and administrator, for the founder alone.
    public var authority: String { path + "/" + Self.authorityName }
    /// The script that turns etcd's authentication on.
    public var authenticationScript: String { authority + "/enable-authentication" }

    static let authorityName = "ordering-authority"

    /// The other nodes, as one knows them.
    func peers(of package: NodePackage) -> [PeersConfiguration.Peer] {
        packages.filter { $0.node != package.node }.map {
            PeersConfiguration.Peer(node: $0.node.canonical, host: $0.host, port: $0.ports.peer)
        }
    }
}

extension PeersConfiguration {
    /// The block of `node.yaml`.
    var yaml: String {
        "peers:\n  host: \(host)\n  port: \(port)\n" + (nodes.isEmpty ? "" : "  nodes:\n")
            + nodes.map { "    - {node: \($0.node), host: \($0.host), port: \($0.port)}\n" }.joined()
    }
}

extension NetworkInitialisation {
    /// At most so many organisations run a node; Raft's clusters are seldom larger.
    public static let maximumNodes = 9
    /// How long certificates of members and of the cluster's users last, and the authority's own, in days.
    static let leafDays: Int64 = 730
    static let authorityDays: Int64 = 7_300

    /// Founds a network whose nodes an etcd cluster orders: a package for each, below the new folder `path`, which
    /// appears whole or not at all. Throws `setup.exists` where the folder holds anything, `setup.malformed` for what
    /// the description cannot mean, `setup.storage`, and `Rejection` for what the genesis document cannot say.
    public static func package(
        _ description: NetworkDescription, at path: String, clock: NodeClock = .system
    ) throws -> NetworkPackages {
        let quotaBytes = try requirePackages(description)
        try requireEmpty(path)
        let founding = try Founding(description, clock)
        let staging = path + ".founding-" + UUID().uuidString
        let parent = (path as NSString).deletingLastPathComponent
        if !parent.isEmpty {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        do {
            try DataDirectory.makeFolder(staging)
            var cluster = try OrderingCluster(founding.genesis, description, quotaBytes, clock)
            try cluster.write(founding, to: staging)
            // An empty folder is replaced; anything in it since is not.
            guard rename(staging, path) == 0 else {
                throw errno == ENOTEMPTY || errno == EEXIST
                    ? SetupError(.exists, "\(path) is not empty") : SetupError(.storage, "cannot create \(path)")
            }
        } catch {
            try? FileManager.default.removeItem(atPath: staging)
            throw error
        }
        return packages(of: founding.genesis, description, at: path)
    }

    /// The packages of a network that was founded from this description below `path`.
    public static func packages(
        of genesis: Genesis, _ description: NetworkDescription, at path: String
    ) -> NetworkPackages {
        let packages = zip(description.organisations, genesis.nodeIDs).compactMap {
            organisation, node -> NodePackage? in
            guard let node, let host = organisation.host else { return nil }
            return NodePackage(
                organisation: organisation.id, name: organisation.name, node: node, path: path + "/" + organisation.id,
                host: host, ports: organisation.ports)
        }
        return NetworkPackages(genesis: genesis, path: path, packages: packages)
    }

    private static func requireEmpty(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path), names.isEmpty else {
            throw SetupError(.exists, "\(path) exists already and is not an empty folder")
        }
    }

    /// What a description must say for packages. Returns the cluster's quota.
    private static func requirePackages(_ description: NetworkDescription) throws -> Int {
        func refuse(_ detail: String) -> SetupError { SetupError(.malformed, detail) }
        guard case .etcd(let quotaBytes) = description.ordering else {
            throw refuse("packages are made for ordering: {kind: etcd} only")
        }
        var doors: Set<String> = []
        for organisation in description.organisations {
            guard organisation.node == nil else {
                throw refuse(
                    "the organisation \(organisation.id) has a node folder: with ordering: {kind: etcd} say its host "
                        + "instead, and its folder is made")
            }
            guard let host = organisation.host else { continue }
            guard HostName(host) != nil else {
                throw refuse("the host of the organisation \(organisation.id) is no host name and no IPv4 address")
            }
            try requireFolderName(organisation.id)
            for port in organisation.ports.all where !doors.insert("\(host):\(port)").inserted {
                throw refuse("port \(port) on \(host) is used twice, the second time by \(organisation.id)")
            }
        }
        let nodes = description.organisations.count { $0.host != nil }
        guard (1...maximumNodes).contains(nodes) else {
            throw refuse("\(nodes) organisations have a host; 1 to \(maximumNodes) can run a node")
        }
        let loopback = description.organisations.compactMap { $0.host.flatMap { HostName($0) } }.filter(\.isLoopback)
        guard loopback.isEmpty || loopback.count == nodes else {
            throw refuse("the host \(loopback[0].text) is reached from its own machine only, and others are elsewhere")
        }
        return quotaBytes
    }

    private static func requireFolderName(_ id: String) throws {
        let isName = id.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
        }
        guard (1...32).contains(id.utf8.count), isName, id.first != "-", id != NetworkPackages.authorityName else {
            throw SetupError(
                .malformed,
                "the id \(id) names a folder: small letters, digits and hyphens, at most 32, and not "
                    + NetworkPackages.authorityName)
        }
    }
}
