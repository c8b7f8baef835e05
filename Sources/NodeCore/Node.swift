internal import ContentStore
internal import Crypto
internal import Foundation
public import LedgerFormat
internal import LedgerStore
public import Logging
package import Ordering
internal import RecordContract
internal import Sealing
public import ServiceLifecycle
internal import Synchronization

/// A node: everything behind the HTTP API, opened from a data directory. As a service it runs until it is told to
/// stop, then refuses what is new, finishes what it admitted, and writes everything to the disk.
///
/// Every method throws `NodeError`; what comes from elsewhere is turned into one.
public final class Node: Service {
    /// Where the node stands.
    public enum State: Sendable, Hashable {
        /// The ledger is being brought up to the log.
        case starting
        /// It takes transactions.
        case ready
        /// It refuses new transactions and finishes what it has.
        case stopping
        /// It has stopped, or failed.
        case stopped
    }

    /// What the operator chose.
    public let configuration: NodeConfiguration
    /// The network.
    public let network: NetworkID
    /// This node.
    public let id: IdentityID
    /// The organisation that runs it.
    public let organisation: IdentityID
    /// The founding document, exact bytes.
    public let genesis: [UInt8]

    let ledger: Ledger
    let content: FolderContentStore
    let pipeline: NodePipeline
    let accounts: Accounts
    let sessions: Sessions
    let registrations: Registrations
    let registrationLimits: RegistrationLimits
    let attesting: Attesting
    let shareRelease: ShareRelease
    let releaseGathering: ReleaseGathering
    private let peering: Peering?
    let erasing: Erasing
    let contentAccess: ContentAccess
    private let uploads: UploadRegister
    let queries: NodeQueries
    let directory: Directory
    let certificates: CertificateChains
    let notifications: Notifications
    let clock: NodeClock
    private let housekeeping: Housekeeping
    private let dispatcher: NoticeDispatcher
    private let logger: Logger
    private let lock: DirectoryLock
    private let current = Mutex(State.starting)

    /// Opens the node in a data directory and brings its ledger up to its log. Throws `SetupError` for what an
    /// operator must mend, and what the stores throw.
    public static func open(
        _ directory: DataDirectory, clock: NodeClock = .system, logger: Logger = Logger(label: "medchain.node")
    ) async throws -> Node {
        let configuration = try DataDirectory.read(directory.configuration, maximum: 1 << 20)
        return try await open(
            directory, configuration: try NodeConfiguration(parsing: String(decoding: configuration, as: UTF8.self)),
            clock: clock, logger: logger)
    }

    /// Opens the node with a configuration of the caller's.
    public static func open(
        _ directory: DataDirectory, configuration: NodeConfiguration, clock: NodeClock, logger: Logger
    ) async throws -> Node {
        try await open(directory, configuration: configuration, clock: clock, logger: logger, sharing: nil)
    }

    /// The same with a log that several nodes of one process share, for tests of a network without a cluster.
    package static func open(
        _ directory: DataDirectory, configuration: NodeConfiguration, clock: NodeClock, logger: Logger,
        sharing sharedLog: (any OrderingLog)?
    ) async throws -> Node {
        let lock = try directory.lock()
        try directory.prepare()
        let keys = try NodeKeys(reading: directory.keys)
        let ledger = try Ledger(opening: directory.ledgerDatabase)
        let log: any OrderingLog
        if let sharedLog {
            log = sharedLog
        } else {
            log = try await openLog(configuration, directory, keys, ledger, logger: logger)
        }
        var settings = FolderContentStore.Settings()
        settings.maximumUploads = UploadPlaces.Limits().store
        let content = try await FolderContentStore.open(at: directory.content, settings: settings)
        let node = try Node(
            configuration, directory, lock, keys, ledger, log, content, clock: clock, logger: logger)
        try await node.pipeline.recover()
        try await node.erasing.sweep()
        return node
    }

    private init(
        _ configuration: NodeConfiguration, _ directory: DataDirectory, _ lock: DirectoryLock, _ keys: NodeKeys,
        _ ledger: Ledger, _ log: any OrderingLog, _ content: FolderContentStore, clock: NodeClock, logger: Logger
    ) throws {
        let (id, organisation) = try Self.identify(configuration, keys, ledger)
        self.configuration = configuration
        self.lock = lock
        self.ledger = ledger
        self.content = content
        self.clock = clock
        self.logger = logger
        self.id = id
        self.organisation = organisation
        network = ledger.network
        genesis = ledger.genesis.encoded
        certificates = CertificateChains(ledger: ledger, keys: keys.organisations, clock: clock)
        let limits = configuration.limits
        uploads = try UploadRegister(path: directory.uploadsDatabase)
        let peering = try Peering(
            configuration, ledger, node: id, signing: keys.signing, store: content, clock: clock, logger: logger)
        self.peering = peering
        let contentAccess = ContentAccess(
            ledger: ledger, store: content, register: uploads, clock: clock, secret: keys.secret, limits: limits,
            pulling: peering?.pulling)
        self.contentAccess = contentAccess
        let erasing = Erasing(
            ledger: ledger, content: content, clock: clock, node: id, organisation: organisation, signing: keys.signing,
            logger: logger)
        self.erasing = erasing
        let contentAdmission = ContentAdmission(ledger: ledger, access: contentAccess, store: content)
        let notifications = try Notifications(
            ledger: ledger, store: try NotificationStore(path: directory.notificationsDatabase),
            channels: try NoticeChannels(configuration.notifications), clock: clock)
        self.notifications = notifications
        dispatcher = NoticeDispatcher(
            notifications: notifications, interval: Int64(configuration.notifications.everySeconds) * 1_000,
            logger: logger)
        pipeline = NodePipeline(
            .init(
                ledger: ledger, log: log, node: id, signer: P256PublicKey(keys.signing.publicKey).thumbprint,
                attestationKey: keys.attestation, clock: clock,
                limits: PipelineLimits(limits), idleBatches: configuration.etcd == nil ? nil : Self.idleBatches,
                metrics: NodeMetrics(), logger: logger,
                onCommit: { blocks in
                    contentAccess.settle(blocks)
                    peering?.replication.committed(blocks)
                    notifications.committed(blocks)
                }, onErasure: { await erasing.erase($0) },
                checkContent: { try await contentAdmission.check($0, signedWith: $1) }))
        accounts = try Accounts(path: directory.accountsDatabase, secret: keys.secret, clock: clock)
        sessions = Sessions(
            ledger: ledger, node: id, clock: clock,
            limits: .init(
                idle: Int64(limits.sessionIdleSeconds) * 1_000, absolute: Int64(limits.sessionSeconds) * 1_000,
                sessions: limits.sessions))
        registrations = Registrations(network: ledger.network, signing: keys.signing, clock: clock)
        registrationLimits = RegistrationLimits(ledger: ledger, node: id, clock: clock, limits: limits)
        attesting = Attesting(ledger: ledger, node: id, key: keys.attestation, clock: clock)
        shareRelease = ShareRelease(
            ledger: ledger, content: content, organisation: organisation, releaseKey: keys.release,
            pulling: peering?.pulling)
        releaseGathering = ReleaseGathering(own: shareRelease, peers: peering?.peers, logger: logger)
        let cursors = CursorCodec(secret: keys.secret)
        queries = NodeQueries(ledger: ledger, cursors: cursors)
        self.directory = Directory(ledger: ledger, node: id, organisation: organisation, cursors: cursors)
        housekeeping = Housekeeping(
            content: content,
            collection: ContentCollection(ledger: ledger, store: content, clock: clock, limits: limits),
            scrubInterval: Int64(limits.scrubIntervalSeconds) * 1_000, clock: clock, logger: logger)
    }

    /// Finds the node on the ledger and holds its keys against it: a node with wrong keys would only make batches that
    /// nobody accepts.
    static func identify(
        _ configuration: NodeConfiguration, _ keys: NodeKeys, _ ledger: Ledger
    ) throws -> (node: IdentityID, organisation: IdentityID) {
        guard let id = IdentityID(canonical: configuration.node) else {
            throw SetupError(.malformed, "node.yaml: node is not an identity")
        }
        let document = try ledger.read { reader in try reader.document(.node(id)) }
        guard case .node(let node)? = document else {
            throw SetupError(.mismatch, "the ledger knows no node \(id.canonical)")
        }
        let releaseKey = keys.release.publicKey
        guard node.signingKey == P256PublicKey(keys.signing.publicKey),
            node.attestationKey == Array(keys.attestation.publicKey.rawRepresentation),
            node.releaseKey.coordinates == releaseKey.x + releaseKey.y
        else { throw SetupError(.mismatch, "the keys in keys/ are not those of node \(id.canonical)") }
        return (id, node.organisation)
    }

    // MARK: Running

    /// The other nodes; nil where the configuration names none.
    var peers: Peers? { peering?.peers }
    /// Brings here what they hold.
    var pulling: ContentPulling? { peering?.pulling }
    /// Where the node stands.
    public var state: State { current.withLock { $0 } }
    /// The height of the last committed block.
    public var height: UInt64 { ledger.height }
    /// The ledger's clock.
    public var time: LedgerTime { ledger.header.time }
    /// The identities of the organisations whose keys lie here.
    public var heldOrganisations: [IdentityID] { certificates.keys.keys.sorted() }

    /// Runs until the service group shuts down, or the task is cancelled, or the node fails. Then everything is closed.
    public func run() async throws {
        current.withLock { $0 = .ready }
        logger.info("node ready", metadata: ["height": "\(ledger.height)"])
        let housekeeping = Task {
            async let notices: Void = self.dispatcher.run()
            async let pulls: Void? = self.peering?.replication.run()
            await self.housekeeping.run()
            await notices
            _ = await pulls
        }
        defer { current.withLock { $0 = .stopped } }
        do {
            try await withTaskCancellationOrGracefulShutdownHandler {
                // The stages end by themselves; cancelling them could leave submitters without an answer.
                try await Task { try await self.pipeline.run() }.value
            } onCancelOrGracefulShutdown: {
                self.stop()
            }
        } catch {
            housekeeping.cancel()
            await housekeeping.value
            try? await close()
            throw error
        }
        housekeeping.cancel()
        await housekeeping.value
        try await close()
        logger.info("node stopped", metadata: ["height": "\(ledger.height)"])
    }

    /// Refuses new transactions from now on; `run` returns when what was admitted is finished.
    public func stop() {
        current.withLock { if $0 != .stopped { $0 = .stopping } }
        pipeline.stop()
    }

    /// Logs the kind of an error that nobody expected; its text may speak of somebody.
    func logUnexpected(_ error: any Error) {
        logger.error("unexpected error", metadata: ["kind": "\(type(of: error))"])
    }

    private func close() async throws {
        try ledger.checkpointToDisk()
        try ledger.close()
        try await content.close()
        try accounts.close()
        try uploads.close()
        try notifications.store.close()
    }
}

extension PipelineLimits {
    init(_ limits: NodeConfiguration.Limits) {
        self.init()
        queue.queueItems = limits.queuedTransactions
        waitingPerSigner = limits.waitingPerSigner
        subscriberBuffer = limits.subscriberBuffer
        signer.transactions = limits.transactionsPerSigner
        signer.bytes = limits.transactionBytesPerSigner
        signer.rejected = limits.rejectedPerSigner
    }
}
