import Crypto
import Foundation
import LedgerFormat
import LedgerStore
import Logging
import Ordering
import RecordContract
import Synchronization
import Testing

@testable import NodeCore

/// A log whose cluster answers and has room for as long as a test lets it.
final class InterruptedLog: OrderingLog {
    private let log: EmbeddedOrderingLog
    private let isAnswering = Mutex(true)
    private let isFull = Mutex(false)

    init(_ log: EmbeddedOrderingLog) { self.log = log }

    func answer(_ answers: Bool) { isAnswering.withLock { $0 = answers } }
    func fill(_ full: Bool) { isFull.withLock { $0 = full } }

    var epoch: UInt32 { log.epoch }

    func append(_ batch: Batch) async throws(OrderingError) -> LogPosition {
        guard isAnswering.withLock({ $0 }) else {
            try? await Task.sleep(for: .milliseconds(1))
            throw .unavailable
        }
        return try await log.append(batch)
    }

    func batches(after position: LogPosition?) -> OrderedBatches { log.batches(after: position) }
    func trim(through position: LogPosition) async throws(OrderingError) { try await log.trim(through: position) }
    func close() async { await log.close() }

    func status() async throws(OrderingError) -> OrderingLogStatus {
        guard isAnswering.withLock({ $0 }) else { throw .unavailable }
        let status = try await log.status()
        guard isFull.withLock({ $0 }) else { return status }
        return OrderingLogStatus(last: status.last, reached: status.reached, bytes: 1, capacity: 1)
    }
}

/// What becomes of transactions while the log's cluster does not answer, or has no room.
@Suite struct OutageTests {
    private struct Running: Sendable {
        let network: TestNetwork
        let pipeline: NodePipeline
        let ledger: Ledger
        let log: InterruptedLog
        let people: (TestPerson, TestPerson)

        func request() throws -> [UInt8] { try network.request(people.0, people.1) }

        /// Submits a new request, which must end with `code`.
        func expect(_ code: String?) async throws {
            let request = try request()
            #expect(await self.code(request) == code)
        }

        func code(_ transaction: [UInt8]) async -> String? {
            do {
                let recorded = try await pipeline.submit(transaction)
                return recorded.outcome.rejection?.rawValue
            } catch {
                return error.code
            }
        }

        /// Submits the same bytes until they are not refused with `code` any more, and returns what came then.
        func codeAfter(_ code: String, _ transaction: [UInt8]) async -> String? {
            for _ in 0..<60_000 {
                let found = await self.code(transaction)
                if found != code { return found }
                try? await Task.sleep(for: .milliseconds(1))
            }
            return code
        }
    }

    private func run(idleBatches: Int64?, _ body: @Sendable (Running) async throws -> Void) async throws {
        let network = try TestNetwork()
        let people = try await network.run { node in
            (try await network.register(.physician, node), try await network.register(.patient, node))
        }
        let keys = try NodeKeys(reading: network.data.keys)
        let ledger = try Ledger(opening: network.data.ledgerDatabase)
        let log = InterruptedLog(try EmbeddedOrderingLog(opening: network.data.log, epoch: 1))
        var limits = PipelineLimits()
        limits.blocksPerTrim = 1
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let node = try #require(network.genesis.nodeIDs[1])
        let pipeline = NodePipeline(
            .init(
                ledger: ledger, log: log, node: node, signer: P256PublicKey(keys.signing.publicKey).thumbprint,
                attestationKey: keys.attestation, clock: network.time.clock, limits: limits, idleBatches: idleBatches,
                metrics: NodeMetrics(), logger: logger, onCommit: { _ in }, onErasure: { _ in },
                checkContent: { _, _ in })
        )
        try await pipeline.recover()
        let running = Running(network: network, pipeline: pipeline, ledger: ledger, log: log, people: people)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pipeline.run() }
            let result: Result<Void, any Error>
            do { result = .success(try await body(running)) } catch { result = .failure(error) }
            pipeline.stop()
            try await group.waitForAll()
            try result.get()
        }
    }

    @Test func whatCannotBeOrderedIsRefusedAndDoneOnceLater() async throws {
        try await run(idleBatches: nil) { running in
            try await running.expect(nil)
            running.log.answer(false)
            let (waiting, refused) = (try running.request(), try running.request())
            #expect(await running.code(waiting) == "unavailable")
            #expect(await running.code(refused) == "unavailable")
            let height = running.ledger.height
            running.log.answer(true)
            // The same bytes: what waited was ordered meanwhile and gets its first result, what was refused is new.
            #expect(await running.codeAfter("unavailable", waiting) == nil)
            #expect(await running.codeAfter("unavailable", refused) == nil)
            #expect(try await running.pipeline.submit(waiting).height == height + 1)
        }
    }

    @Test func anOutageDoesNotKeepANodeFromStopping() async throws {
        try await run(idleBatches: nil) { running in
            running.log.answer(false)
            try await running.expect("unavailable")
        }
    }

    @Test func anIdleNodeMovesTheClockOn() async throws {
        try await run(idleBatches: 10_000) { running in
            let (height, time) = (running.ledger.height, running.ledger.header.time)
            for _ in 0..<60_000 where running.ledger.height < height + 3 {
                running.network.time.advance(milliseconds: 10_000)
                try await Task.sleep(for: .milliseconds(1))
            }
            #expect(running.ledger.height >= height + 3)
            #expect(running.ledger.header.time >= time.advanced(byMilliseconds: 20_000))
        }
    }

    @Test func aFullLogRefusesUntilThereIsRoom() async throws {
        try await run(idleBatches: 10_000) { running in
            running.log.fill(true)
            // The block after which it is noticed.
            try await running.expect(nil)
            var code: String?
            for _ in 0..<1_000 where code == nil {
                let request = try running.request()
                code = await running.code(request)
            }
            #expect(code == "busy")
            running.log.fill(false)
            // Empty batches go on, and with one of them the room is noticed.
            let request = try running.request()
            for _ in 0..<60_000 where code == "busy" {
                running.network.time.advance(milliseconds: 10_000)
                code = await running.code(request)
                try await Task.sleep(for: .milliseconds(1))
            }
            #expect(code == nil)
        }
    }
}
