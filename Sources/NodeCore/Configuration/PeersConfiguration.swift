internal import LedgerFormat

/// How a node reaches the other organisations' nodes, and where they reach it: `peers` in `node.yaml`
/// (docs/spec/peers-v1.md).
///
/// ```yaml
/// peers:
///   host: 0.0.0.0
///   port: 8444
///   nodes:
///     - {node: 5TQ1M8Z0W3YV7C, host: peer.brigid.example, port: 8444}
///     - {node: 2R6NB4KD9XJA0E, host: peer.meridian.example, port: 8444}
/// ```
///
/// There are no certificates to configure: nodes know each other by the keys that stand on the ledger.
public struct PeersConfiguration: Sendable, Hashable {
    /// Another node.
    public struct Peer: Sendable, Hashable {
        /// Its identity, in its canonical form.
        public var node: String
        /// Its name or address.
        public var host: String
        /// The port at which it listens for nodes.
        public var port: Int

        /// A peer of these parts.
        public init(node: String, host: String, port: Int) {
            self.node = node
            self.host = host
            self.port = port
        }
    }

    /// The address to listen at for other nodes.
    public var host = "127.0.0.1"
    /// The port to listen at for other nodes.
    public var port = 8444
    /// The other nodes.
    public var nodes: [Peer] = []

    /// Listens at this address; knows these nodes.
    public init(host: String = "127.0.0.1", port: Int = 8444, nodes: [Peer] = []) {
        self.host = host
        self.port = port
        self.nodes = nodes
    }

    /// Reads `peers`. `own` is the node's own identity, which is passed over among `nodes`, so that all nodes of a
    /// network may have the same list. Throws `setup.malformed`.
    init(_ yaml: inout StrictYAML, own: String) throws {
        host = try yaml.optionalText("host") ?? host
        port = try yaml.integer("port", in: 1...65_535, default: port)
        var named: Set<String> = []
        for member in try yaml.mappings("nodes") {
            var member = member
            let peer = Peer(
                node: try member.text("node"), host: try member.text("host"),
                port: try member.integer("port", in: 1...65_535, default: 8444))
            try member.finish()
            guard IdentityID(canonical: peer.node) != nil else {
                throw member.refuse("node", "must be a node's identity")
            }
            guard named.insert(peer.node).inserted else { throw member.refuse("node", "stands here twice") }
            if peer.node != own { nodes.append(peer) }
        }
    }
}
