import Foundation
import LedgerFormat
import Ordering
import Testing

@testable import EtcdOrdering

/// The log over a real etcd with several nodes and with whoever writes past it.
@Suite(.serialized) struct EtcdOrderingLogTests {
    @Test func twoNodesSeeOneOrder() async throws {
        let cluster = try RunningCluster(members: 1)
        var (first, second) = (BatchMaker(1), BatchMaker(2))
        let one = try await open(cluster.settings(first))
        let two = try await open(cluster.settings(second))
        var positions: [LogPosition: Hash256] = [:]
        for number in 0..<10 {
            let mine = try first.next([[UInt8(number)]])
            let theirs = try second.next()
            async let left = one.append(mine)
            async let right = two.append(theirs)
            positions[try await left] = mine.hash
            positions[try await right] = theirs.hash
        }
        let expected = positions.sorted { $0.key < $1.key }.map(\.value)
        #expect(positions.count == 20)
        #expect(try await read(one, 20) == expected)
        #expect(try await read(two, 20) == expected)
        // Resuming goes on after the position, and a reader that waits is told of what comes.
        let fifth = positions.keys.sorted()[4]
        #expect(try await read(two, after: fifth, 15) == Array(expected.dropFirst(5)))
        async let waiting = read(one, after: positions.keys.max(), 1)
        let last = try first.next()
        let end = try await one.append(last)
        #expect(try await waiting == [last.hash])
        #expect(try await one.status().last == end)
        #expect(try await one.status().reached == end)
        await #expect(throws: OrderingError.epochMismatch(found: 1)) {
            try await read(one, after: LogPosition(epoch: 2, revision: 1), 1)
        }
        await one.close()
        await #expect(throws: OrderingError.closed) { try await one.append(try first.next()) }
        await two.close()
    }

    @Test func whatIsNoBatchOfItsNodePassesWithoutOne() async throws {
        let cluster = try RunningCluster(members: 1)
        var (first, second) = (BatchMaker(1), BatchMaker(2))
        let settings = try cluster.settings(first)
        let log = try await open(settings)
        let before = try first.next()
        _ = try await log.append(before)
        let raw = try RawWriter(settings)
        let foreign = try second.next()
        // Foreign bytes; another node's batch under a third's key; two keys in one transaction; a key that is deleted.
        try await raw.put([(settings.batches + second.node.canonical, Array("nonsense".utf8))])
        try await raw.put([(settings.batches + BatchMaker(3).node.canonical, foreign.encoded)])
        try await raw.put([
            (settings.batches + second.node.canonical, foreign.encoded),
            (settings.batches + BatchMaker(4).node.canonical, foreign.encoded),
        ])
        try cluster.control(["del", settings.batches + second.node.canonical])
        let after = try first.next()
        _ = try await log.append(after)
        var seen: [String] = []
        for try await entry in log.batches(after: nil) {
            if case .batch(let ordered) = entry {
                seen.append(ordered.batch.hash == before.hash ? "before" : "after")
                if ordered.batch.hash == after.hash { break }
            } else {
                seen.append("empty")
            }
        }
        #expect(seen == ["before", "empty", "empty", "empty", "empty", "after"])
        await raw.member.close()
        await log.close()
    }

    @Test func whoeverWritesUnderTheNodesKeyIsOverwritten() async throws {
        let cluster = try RunningCluster(members: 1)
        var (maker, stranger) = (BatchMaker(1), BatchMaker(2))
        // Batches that name this node, by somebody who lacks its key.
        var forger = BatchMaker(1)
        let settings = try cluster.settings(maker)
        let log = try await open(settings)
        let raw = try RawWriter(settings)
        let key = settings.batches + maker.node.canonical
        let first = try maker.next()
        let forgeries = [Array("nonsense".utf8), try stranger.next().encoded, try forger.next([[9]]).encoded]
        _ = try await log.append(first)
        var sent = [first.hash]
        // The last is the node's own first batch, replayed.
        for value in forgeries + [first.encoded] {
            try await raw.put([(key, value)])
            let batch = try maker.next()
            _ = try await log.append(batch)
            sent.append(batch.hash)
        }
        try cluster.control(["del", key])
        let last = try maker.next()
        _ = try await log.append(last)
        sent.append(last.hash)
        // Execution tells the forged and the replayed one by signature and sequence: here they are places like others.
        let seen = try await read(log, sent.count + 2)
        #expect(seen.filter(Set(sent).contains) == [sent[0], sent[1], sent[2], sent[3], sent[0], sent[4], sent[5]])
        await raw.member.close()
        await log.close()
    }

    @Test func anAttemptWhoseAnswerGotLostIsNotRepeated() async throws {
        let cluster = try RunningCluster(members: 1)
        var maker = BatchMaker(1)
        let settings = try cluster.settings(maker)
        let log = try await open(settings)
        let (first, second) = (try maker.next(), try maker.next())
        _ = try await log.append(first)
        let raw = try RawWriter(settings)
        // What the cluster carried out without being able to say so.
        try await raw.put([(settings.batches + maker.node.canonical, second.encoded)])
        let position = try await log.append(second)
        #expect(try await log.status().last == position)
        let third = try maker.next()
        _ = try await log.append(third)
        #expect(try await read(log, 3) == [first.hash, second.hash, third.hash])
        await raw.member.close()
        await log.close()
    }

    @Test func anotherProcessWithTheSameKeyIsNoticed() async throws {
        let cluster = try RunningCluster(members: 1)
        var maker = BatchMaker(1)
        let log = try await open(cluster.settings(maker))
        var twin = maker
        let other = try await open(cluster.settings(maker))
        let mine = try maker.next([[1]])
        _ = try await log.append(mine)
        let fromTwin = try twin.next([[2]])
        await #expect(throws: OrderingError.inUse) { try await other.append(fromTwin) }
        #expect(try await read(log, 1) == [mine.hash])
        await log.close()
        await other.close()
    }

    @Test func whatEveryNodeHoldsIsForgottenAndUnderPressureWhatAMajorityHolds() async throws {
        let cluster = try RunningCluster(members: 1)
        let makers = (1...3).map { BatchMaker($0) }
        var first = makers[0]
        var logs: [EtcdOrderingLog] = []
        for maker in makers { logs.append(try await open(cluster.settings(maker, nodes: makers))) }
        var positions: [LogPosition] = []
        for _ in 0..<6 { positions.append(try await logs[0].append(try first.next())) }
        try await logs[0].trim(through: positions[5])
        try await logs[1].trim(through: positions[3])
        // The third has held nothing yet, and there is room.
        #expect(try await read(logs[2], 6).count == 6)
        try await logs[2].trim(through: positions[1])
        await #expect(throws: OrderingError.trimmed) { try await read(logs[2], 6) }
        #expect(try await read(logs[2], after: positions[1], 4).count == 4)
        // With a quarter of a (small) quota used, two of three are enough.
        var pressed = try cluster.settings(makers[1], nodes: makers)
        pressed.quotaBytes = 4_096
        let second = try await open(pressed)
        #expect(try await second.status().isNearCapacity)
        try await second.trim(through: positions[3])
        await #expect(throws: OrderingError.trimmed) { try await read(logs[2], after: positions[1], 4) }
        #expect(try await read(logs[2], after: positions[3], 2).count == 2)
        // Whoever comes late has nothing left to do.
        try await logs[2].trim(through: positions[2])
        for log in logs + [second] { await log.close() }
    }

    @Test func aFullClusterSaysSo() async throws {
        let cluster = try RunningCluster(members: 1, quotaBytes: 4 << 20)
        var maker = BatchMaker(1)
        let log = try await open(cluster.settings(maker))
        let large = Array(repeating: Array(repeating: UInt8(7), count: 60_000), count: 16)
        var (ordered, refused) = (0, false)
        while !refused, ordered < 10 {
            let batch = try maker.next(large)
            do {
                _ = try await log.append(batch)
                ordered += 1
            } catch OrderingError.capacityReached {
                refused = true
            }
        }
        #expect(refused)
        #expect(try await log.status().isNearCapacity)
        #expect(try await read(log, ordered).count == ordered)
        await log.close()
    }
}
