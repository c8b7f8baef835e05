internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix

/// A connection to one member of the cluster; it is made again by itself whenever it breaks.
struct EtcdMember: Sendable {
    typealias Client = GRPCClient<HTTP2ClientTransport.Posix>

    /// The largest answer that is read, in bytes: a fragment of a watch holds little more than one batch.
    private static let maximumAnswerBytes = 16 << 20

    let endpoint: EtcdSettings.Endpoint
    let client: Client
    private let running: Task<Void, Never>
    private let timeout: Duration

    init(_ endpoint: EtcdSettings.Endpoint, _ settings: EtcdSettings) throws {
        // TLS takes names apart from addresses: a name is sent along and looked for in the certificate, an address
        // only looked for.
        let isAddress = endpoint.host.allSatisfy { $0.isNumber || $0 == "." }
        let transport = try HTTP2ClientTransport.Posix(
            target: isAddress
                ? .ipv4(address: endpoint.host, port: endpoint.port) : .dns(host: endpoint.host, port: endpoint.port),
            transportSecurity: Self.security(settings.certificate),
            config: .defaults {
                $0.backoff = .init(initial: .milliseconds(100), max: .seconds(2), multiplier: 2, jitter: 0.2)
                // A member that vanished without a word is noticed while a watch waits for it.
                $0.connection.keepalive = .init(time: .seconds(10), timeout: .seconds(5), allowWithoutCalls: false)
            })
        let client = Client(transport: transport)
        self.endpoint = endpoint
        self.client = client
        timeout = settings.requestTimeout
        running = Task { try? await client.runConnections() }
    }

    private static func security(
        _ certificate: EtcdSettings.ClientCertificate
    ) -> HTTP2ClientTransport.Posix.TransportSecurity {
        .mTLS(
            certificateChain: [.file(path: certificate.chain, format: .pem)],
            privateKey: .file(path: certificate.privateKey, format: .pem)
        ) { $0.trustRoots = .certificates([.file(path: certificate.trustRoots, format: .pem)]) }
    }

    var keyValues: Etcdserverpb_KV.Client<HTTP2ClientTransport.Posix> { .init(wrapping: client) }
    var watches: Etcdserverpb_Watch.Client<HTTP2ClientTransport.Posix> { .init(wrapping: client) }
    var maintenance: Etcdserverpb_Maintenance.Client<HTTP2ClientTransport.Posix> { .init(wrapping: client) }

    /// For a single question: it is answered in time, or fails; at once where the member cannot be reached.
    var once: CallOptions {
        var options = CallOptions.defaults
        options.timeout = timeout
        options.waitForReady = false
        options.maxResponseMessageBytes = Self.maximumAnswerBytes
        return options
    }

    /// For a watch, which lasts.
    var lasting: CallOptions {
        var options = CallOptions.defaults
        options.waitForReady = false
        options.maxResponseMessageBytes = Self.maximumAnswerBytes
        return options
    }

    func close() async {
        client.beginGracefulShutdown()
        running.cancel()
        await running.value
    }
}
