import Foundation
import LedgerFormat
import NodeCore

/// Where a consortium on this machine keeps its things: the demonstration's people beside a founded network's packages.
///
/// ```
/// network/   the packages, as `network init` makes them     people/, samples/, demo.json   as of the demonstration
/// logs/      what each process says                         processes.json                 which processes run
/// lock       held while the consortium runs; names its process                             port    the first port
/// ```
struct ConsortiumFolder {
    let path: String

    var demo: DemoFolder { DemoFolder(path: path) }
    var network: String { path + "/network" }
    var logs: String { path + "/logs" }
    var lockFile: String { path + "/lock" }
    var processes: String { path + "/processes.json" }
    private var portFile: String { path + "/port" }

    var isFounded: Bool { FileManager.default.fileExists(atPath: network) }

    /// Makes the folder. Throws `demo.folder` where it holds other things.
    func prepare() throws {
        try demo.requireOwnFolder()
        try demo.prepare()
        try Files.makeFolder(logs)
    }

    /// Removes the consortium, and nothing else that may lie in the folder.
    func remove() throws {
        for part in [network, logs, processes, portFile] where FileManager.default.fileExists(atPath: part) {
            try FileManager.default.removeItem(atPath: part)
        }
        try demo.remove()
    }

    /// The port from which all others follow; it stands in certificates' and members' settings since the founding.
    /// Throws `consortium.port` for another one than at the founding.
    func port(_ wanted: Int?) throws -> Int {
        let kept = (try? String(contentsOfFile: portFile, encoding: .utf8)).flatMap { Int($0.dropLast()) }
        guard isFounded, let kept else {
            let port = wanted ?? Self.defaultPort
            try Files.replace(portFile, Array("\(port)\n".utf8))
            return port
        }
        guard wanted == nil || wanted == kept else {
            throw Failure.input(
                "consortium.port", "This consortium was founded with its ports from \(kept) on.",
                advice: "Leave --port out, or start anew with --reset.")
        }
        return kept
    }

    static let defaultPort = 8600
}

/// The consortium of the demonstration: who runs a node, and where.
struct ConsortiumPlan {
    /// The organisations with a node: two hospitals and the authority, which serves the pharmacy and the insurer.
    static let nodes = ["riverside", "brigid", "authority"]
    /// At whose node the people of an organisation without one have their accounts.
    static let registrars = [
        "meridian": "riverside", "northlight": "brigid", "oldmill": "authority", "harbour": "authority",
    ]
    /// Ports from one node to the next.
    static let room = 10

    let port: Int

    /// The page with the people.
    var landingPort: Int { port + Self.nodes.count * Self.room }
    /// The highest port.
    var lastPort: Int { landingPort }

    func ports(of organisation: String) -> NetworkDescription.Ports {
        let first = port + (Self.nodes.firstIndex(of: organisation) ?? 0) * Self.room
        return .init(api: first, peer: first + 1, etcd: first + 2, etcdPeer: first + 3)
    }

    func address(of organisation: String) -> String {
        NodeRunning.address("127.0.0.1", ports(of: Self.registrars[organisation] ?? organisation).api)
    }

    /// Every port that something is to listen at.
    var allPorts: [Int] {
        Self.nodes.flatMap { node in
            let ports = ports(of: node)
            return [ports.api, ports.peer, ports.etcd, ports.etcdPeer]
        } + [landingPort]
    }

    func description(officials: [NetworkDescription.Official]) -> NetworkDescription {
        let organisations = DemoCast.organisations.map { organisation in
            NetworkDescription.Organisation(
                id: organisation.id, kind: organisation.kind, name: organisation.name,
                host: Self.nodes.contains(organisation.id) ? "127.0.0.1" : nil, ports: ports(of: organisation.id),
                registrar: Self.registrars[organisation.id])
        }
        return NetworkDescription(
            name: DemoCast.networkName, organisations: organisations, officials: officials, ordering: .etcd)
    }

    /// Where the people of the demonstration find their nodes.
    var places: DemoPlaces {
        DemoPlaces(
            addresses: Dictionary(
                uniqueKeysWithValues: DemoCast.organisations.map { ($0.id, address(of: $0.id)) }))
    }
}
