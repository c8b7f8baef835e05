internal import AsyncAlgorithms
internal import Foundation
internal import GRPCCore
public import LedgerFormat
public import Ordering
internal import SwiftProtobuf
internal import Synchronization

/// The ordering log of a consortium: an etcd cluster, one member an organisation (docs/spec/ordering-etcd-v1.md).
///
/// Each node owns one key and overwrites it with its next batch by compare-and-swap on the key's last revision. etcd's
/// revision is the network's one order; every node watches all keys. The cluster's Raft makes a revision durable on a
/// majority of members before it is answered.
public final class EtcdOrderingLog: OrderingLog {
    private struct State {
        /// The revision of this node's last batch; 0 before its first.
        var ownRevision: UInt64
        var isAppending = false
        var isClosed = false
        var compacted: UInt64 = 0
    }

    private static let firstPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(2)

    /// The ledger epoch that the cluster serves.
    public let epoch: UInt32
    private let settings: EtcdSettings
    private let cluster: EtcdCluster
    private let ownKey: [UInt8]
    private let state: Mutex<State>

    /// Opens the log. `clusterID` is what `clusterID` told when the log was opened first, nil before that; `reached` is
    /// the last position that the ledger has executed. Throws `ordering.unavailable`, `.forbidden`, `.clusterChanged`,
    /// `.beyondEnd`, and `.certificate` where the certificate's files cannot be used.
    public init(
        opening settings: EtcdSettings, clusterID: UInt64?, reached: LogPosition?
    ) async throws(OrderingError) {
        let revision = reached.map { $0.epoch == settings.epoch ? $0.revision : 0 } ?? 0
        let cluster: EtcdCluster
        do { cluster = try EtcdCluster(settings, cluster: clusterID, revision: revision) } catch {
            throw .certificate
        }
        self.cluster = cluster
        self.settings = settings
        epoch = settings.epoch
        ownKey = Array((settings.batches + settings.node.canonical).utf8)
        state = Mutex(State(ownRevision: 0))
        do throws(OrderingError) {
            let own = try await newest(key: ownKey, end: nil)
            state.withLock { $0.ownRevision = own }
        } catch {
            await cluster.close()
            throw error
        }
    }

    /// The identifier of the cluster, to be kept: another one is another cluster.
    public var clusterID: UInt64? { cluster.identifier }

    // MARK: Appending

    /// See `OrderingLog`. Where no answer comes the same batch is sent again, for as long as the settings' patience: it
    /// may have been carried out, and must not be ordered twice. After that it throws `.unavailable`, and is to be
    /// called with the same batch again.
    public func append(_ batch: Batch) async throws(OrderingError) -> LogPosition {
        try state.withLock { (state: inout State) throws(OrderingError) in
            guard !state.isClosed else { throw .closed }
            guard !state.isAppending else { throw .appendInFlight }
            state.isAppending = true
        }
        defer { state.withLock { $0.isAppending = false } }
        let deadline = ContinuousClock.now + settings.patience
        var pause = Self.firstPause
        while true {
            do throws(OrderingError) {
                if let position = try await put(batch) { return position }
                guard ContinuousClock.now < deadline else { throw .unavailable }
            } catch {
                if state.withLock({ $0.isClosed }) || Task.isCancelled { throw .closed }
                guard error == .unavailable, ContinuousClock.now < deadline else { throw error }
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    /// Where the batch stands now; nil where what stands under the key is not this node's, or is an older batch of it,
    /// and is to be overwritten. Throws `ordering.inUse` where another process makes batches in this node's name.
    private func put(_ batch: Batch) async throws(OrderingError) -> LogPosition? {
        let request = swap(batch, after: state.withLock { $0.ownRevision })
        let answer = try await cluster.ask(\.header) { try await $0.keyValues.txn(request, options: $0.once) }
        let found = answer.responses.first?.responseRange.kvs.first
        let revision = UInt64(max(0, answer.succeeded ? answer.header.revision : found?.modRevision ?? 0))
        // An earlier attempt whose answer got lost may have been carried out.
        let isOrdered = answer.succeeded || found.map { Array($0.value) == batch.encoded } ?? false
        if let found, !isOrdered, let other = try? Batch(parsing: Array(found.value)), isOwn(other),
            other.heading.sequence >= batch.heading.sequence
        {
            throw .inUse
        }
        state.withLock { $0.ownRevision = revision }
        return isOrdered ? LogPosition(epoch: epoch, revision: revision) : nil
    }

    private func isOwn(_ batch: Batch) -> Bool {
        batch.heading.network == settings.network && batch.heading.epoch == epoch
            && batch.heading.node == settings.node && batch.isSigned(by: settings.attestationKey)
    }

    private func swap(_ batch: Batch, after last: UInt64) -> Etcdserverpb_TxnRequest {
        let key = Data(ownKey)
        return .with { request in
            request.compare = [
                .with {
                    $0.result = .equal
                    $0.target = .mod
                    $0.key = key
                    $0.modRevision = Int64(last)
                }
            ]
            request.success = [
                .with { operation in
                    operation.requestPut = .with {
                        $0.key = key
                        $0.value = Data(batch.encoded)
                    }
                }
            ]
            request.failure = [.with { operation in operation.requestRange = .with { $0.key = key } }]
        }
    }

    // MARK: Reading

    /// See `OrderingLog`. Entries that were compacted away: `ordering.trimmed`.
    public func batches(after position: LogPosition?) -> OrderedBatches {
        OrderedBatches {
            let channel = AsyncThrowingChannel<LogEntry, any Error>()
            let watching = Task {
                do { try await self.watch(after: position, into: channel) } catch { channel.fail(error) }
                channel.finish()
            }
            let reading = Reading(channel: channel, watching: watching)
            return { try await reading.next() }
        }
    }

    /// Draws from a watch, which ends with whoever draws.
    private final class Reading: Sendable {
        private let channel: AsyncThrowingChannel<LogEntry, any Error>
        private let watching: Task<Void, Never>

        init(channel: AsyncThrowingChannel<LogEntry, any Error>, watching: Task<Void, Never>) {
            self.channel = channel
            self.watching = watching
        }

        /// A channel's iterators all take from the same place.
        func next() async throws -> LogEntry? {
            var iterator = channel.makeAsyncIterator()
            return try await iterator.next()
        }

        deinit { watching.cancel() }
    }

    private func watch(
        after position: LogPosition?, into channel: AsyncThrowingChannel<LogEntry, any Error>
    ) async throws {
        if let position, position.epoch != epoch { throw OrderingError.epochMismatch(found: epoch) }
        let told = Mutex(position?.revision ?? 0)
        var pause = Self.firstPause
        while !state.withLock({ $0.isClosed }), !Task.isCancelled {
            let member = cluster.member
            let begun = told.withLock { $0 }
            do {
                try await watch(member, after: begun) { entry in
                    await channel.send(entry)
                    told.withLock { $0 = entry.position.revision }
                }
            } catch let error as OrderingError {
                throw error
            } catch {
                if let code = (error as? RPCError)?.code, code == .permissionDenied || code == .unauthenticated {
                    throw OrderingError.forbidden
                }
                // The connection, or the member's connection to a leader, is gone: the same again, elsewhere.
                cluster.turnAway(from: member)
            }
            pause = told.withLock { $0 } > begun ? Self.firstPause : min(pause * 2, Self.longestPause)
            try? await Task.sleep(for: pause)
        }
    }

    /// Watches at one member until its stream ends.
    private func watch(
        _ member: EtcdMember, after revision: UInt64, tell: @escaping @Sendable (LogEntry) async -> Void
    ) async throws {
        let prefix = settings.batches
        let create = Etcdserverpb_WatchRequest.with { request in
            request.createRequest = .with {
                $0.key = Data(prefix.utf8)
                $0.rangeEnd = Data(Self.end(ofPrefix: prefix))
                $0.startRevision = Int64(revision + 1)
                $0.fragment = true
            }
        }
        try await member.watches.watch(
            // A member that has lost its leader would be silent for ever: it is to say so instead.
            metadata: ["hasleader": "true"], options: member.lasting,
            requestProducer: { writer in
                try await writer.write(create)
                // The stream of questions stays open for as long as the answers come.
                try await Task.sleep(for: .seconds(60 * 60 * 24 * 365))
            },
            onResponse: { [cluster, epoch] response in
                var reader = RevisionReader(epoch: epoch, batches: prefix)
                for try await answer in response.messages {
                    if answer.canceled { throw Self.failure(answer) }
                    try cluster.accept(clusterOf: answer.header)
                    for entry in reader.entries(of: answer) { await tell(entry) }
                }
            })
    }

    /// Why a member ends a watch.
    private static func failure(_ answer: Etcdserverpb_WatchResponse) -> OrderingError {
        if answer.compactRevision > 0 { return .trimmed }
        return answer.cancelReason.contains("permission denied") ? .forbidden : .refused(0)
    }

    /// The end of the range of keys that begin with `prefix`, whose last byte is below 0xFF.
    static func end(ofPrefix prefix: String) -> [UInt8] {
        var bytes = Array(prefix.utf8)
        if let last = bytes.popLast() { bytes.append(last + 1) }
        return bytes
    }

    // MARK: Keeping house

    /// The revision of the newest of the keys from `key` to `end`, or of `key` alone; 0 where there is none.
    private func newest(key: [UInt8], end: [UInt8]?) async throws(OrderingError) -> UInt64 {
        guard !state.withLock({ $0.isClosed }) else { throw .closed }
        let request = Etcdserverpb_RangeRequest.with {
            $0.key = Data(key)
            if let end { $0.rangeEnd = Data(end) }
            $0.limit = 1
            $0.sortOrder = .descend
            $0.sortTarget = .mod
            $0.keysOnly = true
        }
        let answer = try await cluster.ask(\.header) { try await $0.keyValues.range(request, options: $0.once) }
        return UInt64(max(0, answer.kvs.first?.modRevision ?? 0))
    }

    /// See `OrderingLog`.
    public func status() async throws(OrderingError) -> OrderingLogStatus {
        let prefix = settings.batches
        let last = try await newest(key: Array(prefix.utf8), end: Self.end(ofPrefix: prefix))
        return OrderingLogStatus(
            last: last == 0 ? nil : LogPosition(epoch: epoch, revision: last),
            reached: LogPosition(epoch: epoch, revision: cluster.revision), bytes: try await bytesInUse(),
            capacity: settings.quotaBytes)
    }

    /// What the member that is asked has stored, in bytes. Members hold the same but for moments.
    private func bytesInUse() async throws(OrderingError) -> Int {
        for _ in cluster.members {
            let member = cluster.member
            if let answer = try? await member.maintenance.status(.init(), options: member.once) {
                try cluster.accept(clusterOf: answer.header)
                return Int(answer.dbSizeInUse)
            }
            cluster.turnAway(from: member)
        }
        throw .unavailable
    }

    /// Says that this node holds everything through `position` durably, and lets the cluster forget what all of the
    /// network's nodes hold; once a quarter of the quota is used, what a majority of them holds. Who has missed that
    /// takes blocks from a peer.
    public func trim(through position: LogPosition) async throws(OrderingError) {
        guard position.epoch == epoch else { throw .epochMismatch(found: epoch) }
        let request = Self.hold(
            key: settings.durable + settings.node.canonical, prefix: settings.durable, position.revision)
        let answer = try await cluster.ask(\.header) { try await $0.keyValues.txn(request, options: $0.once) }
        var held: [String: UInt64] = [:]
        for pair in answer.responses.last?.responseRange.kvs ?? [] {
            let node = String(decoding: pair.key, as: UTF8.self).dropFirst(settings.durable.count)
            held[String(node)] = UInt64(String(decoding: pair.value, as: UTF8.self))
        }
        let positions = settings.nodes().map { held[$0.canonical] ?? 0 }
        let isPressed = try await bytesInUse() >= settings.quotaBytes / 4
        let floor = isPressed ? Self.heldByMajority(positions) : positions.min() ?? 0
        guard floor > state.withLock({ $0.compacted }) else { return }
        let compaction = Etcdserverpb_CompactionRequest.with { $0.revision = Int64(floor) }
        do throws(OrderingError) {
            _ = try await cluster.ask(\.header) { try await $0.keyValues.compact(compaction, options: $0.once) }
        } catch .refused(RPCError.Code.outOfRange.rawValue) {
            // Another node has compacted as far, or further.
        }
        state.withLock { $0.compacted = max($0.compacted, floor) }
    }

    /// Writes how far a node holds the log, and reads the same of all.
    private static func hold(key: String, prefix: String, _ revision: UInt64) -> Etcdserverpb_TxnRequest {
        .with { request in
            request.success = [
                .with { operation in
                    operation.requestPut = .with {
                        $0.key = Data(key.utf8)
                        $0.value = Data(String(revision).utf8)
                    }
                },
                .with { operation in
                    operation.requestRange = .with {
                        $0.key = Data(prefix.utf8)
                        $0.rangeEnd = Data(end(ofPrefix: prefix))
                    }
                },
            ]
        }
    }

    /// The highest revision that more than half of the nodes hold.
    static func heldByMajority(_ positions: [UInt64]) -> UInt64 {
        let descending = positions.sorted(by: >)
        return descending.isEmpty ? 0 : descending[descending.count / 2]
    }

    /// See `OrderingLog`.
    public func close() async {
        state.withLock { $0.isClosed = true }
        await cluster.close()
    }
}
