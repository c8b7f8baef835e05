/// What an operator chooses. `node.yaml` in the data directory; every key is optional but `node`.
///
/// ```yaml
/// node: 7K3Q9XJ2P4TM5A              # the node whose keys lie in keys/
/// listen: {host: 127.0.0.1, port: 8443, trustedProxies: "10.0.0.5, 10.0.0.6", metricsToken: a-long-random-text}
/// ordering: {kind: embedded}                                      # or etcd: EtcdClusterConfiguration
/// peers: {port: 8444, nodes: [{node: 5TQ1M8Z0W3YV7C, host: peer.brigid.example}]}      # PeersConfiguration
/// limits: {queuedTransactions: 16384, uploadBytesPerIdentity: 1073741824}
/// ```
public struct NodeConfiguration: Sendable, Hashable {
    /// Limits an operator may set.
    public struct Limits: Sendable, Hashable {
        /// Transactions that wait for ordering before `busy`.
        public var queuedTransactions = 16_384
        /// Transactions of one signer that may wait at once.
        public var waitingPerSigner = 1_024
        /// Events that wait for a slow subscriber before it is let go.
        public var subscriberBuffer = 1_024
        /// Bytes that one identity may upload before anything on the ledger refers to them.
        public var uploadBytesPerIdentity = 4 << 30
        /// Bytes of one uploaded object at most.
        public var uploadObjectBytes = 16 << 30
        /// Bytes of the ordering log at most.
        public var logBytes = 2 << 30
        /// Seconds after which an unused session ends.
        public var sessionIdleSeconds = 1_800
        /// Seconds after which any session ends.
        public var sessionSeconds = 43_200
        /// Sessions at once.
        public var sessions = 100_000

        /// Patients that may be registered from one address on a day; the network's own quota is for the whole node.
        public var patientsPerAddress = 100
        /// Staff that may apply from one address on a day.
        public var applicantsPerAddress = 50
        /// Staff registered by this node that may wait for the authority at once.
        public var waitingApplicants = 500

        /// Transactions that one signer may have ordered on a day.
        public var transactionsPerSigner = 50_000
        /// Bytes of transactions that one signer may have ordered on a day.
        public var transactionBytesPerSigner = 64 << 20
        /// Transactions of one signer on a day that may be rejected by the contract before each is tried first.
        public var rejectedPerSigner = 200

        /// Seconds for which content stays that nothing on the ledger refers to.
        public var contentGraceSeconds = 86_400
        /// Seconds between the end of one scrub of the content and the beginning of the next.
        public var scrubIntervalSeconds = 86_400

        /// The defaults.
        public init() {}
    }

    /// The node's identity, in its canonical form.
    public var node: String
    /// The address to listen at.
    public var host = "127.0.0.1"
    /// The port to listen at.
    public var port = 8443
    /// Addresses of reverse proxies whose `X-Forwarded-For` is believed; everybody else's is ignored.
    public var trustedProxies: [String] = []
    /// The bearer token for `/metrics` from elsewhere than the node's own machine; nil: from there only.
    public var metricsToken: String?
    /// The cluster that orders the network's batches; nil: the node's own log, for a network of one node.
    public var etcd: EtcdClusterConfiguration?
    /// The other organisations' nodes; nil: the node speaks to none, and none to it.
    public var peers: PeersConfiguration?
    /// Limits.
    public var limits = Limits()
    /// Notices to people who are not looking.
    public var notifications = Notifications()

    /// The defaults for a node.
    public init(node: String) { self.node = node }

    /// Parses YAML strictly. Throws `setup.malformed` with the line.
    public init(parsing text: String) throws {
        var yaml = try StrictYAML(parsing: text)
        node = try yaml.text("node")
        if var listen = try yaml.mapping("listen") {
            host = try listen.optionalText("host") ?? host
            port = try listen.integer("port", in: 1...65_535, default: port)
            let proxies = try listen.optionalText("trustedProxies") ?? ""
            trustedProxies = proxies.split { $0 == "," || $0 == " " }.map(String.init)
            metricsToken = try listen.optionalText("metricsToken")
            try listen.finish()
        }
        if var ordering = try yaml.mapping("ordering") {
            etcd = try EtcdClusterConfiguration.parsing(&ordering)
            try ordering.finish()
        }
        if var peers = try yaml.mapping("peers") {
            self.peers = try PeersConfiguration(&peers, own: node)
            try peers.finish()
        }
        if var limits = try yaml.mapping("limits") {
            self.limits = try Limits(&limits)
            try limits.finish()
        }
        if var notifications = try yaml.mapping("notifications") {
            self.notifications = try Notifications(&notifications)
            try notifications.finish()
        }
        try yaml.finish()
    }

    /// The YAML of what differs from the defaults, and of what everybody wants to see.
    public var yaml: String {
        """
        # MedChain node. Every key but `node` is optional; docs/operations.md lists them all.
        node: \(node)
        listen:
          host: \(host)
          port: \(port)

        """ + (etcd?.yaml ?? "") + (peers?.yaml ?? "")
    }
}

extension NodeConfiguration.Limits {
    init(_ yaml: inout StrictYAML) throws {
        self.init()
        queuedTransactions = try yaml.integer("queuedTransactions", in: 1...1_000_000, default: queuedTransactions)
        waitingPerSigner = try yaml.integer("waitingPerSigner", in: 1...1_000_000, default: waitingPerSigner)
        subscriberBuffer = try yaml.integer("subscriberBuffer", in: 1...1_000_000, default: subscriberBuffer)
        uploadBytesPerIdentity = try yaml.integer(
            "uploadBytesPerIdentity", in: 1_048_576...(1 << 50), default: uploadBytesPerIdentity)
        uploadObjectBytes = try yaml.integer("uploadObjectBytes", in: 1_048_576...(1 << 34), default: uploadObjectBytes)
        logBytes = try yaml.integer("logBytes", in: 67_108_864...(1 << 50), default: logBytes)
        sessionIdleSeconds = try yaml.integer("sessionIdleSeconds", in: 60...86_400, default: sessionIdleSeconds)
        sessionSeconds = try yaml.integer("sessionSeconds", in: 60...2_592_000, default: sessionSeconds)
        sessions = try yaml.integer("sessions", in: 1...10_000_000, default: sessions)
        patientsPerAddress = try yaml.integer("patientsPerAddress", in: 1...1_000_000, default: patientsPerAddress)
        applicantsPerAddress = try yaml.integer(
            "applicantsPerAddress", in: 1...1_000_000, default: applicantsPerAddress)
        waitingApplicants = try yaml.integer("waitingApplicants", in: 1...1_000_000, default: waitingApplicants)
        transactionsPerSigner = try yaml.integer(
            "transactionsPerSigner", in: 100...(1 << 40), default: transactionsPerSigner)
        transactionBytesPerSigner = try yaml.integer(
            "transactionBytesPerSigner", in: 1_048_576...(1 << 50), default: transactionBytesPerSigner)
        rejectedPerSigner = try yaml.integer("rejectedPerSigner", in: 0...1_000_000, default: rejectedPerSigner)
        contentGraceSeconds = try yaml.integer(
            "contentGraceSeconds", in: 3_600...2_592_000, default: contentGraceSeconds)
        scrubIntervalSeconds = try yaml.integer(
            "scrubIntervalSeconds", in: 1...2_592_000, default: scrubIntervalSeconds)
    }
}
