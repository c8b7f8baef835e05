internal import ContentStore
internal import LedgerFormat
internal import LedgerStore
internal import Logging
internal import RecordContract
internal import Synchronization

/// Pulls what this node should hold and does not: of each block as it is committed, and of the whole world state when
/// the node starts and every ten minutes, so that what could not be had is had later.
struct ContentReplication: Sendable {
    /// An object that a document refers to.
    private struct Want: Hashable, Sendable {
        let cid: CID
        let document: DocumentKey
        let proposer: IdentityID?
    }

    private let ledger: Ledger
    private let node: IdentityID
    private let store: any ContentStore
    private let pulling: ContentPulling
    private let clock: NodeClock
    private let logger: Logger
    private let fresh: AsyncStream<Want>
    private let sink: AsyncStream<Want>.Continuation

    /// Milliseconds from one look at the whole world state to the next.
    private static let interval: Int64 = 600_000
    private static let page = 512
    /// Objects of blocks that wait; beyond, the next look finds them.
    private static let waiting = 65_536
    private static let pullsAtOnce = 4

    init(
        ledger: Ledger, node: IdentityID, store: any ContentStore, pulling: ContentPulling, clock: NodeClock,
        logger: Logger
    ) {
        self.ledger = ledger
        self.node = node
        self.store = store
        self.pulling = pulling
        self.clock = clock
        self.logger = logger
        (fresh, sink) = AsyncStream.makeStream(of: Want.self, bufferingPolicy: .bufferingOldest(Self.waiting))
    }

    /// Notes what these blocks refer to.
    func committed(_ blocks: [ExecutedBlock]) {
        for block in blocks where block.header.proposer != node {
            for change in block.changes {
                guard let document = change.document else { continue }
                for object in KeptContent.objects(in: document.encoded) {
                    sink.yield(Want(cid: object.cid, document: change.key, proposer: block.header.proposer))
                }
            }
        }
    }

    /// Runs until it is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.follow() }
            group.addTask { await self.lookAgainAndAgain() }
        }
    }

    private func follow() async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await want in fresh {
                if running >= Self.pullsAtOnce {
                    await group.next()
                    running -= 1
                }
                group.addTask { await self.logging { _ = try await self.keep(want) } }
                running += 1
            }
            group.cancelAll()
        }
    }

    private func lookAgainAndAgain() async {
        repeat {
            await logging {
                let (pulled, missing) = try await look()
                guard pulled + missing > 0 else { return }
                logger.info(
                    "content pulled from peers", metadata: ["pulled": "\(pulled)", "missing": "\(missing)"])
            }
        } while (try? await clock.wait(clock.now().advanced(byMilliseconds: Self.interval))) != nil
    }

    /// Looks at every document once. Returns how many objects came, and how many nobody gave.
    func look() async throws -> (pulled: Int, missing: Int) {
        var pulled = 0
        var missing = 0
        var cursor: DocumentKey?
        repeat {
            try Task.checkCancellation()
            let page = try await ledger.read { [cursor] reader in
                var wants: [Want] = []
                let last = try reader.forEachDocument(after: cursor, limit: Self.page) { key, bytes in
                    for object in KeptContent.objects(in: bytes) {
                        wants.append(Want(cid: object.cid, document: key, proposer: nil))
                    }
                }
                return (wants: wants, last: last)
            }
            for want in page.wants {
                try Task.checkCancellation()
                switch try await keep(want) {
                case true?: pulled += 1
                case false?: missing += 1
                case nil: break
                }
            }
            cursor = page.last
        } while cursor != nil
        return (pulled, missing)
    }

    /// Pulls an object if this node should have it and has it not; nil where there is nothing to do.
    private func keep(_ want: Want) async throws -> Bool? {
        guard try await store.stat(want.cid) == nil, try isKept(want) else { return nil }
        return try await pulling.pull(want.cid, from: want.proposer) { try self.isKept(want) }
    }

    /// Whether the document refers to the object now, and this node is one that keeps it.
    private func isKept(_ want: Want) throws -> Bool {
        try ledger.read { reader in
            guard let document = try reader.document(want.document),
                let object = KeptContent.objects(in: document.encoded).first(where: { $0.cid == want.cid })
            else { return false }
            guard object.isPayload else { return true }
            guard case .organisationSet(let value)? = try reader.document(.organisationSet),
                case .parameters(let parameters)? = try reader.document(.parameters)
            else { return false }
            return KeptContent.keepers(
                of: want.cid, among: value.set.members.map(\.node), replicas: Int(parameters.replicas)
            ).contains(node)
        }
    }

    private func logging(_ work: () async throws -> Void) async {
        do { try await work() } catch is CancellationError {
            // The node stops.
        } catch {
            let kind = (error as? ContentError)?.code ?? (error as? NodeError)?.code ?? "\(type(of: error))"
            logger.error("pulling content failed and is tried again later", metadata: ["kind": "\(kind)"])
        }
    }
}
