/// How a node reaches the etcd cluster that orders its network's batches: `ordering` in `node.yaml`.
///
/// ```yaml
/// ordering:
///   kind: etcd
///   endpoints: ["etcd.general.example:2379", "etcd.brigid.example:2379", "etcd.meridian.example:2379"]
///   certificate: keys/etcd.pem        # paths are absolute or begin at the data directory
///   privateKey: keys/etcd.key
///   trustRoots: keys/etcd-ca.pem
///   epoch: 1
///   quotaBytes: 2147483648
/// ```
public struct EtcdClusterConfiguration: Sendable, Hashable {
    /// A member's client address.
    public struct Endpoint: Sendable, Hashable {
        /// Its name or address, as its certificate says it.
        public var host: String
        /// Its client port.
        public var port: Int
    }

    /// What orders the network's batches.
    private enum Kind: String, CaseIterable {
        case embedded
        case etcd
    }

    /// The members, the own organisation's first: it is asked as long as it answers.
    public var endpoints: [Endpoint]
    /// The file of the node's client certificate chain, PEM.
    public var certificate: String
    /// The file of its private key, PEM.
    public var privateKey: String
    /// The file of the certificates that members' certificates must lead to, PEM.
    public var trustRoots: String
    /// The ledger epoch that the cluster serves.
    public var epoch: UInt32 = 1
    /// The members' `--quota-backend-bytes`: at half of it the node refuses submissions.
    public var quotaBytes = 2 << 30

    /// Reads `ordering`; nil for the embedded log. Throws `setup.malformed`.
    static func parsing(_ yaml: inout StrictYAML) throws -> EtcdClusterConfiguration? {
        switch try yaml.choice("kind", Kind.self) {
        case .embedded: nil
        case .etcd: try EtcdClusterConfiguration(&yaml)
        }
    }

    /// A cluster of these members; the files as `NetworkInitialisation.package` lays them down.
    init(endpoints: [Endpoint], quotaBytes: Int) {
        self.endpoints = endpoints
        self.quotaBytes = quotaBytes
        certificate = "keys/etcd.pem"
        privateKey = "keys/etcd.key"
        trustRoots = "keys/etcd-ca.pem"
    }

    /// The block of `node.yaml`.
    var yaml: String {
        """
        ordering:
          kind: etcd
          # The own member first: it is asked as long as it answers.
          endpoints: [\(endpoints.map { "\"\($0.host):\($0.port)\"" }.joined(separator: ", "))]
          certificate: \(certificate)
          privateKey: \(privateKey)
          trustRoots: \(trustRoots)
          epoch: \(epoch)
          quotaBytes: \(quotaBytes)

        """
    }

    private init(_ yaml: inout StrictYAML) throws {
        let texts = try yaml.texts("endpoints")
        endpoints = try texts.map { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let port = UInt16(parts[1]), port > 0 else {
                throw yaml.refuse("endpoints", "must be a list of HOST:PORT")
            }
            return Endpoint(host: String(parts[0]), port: Int(port))
        }
        guard !endpoints.isEmpty, Set(endpoints).count == endpoints.count else {
            throw yaml.refuse("endpoints", "must name each member of the cluster once")
        }
        certificate = try yaml.text("certificate")
        privateKey = try yaml.text("privateKey")
        trustRoots = try yaml.text("trustRoots")
        epoch = UInt32(try yaml.integer("epoch", in: 1...Int(UInt32.max), default: 1))
        quotaBytes = try yaml.integer("quotaBytes", in: 67_108_864...(1 << 40), default: quotaBytes)
    }
}
