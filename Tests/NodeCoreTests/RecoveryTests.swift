import Foundation
import LedgerFormat
import Ordering
import RecordContract
import Testing

@testable import NodeCore

@Suite struct RecoveryTests {
    /// What a machine may hold after a crash: the log has everything that was acknowledged, the ledger any earlier
    /// state.
    @Test func nothingAcknowledgedIsLostWhereverTheLedgerStopped() async throws {
        let network = try TestNetwork()
        var stages: [String] = []
        var acknowledged: [TransactionHash] = []
        let people = try await network.run { node in
            (try await network.register(.patient, node), try await network.physicians(forRequests: 100, node))
        }
        for stage in 0..<4 {
            let copy = network.folder.path + "/ledger-\(stage)"
            try FileManager.default.copyItem(atPath: network.data.ledger, toPath: copy)
            stages.append(copy)
            acknowledged += try await network.run { node in
                let answers = await node.submitMany(try network.requests(20, by: people.1, to: people.0))
                return try answers.map { try $0.get().hash }
            }
        }
        let last = try await network.run { node in
            (node.height, try await node.headers(from: node.height, limit: 1)[0].hash)
        }
        let known = acknowledged
        for stage in stages {
            let crashed = DataDirectory(stage + "-node")
            try FileManager.default.copyItem(atPath: network.data.path, toPath: crashed.path)
            try FileManager.default.removeItem(atPath: crashed.ledger)
            try FileManager.default.copyItem(atPath: stage, toPath: crashed.ledger)
            try await network.run(in: crashed) { (node: Node) async throws -> Void in
                #expect(node.height == last.0)
                #expect(try await node.headers(from: node.height, limit: 1)[0].hash == last.1)
                for hash in known { #expect(try heightOnLedger(hash, node) != nil) }
                // The chain of batches goes on.
                let request = try network.request(people.1[6], people.0)
                #expect(try await node.submit(request).outcome.rejection == nil)
            }
        }
    }

    /// Killed at any moment: a ledger from before, and a log that was copied while the node was writing to it.
    @Test func aLogCopiedWhileItIsWrittenHoldsWhatWasAcknowledged() async throws {
        let network = try TestNetwork()
        let people = try await network.run { node in
            (try await network.register(.patient, node), try await network.physicians(forRequests: 100, node))
        }
        let before = network.folder.path + "/before"
        try FileManager.default.copyItem(atPath: network.data.path, toPath: before)
        let copies = try await network.run { node -> [(path: String, acknowledged: [TransactionHash])] in
            var copies: [(path: String, acknowledged: [TransactionHash])] = []
            var acknowledged: [TransactionHash] = []
            for round in 0..<5 {
                async let more = node.submitMany(try network.requests(15, by: people.1, to: people.0))
                await Task.yield()
                let path = network.folder.path + "/crash-\(round)"
                try FileManager.default.copyItem(atPath: before, toPath: path)
                try FileManager.default.removeItem(atPath: path + "/log")
                let known = acknowledged
                try FileManager.default.copyItem(atPath: network.data.log, toPath: path + "/log")
                copies.append((path, known))
                acknowledged += try await more.map { try $0.get().hash }
            }
            return copies
        }
        for copy in copies {
            try await network.run(in: DataDirectory(copy.path)) { (node: Node) async throws -> Void in
                for hash in copy.acknowledged { #expect(try heightOnLedger(hash, node) != nil) }
                #expect(try await node.submit(try network.request(people.1[6], people.0)).outcome.rejection == nil)
            }
        }
    }

    @Test func aLogThatEndsBeforeTheLedgerStopsTheNode() async throws {
        let network = try TestNetwork()
        let log = network.folder.path + "/log"
        _ = try await network.run { node in try await network.register(.patient, node) }
        try FileManager.default.copyItem(atPath: network.data.log, toPath: log)
        _ = try await network.run { node in try await network.register(.patient, node) }
        try FileManager.default.removeItem(atPath: network.data.log)
        try FileManager.default.copyItem(atPath: log, toPath: network.data.log)
        await #expect(throws: PipelineFailure.self) { try await network.run { _ in } }
        // Without any log at all, too.
        try FileManager.default.removeItem(atPath: network.data.log)
        await #expect(throws: PipelineFailure.self) { try await network.run { _ in } }
    }

    @Test func aDataDirectoryServesOneProcess() async throws {
        let network = try TestNetwork()
        try await network.run { (_: Node) async throws -> Void in
            await #expect(throws: SetupError.self) { try await network.run { _ in } }
        }
    }
}
