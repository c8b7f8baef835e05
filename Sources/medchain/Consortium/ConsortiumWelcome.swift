import LedgerFormat
import NodeCore

/// What `medchain consortium start` prints when it is up.
struct ConsortiumWelcome {
    let folder: ConsortiumFolder
    let plan: ConsortiumPlan
    let packages: NetworkPackages

    /// One line for each node, for scripts.
    var addresses: [String] {
        nodes.map { "\($0.organisation) \(plan.address(of: $0.organisation))" }
    }

    var lines: [String] {
        [
            "", "\(DemoCast.networkName) is up, with three nodes and three etcd members. Open this in a browser:", "",
            "  \(NodeRunning.address("127.0.0.1", plan.landingPort))", "",
            "  " + "NODE".padded(12) + "ADDRESS".padded(24) + "ETCD MEMBER".padded(18) + "WHOSE PEOPLE",
        ] + nodes.map(row) + [
            "", "For a demonstration only: every person's passphrase is  \(DemoCast.passphrase)", "",
        ] + DemoWelcome(folder: folder.demo, address: "", landing: "").cast + [""] + tour + [
            "", "Stop it with make consortium-stop or Ctrl-C; the next start keeps everything.",
        ]
    }

    /// The packages in the order in which the nodes are named.
    private var nodes: [NodePackage] {
        ConsortiumPlan.nodes.compactMap { name in packages.packages.first { $0.organisation == name } }
    }

    private func row(_ package: NodePackage) -> String {
        let organisations = DemoCast.organisations.filter { organisation in
            organisation.id == package.organisation
                || ConsortiumPlan.registrars[organisation.id] == package.organisation
        }
        return "  " + package.organisation.padded(12) + plan.address(of: package.organisation).padded(24)
            + "127.0.0.1:\(package.ports.etcd)".padded(18) + organisations.map(\.name).joined(separator: ", ")
    }

    private var tour: [String] {
        [
            "To try, in another terminal:",
            "  export MEDCHAIN_HOME=\(folder.demo.people) MEDCHAIN_PASSPHRASE_FILE=\(folder.demo.passphraseFile)",
            "  medchain record list --as anna                   at Riverside's node",
            "  medchain identity status --as clara              at St. Brigid's node",
            "  medchain consortium status                       how far each node is",
            "  medchain doctor --data \(folder.network)/riverside/node",
            "Kill any of its processes with kill -9: the others go on, and it is started again.",
        ]
    }
}
