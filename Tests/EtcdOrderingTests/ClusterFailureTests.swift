import Foundation
import LedgerFormat
import Ordering
import Testing

@testable import EtcdOrdering

/// A real cluster of three whose members die, come back, forget, or belong to somebody else.
@Suite(.serialized) struct ClusterFailureTests {
    @Test func nothingIsLostOrDoubledWhenLeadersAreKilled() async throws {
        let cluster = try RunningCluster(members: 3)
        var maker = BatchMaker(1)
        let log = try await open(cluster.settings(maker, first: 1))
        // One who reads all the time is told each batch once, whichever member tells it.
        async let told = read(log, 15)
        var sent: [Hash256] = []
        for _ in 0..<3 {
            let leader = try await cluster.leader()
            for number in 0..<5 {
                let batch = try maker.next()
                async let position = log.append(batch)
                // The request may be on its way, carried out, or not begun.
                if number == 2 { cluster.kill(leader) }
                _ = try await position
                sent.append(batch.hash)
            }
            try cluster.start(leader)
        }
        #expect(try await told == sent)
        #expect(try await read(log, 15) == sent)
        await log.close()
    }

    @Test func withoutAMajorityItSaysSoAndThenGoesOn() async throws {
        let cluster = try RunningCluster(members: 3)
        var maker = BatchMaker(1)
        var settings = try cluster.settings(maker)
        settings.patience = .seconds(4)
        let log = try await open(settings)
        let (first, second) = (try maker.next(), try maker.next())
        _ = try await log.append(first)
        cluster.kill(1)
        cluster.kill(2)
        await #expect(throws: OrderingError.unavailable) { try await log.append(second) }
        await #expect(throws: OrderingError.unavailable) { try await log.status() }
        try cluster.start(1)
        var position: LogPosition?
        for _ in 0..<100 where position == nil {
            do { position = try await log.append(second) } catch OrderingError.unavailable {}
        }
        #expect(position != nil)
        #expect(try await read(log, 2) == [first.hash, second.hash])
        await log.close()
    }

    @Test func aClusterRestoredFromABackupIsNoticed() async throws {
        let cluster = try RunningCluster(members: 1)
        var maker = BatchMaker(1)
        let log = try await open(cluster.settings(maker))
        _ = try await log.append(try maker.next())
        cluster.kill(0)
        try FileManager.default.copyItem(atPath: cluster.data(0), toPath: cluster.folder + "/backup")
        try cluster.start(0)
        var reached: LogPosition?
        for _ in 0..<3 { reached = try await log.append(try maker.next()) }
        cluster.kill(0)
        try FileManager.default.removeItem(atPath: cluster.data(0))
        try FileManager.default.copyItem(atPath: cluster.folder + "/backup", toPath: cluster.data(0))
        try cluster.start(0)
        // One that ran on, and one that starts anew with what its ledger has executed.
        let next = try maker.next()
        await #expect(throws: OrderingError.beyondEnd) { try await log.append(next) }
        await #expect(throws: OrderingError.beyondEnd) { try await log.status() }
        let settings = try cluster.settings(maker)
        await #expect(throws: OrderingError.beyondEnd) { try await open(settings, reached: reached) }
        await log.close()
    }

    @Test func anotherClusterIsNoticed() async throws {
        let cluster = try RunningCluster(members: 1)
        var maker = BatchMaker(1)
        let log = try await open(cluster.settings(maker))
        let (identifier, first) = (log.clusterID, try maker.next())
        _ = try await log.append(first)
        cluster.kill(0)
        try FileManager.default.removeItem(atPath: cluster.data(0))
        cluster.token = "second"
        try cluster.start(0)
        let next = try maker.next()
        await #expect(throws: OrderingError.clusterChanged) { try await log.append(next) }
        let settings = try cluster.settings(maker)
        await #expect(throws: OrderingError.clusterChanged) { try await open(settings, clusterID: identifier) }
        await #expect(throws: OrderingError.clusterChanged) { try await read(log, 1) }
        await log.close()
    }

    @Test func aNodeMayWriteItsOwnKeysAlone() async throws {
        let cluster = try RunningCluster(members: 3)
        var first = BatchMaker(1)
        let (second, stranger) = (BatchMaker(2), BatchMaker(3))
        try cluster.authenticate([first, second])
        let settings = try cluster.settings(first, nodes: [first, second])
        let log = try await open(settings)
        let batch = try first.next()
        let position = try await log.append(batch)
        try await log.trim(through: position)
        // The second reads what the first wrote, and cannot write under its key.
        let other = try await open(cluster.settings(second))
        #expect(try await read(other, 1) == [batch.hash])
        var pretender = try cluster.settings(second)
        pretender.node = first.node
        let pretending = try await open(pretender)
        let forged = try first.next()
        await #expect(throws: OrderingError.forbidden) { try await pretending.append(forged) }
        // Whom the cluster does not know may not even read, nor may whom another authority certified.
        let unknown = try cluster.settings(stranger)
        await #expect(throws: OrderingError.forbidden) { try await open(unknown) }
        var elsewhere = settings
        let authority = try TestAuthority()
        let foreign = try authority.certificate(for: first.node.canonical)
        elsewhere.certificate = .init(
            chain: foreign.chain, privateKey: foreign.privateKey, trustRoots: settings.certificate.trustRoots)
        elsewhere.requestTimeout = .milliseconds(500)
        await #expect(throws: OrderingError.unavailable) {
            try await EtcdOrderingLog(opening: elsewhere, clusterID: nil, reached: nil)
        }
        // Nor is a member believed that another authority certified.
        var deceived = settings
        deceived.certificate = .init(
            chain: settings.certificate.chain, privateKey: settings.certificate.privateKey,
            trustRoots: foreign.trustRoots)
        await #expect(throws: OrderingError.unavailable) {
            try await EtcdOrderingLog(opening: deceived, clusterID: nil, reached: nil)
        }
        var missing = settings
        missing.certificate = .init(chain: "/nonexistent", privateKey: "/nonexistent", trustRoots: "/nonexistent")
        await #expect(throws: OrderingError.certificate) {
            try await EtcdOrderingLog(opening: missing, clusterID: nil, reached: nil)
        }
        for log in [log, other, pretending] { await log.close() }
        withExtendedLifetime(authority) {}
    }
}
