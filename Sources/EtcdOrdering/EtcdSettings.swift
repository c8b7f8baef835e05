public import LedgerFormat

/// How a node reaches the etcd cluster that orders its network's batches.
public struct EtcdSettings: Sendable {
    /// A member of the cluster.
    public struct Endpoint: Sendable, Hashable, CustomStringConvertible {
        /// Its name or address, as its certificate says it.
        public let host: String
        /// Its client port.
        public let port: Int

        /// A member at `host` and `port`.
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// `host:port`.
        public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    /// The files of a client certificate, PEM. The certificate's common name is the user that etcd's own
    /// authentication knows.
    public struct ClientCertificate: Sendable {
        /// The certificate chain, leaf first.
        public let chain: String
        /// The private key of the leaf.
        public let privateKey: String
        /// The certificates that members' certificates must lead to.
        public let trustRoots: String

        /// A certificate in these files.
        public init(chain: String, privateKey: String, trustRoots: String) {
            self.chain = chain
            self.privateKey = privateKey
            self.trustRoots = trustRoots
        }
    }

    /// The members, the own organisation's first: it is asked as long as it answers.
    public var endpoints: [Endpoint]
    /// How this node shows who it is.
    public var certificate: ClientCertificate
    /// The network whose batches are ordered: part of every key.
    public var network: NetworkID
    /// The ledger epoch that the cluster serves.
    public var epoch: UInt32
    /// The node that appends.
    public var node: IdentityID
    /// The public half of the Ed25519 key that signs the node's batches, 32 bytes: what stands under its key and is
    /// not its own is overwritten.
    public var attestationKey: [UInt8]
    /// The nodes that take part, this one among them, as the ledger says now: what all of them, or a majority, hold
    /// need not be kept.
    public var nodes: @Sendable () -> [IdentityID]
    /// How long one request may take. A request in flight when the leader dies hangs until then.
    public var requestTimeout: Duration
    /// How long an append goes on trying before it says `ordering.unavailable`: longer than electing a leader takes.
    public var patience: Duration
    /// etcd's `--quota-backend-bytes`: at half of it nodes refuse submissions.
    public var quotaBytes: Int

    /// Settings of these parts; requests take at most three seconds, the patience is eight, the quota etcd's own of
    /// 2 GiB.
    public init(
        endpoints: [Endpoint], certificate: ClientCertificate, network: NetworkID, epoch: UInt32, node: IdentityID,
        attestationKey: [UInt8], nodes: @escaping @Sendable () -> [IdentityID],
        requestTimeout: Duration = .seconds(3), patience: Duration = .seconds(8), quotaBytes: Int = 2 << 30
    ) {
        self.endpoints = endpoints
        self.certificate = certificate
        self.network = network
        self.epoch = epoch
        self.node = node
        self.attestationKey = attestationKey
        self.nodes = nodes
        self.requestTimeout = requestTimeout
        self.patience = patience
        self.quotaBytes = quotaBytes
    }

    /// What every key of the network's epoch begins with (docs/spec/ordering-etcd-v1.md).
    var prefix: String { "medchain/\(network.base64URL)/\(epoch)/" }
    /// What the keys of batches begin with; a node's own ends with its identifier.
    var batches: String { prefix + "batch/" }
    /// What the keys begin with under which nodes say how far they hold the ledger durably.
    var durable: String { prefix + "durable/" }
}
