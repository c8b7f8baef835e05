internal import Foundation

/// What the HTTP side of a node is given. The node's own configuration is NodeCore's.
public struct NodeServerConfiguration: Sendable {
    /// How fast may be asked. Nil means no limit.
    public struct RateLimits: Sendable {
        /// All requests of one address.
        public var address: RateLimit?
        /// All requests with sessions of one identity.
        public var identity: RateLimit?
        /// What guesses secrets or uses storage without a session, of one address: accounts, sessions, registrations.
        public var sensitive: RateLimit?

        /// The limits of a node: many people may share an address, behind a hospital's gateway.
        public static let standard = RateLimits(
            address: RateLimit(perSecond: 2_000, burst: 10_000), identity: RateLimit(perSecond: 500, burst: 5_000),
            sensitive: RateLimit(perSecond: 5, burst: 200))
        /// None: for measurements, and for imports on the node's own machine.
        public static let unlimited = RateLimits(address: nil, identity: nil, sensitive: nil)

        /// Those that the operator chose: none where MEDCHAIN_RATE_LIMITS is `off`, the standard ones otherwise.
        public static var ofEnvironment: RateLimits {
            ProcessInfo.processInfo.environment["MEDCHAIN_RATE_LIMITS"] == "off" ? .unlimited : .standard
        }

        /// These limits.
        public init(address: RateLimit?, identity: RateLimit?, sensitive: RateLimit?) {
            self.address = address
            self.identity = identity
            self.sensitive = sensitive
        }
    }

    /// The address to listen on.
    public var host: String
    /// The port; 0 for any that is free.
    public var port: Int
    /// How fast may be asked.
    public var rateLimits: RateLimits
    /// How often an idle event stream shows that it lives.
    public var heartbeat: Duration
    /// After how much silence a connection is closed that is not in the middle of an answer.
    public var idleTimeout: Duration
    /// Connections at once; nil: as many as the process's descriptors leave room for.
    public var maximumConnections: Int?
    /// Connections of one address at once. Trusted proxies have as many as they like.
    public var connectionsPerAddress = 1_024
    /// How long a client may take to send a request, before one second more for each KiB that has arrived.
    public var requestPatience: Duration = .seconds(60)
    /// Event streams of one identity at once.
    public var streamsPerIdentity = 16
    /// Addresses of reverse proxies whose `X-Forwarded-For` is believed.
    public var trustedProxies: [String] = []
    /// The bearer token for `/metrics` from elsewhere than this machine; nil: from this machine only.
    public var metricsToken: String?
    /// Where what is measured is read from.
    public var metrics: PrometheusMetrics
    /// A folder of files to serve instead of the built-in ones (MEDCHAIN_SHARE); nil: they are found beside the
    /// program.
    public var share: String?

    /// A configuration with the values of a node.
    public init(
        host: String = "127.0.0.1", port: Int = 8443, rateLimits: RateLimits = .ofEnvironment,
        heartbeat: Duration = .seconds(15), idleTimeout: Duration = .seconds(60), metrics: PrometheusMetrics = .process,
        share: String? = nil
    ) {
        self.host = host
        self.port = port
        self.rateLimits = rateLimits
        self.heartbeat = heartbeat
        self.idleTimeout = idleTimeout
        self.metrics = metrics
        self.share = share
    }
}
