import Foundation
import LedgerFormat
import Testing

@testable import Ordering

@Suite struct EmbeddedOrderingLogTests {
    private let small = EmbeddedOrderingLog.Limits(segmentBytes: 2_000, totalBytes: 1 << 30)

    @Test func deliversInOrderFromAnyPositionAndAgainAfterReopening() async throws {
        let folder = try TemporaryFolder()
        let batches = try await fill(folder.path, count: 40, limits: small)
        #expect(try segments(folder.path).count > 3)
        for _ in 0..<2 {
            let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1, limits: small)
            #expect(log.lastPosition == LogPosition(epoch: 1, revision: 40))
            for start in [0, 1, 7, 39] {
                let position = start == 0 ? nil : LogPosition(epoch: 1, revision: UInt64(start))
                let found = try await read(log, after: position, count: 40 - start)
                #expect(found.map(\.batch.hash) == batches[start...].map(\.hash))
                #expect(found.map(\.position.revision) == Array(UInt64(start + 1)...40))
            }
            await log.close()
        }
    }

    @Test func readersGetNewBatchesAndEndWithTheLog() async throws {
        let folder = try TemporaryFolder()
        let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1)
        let reader = Task { () -> [UInt64] in
            var revisions: [UInt64] = []
            for try await batch in log.batches(after: nil) { revisions.append(batch.position.revision) }
            return revisions
        }
        var maker = BatchMaker()
        for _ in 0..<300 { _ = try await log.append(try maker.next()) }
        // Beyond what stands in memory, a slow reader reads files and then follows.
        let late = try await read(log, count: 300)
        #expect(late.count == 300)
        let cancelled = Task { try await read(log, after: LogPosition(epoch: 1, revision: 300), count: 1) }
        cancelled.cancel()
        #expect(try await cancelled.value.isEmpty)
        // The reader gets everything before the end when it has read it before the log closes.
        while log.lastPosition?.revision != 300 { await Task.yield() }
        await log.close()
        let revisions = try await reader.value
        #expect(revisions == Array(1..<UInt64(revisions.count + 1)))
        await #expect(throws: OrderingError.closed) { _ = try await log.append(try maker.next()) }
    }

    @Test func refusesASecondOpeningOtherEpochsAndPositionsItDoesNotHave() async throws {
        let folder = try TemporaryFolder()
        _ = try await fill(folder.path, count: 3)
        #expect(throws: OrderingError.epochMismatch(found: 1)) {
            try EmbeddedOrderingLog(opening: folder.path, epoch: 2)
        }
        let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1)
        #expect(throws: OrderingError.inUse) { try EmbeddedOrderingLog(opening: folder.path, epoch: 1) }
        await #expect(throws: OrderingError.beyondEnd) {
            _ = try await read(log, after: LogPosition(epoch: 1, revision: 4), count: 1)
        }
        await #expect(throws: OrderingError.epochMismatch(found: 1)) {
            _ = try await read(log, after: LogPosition(epoch: 2, revision: 1), count: 1)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: try segments(folder.path)[0])[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func oneBatchInFlight() async throws {
        let folder = try TemporaryFolder()
        let gate = DispatchSemaphore(value: 0)
        let entered = DispatchSemaphore(value: 0)
        var calls = LogSystemCalls.real
        let log: EmbeddedOrderingLog
        do {
            _ = try EmbeddedOrderingLog(opening: folder.path, epoch: 1)
            calls.synchronise = { _ in
                entered.signal()
                gate.wait()
                return 0
            }
            log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1, calls: calls)
        }
        var maker = BatchMaker()
        let (first, second) = (try maker.next(), try maker.next())
        let pending = Task { try await log.append(first) }
        await wait(for: entered)
        await #expect(throws: OrderingError.appendInFlight) { _ = try await log.append(second) }
        #expect(log.lastPosition == nil)
        gate.signal()
        #expect(try await pending.value.revision == 1)
    }

    @Test func trimsWholeSegmentsAndNeverTheLast() async throws {
        let folder = try TemporaryFolder()
        let batches = try await fill(folder.path, count: 40, limits: small)
        let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1, limits: small)
        let before = try await log.status().bytes
        try await log.trim(through: LogPosition(epoch: 1, revision: 20))
        #expect(try await log.status().bytes < before)
        let rest = try await read(log, after: LogPosition(epoch: 1, revision: 20), count: 20)
        #expect(rest.map(\.batch.hash) == batches[20...].map(\.hash))
        await #expect(throws: OrderingError.trimmed) {
            _ = try await read(log, after: LogPosition(epoch: 1, revision: 1), count: 1)
        }
        try await log.trim(through: LogPosition(epoch: 1, revision: 40))
        #expect(try segments(folder.path).count == 1)
        #expect(log.lastPosition?.revision == 40)
    }

    @Test func refusesBeyondItsCapacityUntilTrimmed() async throws {
        let folder = try TemporaryFolder()
        let limits = EmbeddedOrderingLog.Limits(segmentBytes: 1_000, totalBytes: 4_000)
        let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1, limits: limits)
        var maker = BatchMaker()
        var last: LogPosition?
        var refused: Batch?
        while refused == nil {
            let batch = try maker.next()
            do { last = try await log.append(batch) } catch OrderingError.capacityReached { refused = batch }
        }
        #expect(try await log.status().isNearCapacity)
        let position = try #require(last)
        try await log.trim(through: position)
        #expect(try await log.append(try #require(refused)).revision == position.revision + 1)
    }

    @Test func aFullDiskKeepsNothingHalf() async throws {
        let folder = try TemporaryFolder()
        _ = try await fill(folder.path, count: 2)
        let isFull = Flag()
        var calls = LogSystemCalls.real
        calls.write = { descriptor, bytes, offset in
            guard isFull.value else { return LogSystemCalls.real.write(descriptor, bytes, offset) }
            if bytes.count > 10 {
                return LogSystemCalls.real.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<10]), offset)
            }
            errno = ENOSPC
            return -1
        }
        var maker = BatchMaker()
        do {
            let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1, calls: calls)
            isFull.value = true
            let batch = try maker.next()
            // Ten bytes at a time are written until fewer remain: then the disk is full.
            await #expect(throws: OrderingError.diskFull) { _ = try await log.append(batch) }
            isFull.value = false
            #expect(try await log.append(batch).revision == 3)
            await log.close()
        }
        let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1)
        #expect(try await read(log, count: 3).last?.batch.heading.sequence == 1)
    }

    @Test func afterAFailedSynchronisationNothingMoreIsTaken() async throws {
        let folder = try TemporaryFolder()
        _ = try await fill(folder.path, count: 1)
        var calls = LogSystemCalls.real
        calls.synchronise = { _ in
            errno = EIO
            return -1
        }
        var maker = BatchMaker()
        let log = try EmbeddedOrderingLog(opening: folder.path, epoch: 1, calls: calls)
        let batch = try maker.next()
        await #expect(throws: OrderingError.storageFailed(operation: "synchronise", systemError: EIO)) {
            _ = try await log.append(batch)
        }
        await #expect(throws: OrderingError.stopped) { _ = try await log.append(batch) }
        #expect(log.lastPosition?.revision == 1)
    }

    /// Waits for a semaphore off the cooperative threads.
    private func wait(for semaphore: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                semaphore.wait()
                continuation.resume()
            }
        }
    }
}

/// A switch that a system call reads from another thread.
final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var on = false

    var value: Bool {
        get { lock.withLock { on } }
        set { lock.withLock { on = newValue } }
    }
}
