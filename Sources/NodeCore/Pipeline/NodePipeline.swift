internal import Crypto
internal import LedgerFormat
internal import LedgerStore
internal import Logging
internal import Ordering
internal import RecordContract
internal import Synchronization

/// The life of a transaction, top to bottom. Each arrow is a type, and nothing calls backwards:
///
///     SubmittedTransaction -> VerifiedTransaction -> OrderedBatch -> ExecutedBlock -> CommittedBlock -> LedgerEvent
///              admission            ordering           execution         commit          feed
///
/// Admission runs on its caller's task. Ordering, execution and commit are one loop each, on a thread each, and work
/// at the same time on different blocks; what happens per transaction between them is a dictionary look-up.
final class NodePipeline: Sendable {
    /// What the pipeline works with.
    struct Parts: Sendable {
        let ledger: Ledger
        let log: any OrderingLog
        /// The node in whose name batches are made, and the key that signs them.
        let node: IdentityID
        /// The key with which the node signs transactions of its own, which no allowance limits.
        let signer: KeyThumbprint
        let attestationKey: Curve25519.Signing.PrivateKey
        let clock: NodeClock
        let limits: PipelineLimits
        /// After how many milliseconds without a batch the node makes an empty one, so that the network's clock, which
        /// is the median of all, goes on; nil where the node is alone.
        let idleBatches: Int64?
        let metrics: NodeMetrics
        let logger: Logger
        /// Told of every commit, before anybody is answered.
        let onCommit: @Sendable ([ExecutedBlock]) -> Void
        /// Deletes what records erased by these blocks referred to, before anybody is answered.
        let onErasure: @Sendable ([ExecutedBlock]) async -> Void
        /// Checks what a transaction refers to, which this node keeps from now on: it vouches for the content of the
        /// records that it proposes (`record.storage`). Throws `NodeError` where it refers to something else.
        let checkContent: @Sendable (Transaction, _ signedWith: KeyDocument) async throws -> Void
        /// What all of it runs on; nil: a thread for each stage, and for the rest the threads that serve everybody.
        var executor: (any TaskExecutor)?
    }

    /// Where this node's chain of batches stands.
    private struct Chain {
        var sequence: UInt64 = 0
        var previous = Hash256.zero
    }

    private let parts: Parts
    private let admission: Admission
    private let allowance: SignerAllowance
    private let verified = VerifiedTransactions()
    private let queue: OrderingQueue
    private let executed: StageQueue<ExecutedBlock>
    private let watch: DeadlineWatch
    private let chain = Mutex(Chain())
    /// The sequence number of this node's last batch that made a block.
    private let executedSequence = Mutex<UInt64>(0)
    /// When this node made its last batch.
    private let lastBatch = Mutex(LedgerTime.zero)
    /// The batches of this node under way, so that whoever waits for one that does not count is answered.
    private let ownBatches = Mutex<[Hash256: [VerifiedTransaction]]>([:])
    /// Tells subscribers what was committed.
    let feed: CommitFeed

    private static let blocksPerCommit = 64

    init(_ parts: Parts) {
        self.parts = parts
        admission = Admission(ledger: parts.ledger, clock: parts.clock, verified: verified)
        allowance = SignerAllowance(parts.limits.signer)
        queue = OrderingQueue(limits: parts.limits.queue, waitingPerSigner: parts.limits.waitingPerSigner)
        executed = StageQueue(capacity: Self.blocksPerCommit)
        feed = CommitFeed(bufferSize: parts.limits.subscriberBuffer)
        watch = DeadlineWatch(clock: parts.clock, executor: parts.executor) { [queue] in queue.wantEmptyBatch() }
    }

    // MARK: Admission

    /// Submits a transaction and returns what became of it when it is committed: durable in the log and executed.
    /// Throws
    /// `NodeError` when it stands nowhere: refused, `busy`, `stopping`; or `internal`, when that is not known.
    func submit(_ encoded: [UInt8]) async throws(NodeError) -> RecordedTransaction {
        let start = ContinuousClock.now
        parts.metrics.countSubmitted()
        do throws(NodeError) {
            if let refusal = queue.refusal() { throw refusal }
            let decision = try admission.decide(encoded)
            parts.metrics.record(.admission, .now - start)
            switch decision {
            case .recorded(let transaction): return transaction
            case .admitted(let transaction):
                do throws(NodeError) { try await requireContent(of: transaction.transaction) } catch {
                    // What stands on the ledger already keeps its first result, whatever has become of its content.
                    if let recorded = try admission.recorded(transaction.transaction.hash) { return recorded }
                    throw error
                }
                return try await order(transaction)
            }
        } catch {
            parts.metrics.countRefused(error.code)
            throw error
        }
    }

    /// Orders a transaction within its signer's allowance.
    private func order(_ verified: VerifiedTransaction) async throws(NodeError) -> RecordedTransaction {
        let (signer, bytes) = (verified.transaction.signer, verified.transaction.encoded.count)
        guard signer != parts.signer else { return try await queue.submit(verified).get() }
        let now = max(parts.clock.now(), parts.ledger.header.time)
        let mustBeTried = try allowance.take(signer, bytes: bytes, at: now)
        do throws(NodeError) {
            if mustBeTried { try requireAcceptable(verified, at: now) }
            let recorded = try await queue.submit(verified).get()
            allowance.settle(signer, bytes: bytes, isAccepted: recorded.outcome.rejection == nil)
            return recorded
        } catch {
            // What failed may stand on the ledger all the same.
            allowance.settle(signer, bytes: bytes, isAccepted: error.kind == .failed ? false : nil)
            throw error
        }
    }

    /// Refuses what the contract would reject as the ledger stands, so that it takes no place there.
    private func requireAcceptable(_ verified: VerifiedTransaction, at now: LedgerTime) throws(NodeError) {
        let code: RejectionCode?
        do {
            let hash = verified.transaction.hash
            code = try parts.ledger.read { reader in
                // What stands there already is answered with its first result further on.
                if try reader.transactionHash(ofID: verified.transaction.id) == hash { return nil }
                return try reader.trial(of: verified, proposedBy: parts.node, at: now)
            }
        } catch {
            throw .failed
        }
        if let code { throw NodeError(Rejection(code)) }
    }

    private func requireContent(of transaction: Transaction) async throws(NodeError) {
        guard let key = admission.key(transaction.signer) else { throw NodeError(Rejection(.keyUnknown)) }
        do { try await parts.checkContent(transaction, key) } catch { throw error as? NodeError ?? .failed }
    }

    // MARK: Ordering

    /// Cuts a batch whenever one is durable, for as long as there is anything to order.
    private func orderBatches() async throws {
        while let waiting = await queue.nextBatch() {
            let start = ContinuousClock.now
            let fresh = try answerRepeats(waiting)
            if fresh.isEmpty != waiting.isEmpty {
                queue.batchEnded()
                continue
            }
            let batch = try makeBatch(fresh)
            ownBatches.withLock { $0[batch.hash] = fresh }
            if let failure = await append(batch) {
                if failure == .unavailable {
                    // The node stops; whether the batch was ordered shows when it starts again.
                    refuse(fresh, batch, .unavailable)
                    queue.batchEnded()
                    break
                }
                guard failure == .diskFull || failure == .capacityReached else { throw failure }
                // Nothing was ordered: whoever waits may try again when there is room.
                refuse(fresh, batch, .busy)
                parts.logger.error("the ordering log is full; submissions are refused until there is room")
                try await keepRoom()
            } else {
                chain.withLock { $0 = Chain(sequence: batch.heading.sequence, previous: batch.hash) }
            }
            queue.batchEnded()
            parts.metrics.recordBatch(fresh.count)
            parts.metrics.setQueued(queue.queued)
            parts.metrics.record(.ordering, .now - start)
        }
    }

    /// Appends a batch to the log; nil when it is durable. While the log's cluster does not answer, whoever waits or
    /// comes is told so, and the same batch is tried until it is ordered or the node stops: it may have been carried
    /// out.
    private func append(_ batch: Batch) async -> OrderingError? {
        var isSuspended = false
        while true {
            do throws(OrderingError) {
                _ = try await parts.log.append(batch)
                if isSuspended {
                    queue.resume()
                    parts.logger.notice("the ordering cluster answers again")
                }
                return nil
            } catch {
                guard error == .unavailable, !queue.isStopped else { return error }
                if !isSuspended {
                    isSuspended = true
                    queue.suspend(.unavailable)
                    parts.logger.error("the ordering cluster does not answer; nothing can be written until it does")
                }
            }
        }
    }

    private func refuse(_ transactions: [VerifiedTransaction], _ batch: Batch, _ error: NodeError) {
        ownBatches.withLock { _ = $0.removeValue(forKey: batch.hash) }
        queue.answer(transactions.map { ($0.transaction.hash, .failure(error)) })
    }

    /// Answers what stands on the ledger already, in one look for the whole batch, and returns the rest.
    private func answerRepeats(_ waiting: [VerifiedTransaction]) throws -> [VerifiedTransaction] {
        guard !waiting.isEmpty else { return [] }
        let recorded = try parts.ledger.read { reader in
            try waiting.map { entry -> RecordedTransaction? in
                let hash = entry.transaction.hash
                guard try reader.transactionHash(ofID: entry.transaction.id) == hash else { return nil }
                return try reader.transaction(hash).map(RecordedTransaction.init)
            }
        }
        var fresh: [VerifiedTransaction] = []
        var answers: [(TransactionHash, OrderingQueue.Answer)] = []
        for (entry, recorded) in zip(waiting, recorded) {
            if let recorded {
                answers.append((entry.transaction.hash, .success(recorded)))
            } else {
                fresh.append(entry)
            }
        }
        queue.answer(answers)
        return fresh
    }

    private func makeBatch(_ transactions: [VerifiedTransaction]) throws -> Batch {
        let chain = chain.withLock { $0 }
        let now = parts.clock.now()
        lastBatch.withLock { $0 = now }
        let heading = Batch.Heading(
            network: parts.ledger.network, epoch: parts.log.epoch, node: parts.node, sequence: chain.sequence + 1,
            previous: chain.previous, time: now)
        return try Batch(
            heading: heading, transactions: transactions.map(\.transaction.encoded), signingKey: parts.attestationKey)
    }

    // MARK: Execution

    /// Runs the contract over every batch, in the log's order.
    private func executeBatches() async throws {
        for try await entry in parts.log.batches(after: Self.resumePosition(parts)) {
            guard case .batch(let ordered) = entry else { continue }
            let start = ContinuousClock.now
            switch try parts.ledger.execute(ordered, verified: verified) {
            case .block(let block):
                noteOwn(ordered.batch)
                parts.metrics.record(.execution, .now - start)
                await executed.give(block)
            case .skipped(let position, let reason):
                parts.logger.warning(
                    "skipped a batch", metadata: ["revision": "\(position.revision)", "reason": "\(reason)"])
                guard endsChain(ordered.batch) else { continue }
                refuse(ownBatches.withLock { $0[ordered.batch.hash] ?? [] }, ordered.batch, .failed)
                throw PipelineFailure.ownBatchSkipped(reason.description)
            }
        }
        executed.finish()
    }

    private func noteOwn(_ batch: Batch) {
        guard batch.heading.node == parts.node else { return }
        executedSequence.withLock { $0 = batch.heading.sequence }
    }

    /// Whether a batch that does not count says that this node cannot go on: it signed it, after all that counted, so
    /// that it may not propose any more or its chain of batches is broken. What it signed before and somebody has
    /// written once more, or what others wrote in its name, it passes as everybody else does.
    private func endsChain(_ batch: Batch) -> Bool {
        batch.heading.node == parts.node && batch.heading.epoch == parts.log.epoch
            && batch.heading.sequence > executedSequence.withLock { $0 }
            && batch.isSigned(by: Array(parts.attestationKey.publicKey.rawRepresentation))
    }

    /// The ledger's position, or the log's beginning while the ledger stands at genesis, which no log holds.
    static func resumePosition(_ parts: Parts) -> LogPosition? {
        let position = parts.ledger.lastPosition
        return position.epoch < parts.log.epoch ? nil : position
    }

    // MARK: Commit and feed

    /// Writes what has been executed, as many blocks at once as there are, and tells who waits for it.
    private func commitBlocks() async throws {
        while let blocks = await executed.take() {
            let start = ContinuousClock.now
            try parts.ledger.commit(blocks)
            parts.metrics.record(.commit, .now - start)
            parts.metrics.recordCommit(blocks: blocks.count)
            parts.onCommit(blocks)
            await parts.onErasure(blocks)
            for block in blocks { announce(block) }
            try endSubscriptions(after: blocks)
            try await afterCommit(blocks)
        }
    }

    private func announce(_ block: ExecutedBlock) {
        if let batch = block.batch { ownBatches.withLock { _ = $0.removeValue(forKey: batch.hash) } }
        var answers: [(TransactionHash, OrderingQueue.Answer)] = []
        for (index, transaction) in block.transactions.enumerated() {
            parts.metrics.countOutcome(transaction.outcome)
            guard let hash = transaction.hash, queue.waits(for: hash) else { continue }
            answers.append((hash, answer(transaction, hash, index, block.header)))
        }
        queue.answer(answers)
        feed.publish(block.header, block.events)
    }

    /// Whoever may not act any more has been told so, and is told nothing further.
    private func endSubscriptions(after blocks: [ExecutedBlock]) throws {
        let mayEnd = blocks.contains { $0.changes.contains { $0.document.map(Visibility.endsStanding) ?? false } }
        guard mayEnd, feed.subscriberCount > 0 else { return }
        let subscribers = feed.subscribers
        feed.end(
            try parts.ledger.read { reader in
                try subscribers.filter { principal in
                    do throws(any Error) {
                        return try !Visibility(reader, principal).isInGoodStanding
                    } catch let error as NodeError where error.kind == .unauthenticated {
                        return true
                    }
                }
            })
    }

    /// What another node ordered before stands with its first outcome.
    private func answer(
        _ transaction: ExecutedTransaction, _ hash: TransactionHash, _ index: Int, _ header: BlockHeader
    ) -> OrderingQueue.Answer {
        if transaction.outcome.rejection == .transactionRepeated,
            let first = try? admission.recorded(hash)
        {
            return .success(first)
        }
        return .success(RecordedTransaction(transaction, hash: hash, index: index, header: header))
    }

    private func afterCommit(_ blocks: [ExecutedBlock]) async throws {
        guard let last = blocks.last else { return }
        parts.metrics.setHeight(last.height)
        let changesDue = blocks.contains { $0.changes.contains { $0.key.text.hasPrefix("due/") } }
        if changesDue { try updateDeadline() }
        guard queue.isFull || last.height % parts.limits.blocksPerTrim < UInt64(blocks.count) else { return }
        try await keepRoom()
    }

    /// Lets go of what the ledger holds durably when the log has grown, and refuses submissions while half of it is
    /// used all the same. What the log cannot do now is tried again with a later block.
    private func keepRoom() async throws {
        do {
            var status = try await parts.log.status()
            if status.bytes > parts.limits.logBytesKept || status.isNearCapacity {
                try await trimLog()
                status = try await parts.log.status()
            }
            // Where the node is alone, all that it holds durably was let go of.
            guard parts.idleBatches != nil, queue.isFull != status.isNearCapacity else { return }
            queue.isFull = status.isNearCapacity
            parts.logger.warning(
                "the ordering log", metadata: ["bytes": "\(status.bytes)", "isFull": "\(status.isNearCapacity)"])
        } catch let error as OrderingError
            where [.unavailable, .capacityReached, .forbidden, .closed].contains(error)
        {
            parts.logger.warning("the ordering log was not trimmed", metadata: ["error": "\(error)"])
        }
    }

    /// Lets go of what the ledger holds durably.
    private func trimLog() async throws {
        let position = try parts.ledger.checkpointToDisk()
        if position.epoch == parts.log.epoch { try await parts.log.trim(through: position) }
    }

    private func updateDeadline() throws {
        let next = try parts.ledger.read { reader in try reader.nextDue() }
        watch.update(next: next, ledgerTime: parts.ledger.header.time)
    }
}

// MARK: Recovery, running and stopping

extension NodePipeline {
    /// Executes and commits what the log holds beyond the ledger: what was acknowledged before the node stopped,
    /// however it stopped. Then finds the end of this node's chain of batches. Before it returns nothing may be
    /// submitted.
    func recover() async throws {
        let status = try await answeredStatus()
        let (last, position) = (status.last, parts.ledger.lastPosition)
        let isBehind = status.reached.map { $0 < position } ?? (position.epoch >= parts.log.epoch)
        guard !isBehind else { throw PipelineFailure.logBehindLedger }
        var blocks: [ExecutedBlock] = []
        var replayed = 0
        try findChain()
        if let last, position < last {
            for try await entry in parts.log.batches(after: Self.resumePosition(parts)) {
                if case .batch(let ordered) = entry, let block = try replay(ordered) { blocks.append(block) }
                if blocks.count == Self.blocksPerCommit || entry.position >= last {
                    if !blocks.isEmpty { try parts.ledger.commit(blocks) }
                    replayed += blocks.count
                    blocks = []
                }
                if entry.position >= last { break }
            }
        }
        try findChain()
        try updateDeadline()
        parts.metrics.setHeight(parts.ledger.height)
        parts.logger.info(
            "ledger ready", metadata: ["height": "\(parts.ledger.height)", "replayedBlocks": "\(replayed)"])
    }

    /// What the log holds, as soon as its cluster answers: without that the node does not know what it has missed.
    private func answeredStatus() async throws -> OrderingLogStatus {
        while true {
            do throws(OrderingError) { return try await parts.log.status() } catch {
                guard error == .unavailable else { throw error }
            }
            try await parts.clock.wait(parts.clock.now().advanced(byMilliseconds: 500))
        }
    }

    /// The block of a batch that the log holds beyond the ledger; nil where it does not count.
    private func replay(_ ordered: OrderedBatch) throws -> ExecutedBlock? {
        switch try parts.ledger.execute(ordered, verified: nil) {
        case .block(let block):
            noteOwn(ordered.batch)
            return block
        case .skipped(_, let reason) where endsChain(ordered.batch) && reason != .alreadyExecuted:
            throw PipelineFailure.ownBatchSkipped(reason.description)
        case .skipped: return nil
        }
    }

    private func findChain() throws {
        let (node, epoch) = (parts.node, parts.log.epoch)
        let document = try parts.ledger.read { reader in try reader.document(.progress(node)) }
        guard case .progress(let progress)? = document else { return }
        // Sequence numbers begin again in each epoch, the chain of hashes does not.
        let sequence = progress.epoch == epoch ? progress.sequence : 0
        chain.withLock { $0 = Chain(sequence: sequence, previous: progress.batch) }
        executedSequence.withLock { $0 = sequence }
    }

    /// Runs ordering, execution and commit until `stop` was called and all that was admitted is answered. Throws what
    /// stopped a stage; then everybody who waits has been answered with `internal`.
    func run() async throws {
        async let _: Void = makeIdleBatches()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask(executorPreference: thread("ordering")) {
                    try await self.orderBatches()
                    // What was ordered is executed and committed before the readers of the log end.
                    try await self.waitUntilCommitted()
                    await self.parts.log.close()
                }
                group.addTask(executorPreference: thread("execution")) { try await self.executeBatches() }
                group.addTask(executorPreference: thread("commit")) { try await self.commitBlocks() }
                do {
                    while try await group.next() != nil {}
                } catch {
                    // One stage failed: the others end, because their neighbours do.
                    self.queue.fail(.failed)
                    self.executed.finish()
                    await self.parts.log.close()
                    group.cancelAll()
                    throw error
                }
            }
        } catch {
            watch.stop()
            feed.close()
            parts.logger.critical("the node stops", metadata: ["error": "\(error)"])
            throw error
        }
        watch.stop()
        feed.close()
    }

    private func thread(_ stage: String) -> any TaskExecutor { parts.executor ?? StageExecutor(stage) }

    /// Wakes the orderer when this node has made no batch for a while.
    private func makeIdleBatches() async {
        guard let interval = parts.idleBatches else { return }
        lastBatch.withLock { $0 = parts.clock.now() }
        while !Task.isCancelled {
            let next = lastBatch.withLock { $0 }.advanced(byMilliseconds: interval)
            if parts.clock.now() < next {
                do { try await parts.clock.wait(next) } catch { return }
            } else {
                lastBatch.withLock { $0 = parts.clock.now() }
                queue.wantEmptyBatch()
            }
        }
    }

    private func waitUntilCommitted() async throws {
        // During an outage nothing more comes: what the log holds is executed at the next start.
        guard let last = (try? await parts.log.status())?.last else { return }
        while parts.ledger.lastPosition < last, ownBatches.withLock({ !$0.isEmpty }) {
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Refuses new transactions from now on; what was admitted is finished, then `run` returns.
    func stop() {
        watch.stop()
        queue.stop()
    }
}

/// What stops a pipeline.
enum PipelineFailure: Error, CustomStringConvertible {
    /// The log ends before what the ledger has executed: it lost entries or is another ledger's.
    case logBehindLedger
    /// The network skips this node's batches.
    case ownBatchSkipped(String)

    var description: String {
        switch self {
        case .logBehindLedger:
            "recovery.logBehindLedger: the ordering log ends before the ledger does; restore both from one backup"
        case .ownBatchSkipped(let reason):
            "recovery.batchSkipped: the ledger does not accept this node's batches (\(reason)); "
                + "another process may run with the same keys"
        }
    }
}
