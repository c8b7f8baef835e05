internal import LedgerFormat

/// What people do with a founded network's packages, in plain steps.
extension NetworkPackages {
    /// The steps for whoever founded the network.
    public var steps: String {
        let folders = packages.map { "   \($0.organisation)/  to \($0.host), for \($0.name)\n" }.joined()
        return """
            The network is founded. Its id: \(genesis.network.base64URL)

            1. Bring each folder to its organisation's machine, by a way that nobody else reads, and keep its file modes
               (for instance with tar). It holds that organisation's private keys.
            \(folders)\
            2. On each machine start the etcd member. Debian's package starts one of its own: stop that first
               (systemctl disable --now etcd).
                  cd \(packages.first?.organisation ?? "FOLDER")/etcd
                  (set -a && . ./etcd.env && exec etcd)
            3. Once, when a majority of the members runs and before any node is started, from a machine that reaches
               them:
                  \(Self.authorityName)/enable-authentication
            4. On each machine check and start the node, and put a TLS proxy in front of its address for people:
                  medchain doctor --data \(packages.first?.organisation ?? "FOLDER")/node
                  medchain node run --data \(packages.first?.organisation ?? "FOLDER")/node
            5. Keep \(Self.authorityName)/ where nobody reaches it, on no node's machine: its ca.key makes the
               certificates of members and nodes. They end after two years; medchain doctor says when.

            Each folder has these steps for its own machine in STEPS.txt. Machines must reach each other at the ports of
            etcd\(reach). Remove the packages here once they are in place.

            """
    }

    private var reach: String {
        let ports = Set(packages.flatMap { [$0.ports.etcd, $0.ports.etcdPeer, $0.ports.peer] }).sorted()
        return " and of the nodes (\(ports.map(String.init).joined(separator: ", ")))"
    }

    /// The steps on one organisation's machine.
    func steps(for package: NodePackage) -> String {
        """
        MedChain: \(package.name), node \(package.node.canonical) on \(package.host)

        This folder holds your organisation's private keys: keep its modes, and let nobody else read it.

        1. Install etcd 3.4 or newer (Debian: etcd-server, then systemctl disable --now etcd) and medchain.
        2. Start the member of the cluster, in its folder, where it keeps its data too:
              cd etcd
              (set -a && . ./etcd.env && exec etcd)
        3. Tell the founder that it runs. They turn the cluster's authentication on, once, when a majority runs.
        4. Check, and start the node:
              medchain doctor --data node
              medchain node run --data node
           It listens on 127.0.0.1:\(package.ports.api) for people: put a TLS proxy in front of it.

        Others reach this machine at port \(package.ports.etcd) (etcd, nodes), \(package.ports.etcdPeer) (etcd, members)
        and \(package.ports.peer) (nodes). Everything on these ports is mutual TLS.

        """
    }
}
