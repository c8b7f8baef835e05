import Foundation
import LedgerFormat
import Ordering
import RecordContract
import Testing

@testable import NodeCore

@Suite struct PipelineTests {
    @Test func manySubmittersGetEachTheirOwnResult() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physicians = try await network.physicians(forRequests: 200, node)
            let transactions = try network.requests(200, by: physicians, to: patient)
            let answers = await node.submitMany(transactions)
            var places: Set<[UInt64]> = []
            for (transaction, answer) in zip(transactions, answers) {
                let recorded = try answer.get()
                #expect(recorded.outcome.rejection == nil)
                #expect(recorded.hash == (try Transaction(parsing: transaction)).hash)
                #expect(places.insert([recorded.height, UInt64(recorded.index)]).inserted)
            }
            // Group commit: while a batch was being made durable, others gathered.
            #expect(Set(places.map { $0[0] }).count < 200)
        }
    }

    @Test func anExactRepeatGetsTheFirstResultAndAReusedIDIsRejected() async throws {
        let network = try TestNetwork()
        let (repeated, first) = try await network.run { node in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            let id = EntityID.fresh()
            let transaction = try network.request(physician, patient, id: id)
            async let left = node.submit(transaction)
            async let right = node.submit(transaction)
            let (first, second) = (try await left, try await right)
            #expect(first.height == second.height && first.index == second.index)
            let third = try await node.submit(transaction)
            #expect(third.height == first.height && third.outcome.encoded == first.outcome.encoded)
            let other = try await node.submit(try network.request(physician, patient, id: id))
            #expect(other.outcome.rejection == .transactionIDReused)
            return (transaction, first)
        }
        // After a restart, and when it has expired since.
        try await network.run { (node: Node) async throws -> Void in
            #expect(try await node.submit(repeated).height == first.height)
            network.time.advance(milliseconds: 7_200_000)
            #expect(try await node.submit(repeated).height == first.height)
        }
    }

    @Test func admissionRefusesWhatCannotCount() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let height = node.height
            func code(_ transaction: [UInt8]) async -> String? {
                do {
                    _ = try await node.submit(transaction)
                    return nil
                } catch {
                    return error.code
                }
            }
            let revoke = AccessRevoke(grant: .fresh())
            let good = try patient.sign(revoke, at: network.time.now)
            #expect(await code(Array("no JWS".utf8)) == "transaction.syntax")
            #expect(
                await code(try TestPerson(network: network.genesis.network).sign(revoke, at: network.time.now))
                    == "key.unknown")
            #expect(await code(try patient.sign(revoke, at: network.time.now, network: .zero)) == "transaction.network")
            let old = network.time.now.advanced(byMilliseconds: -10_000)
            #expect(await code(try patient.sign(revoke, at: old, lifetime: 5_000)) == "transaction.expired")
            let early = network.time.now.advanced(byMilliseconds: 300_000)
            #expect(await code(try patient.sign(revoke, at: early)) == "transaction.lifetime")
            let other = try patient.sign(revoke, at: network.time.now)
            let forged =
                Array(good.prefix { _ in true }.split(separator: 46).dropLast().joined(separator: [46]))
                + [46] + Array(other.split(separator: 46)[2])
            #expect(await code(forged) == "transaction.signature")
            #expect(node.height == height)
        }
    }

    @Test func aFullQueueAnswersBusyAndLosesNothing() async throws {
        let network = try TestNetwork()
        var limits = NodeConfiguration.Limits()
        limits.queuedTransactions = 4
        try await network.run(limits) { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            var open = try (0..<64).map { _ in try network.request(physician, patient) }
            let hashes = try open.map { try Transaction(parsing: $0).hash }
            var busy = 0
            var recorded: Set<TransactionHash> = []
            while !open.isEmpty {
                let answers = await node.submitMany(open)
                var rest: [[UInt8]] = []
                for (transaction, answer) in zip(open, answers) {
                    switch answer {
                    case .success(let result): #expect(recorded.insert(result.hash).inserted)
                    case .failure(let error):
                        #expect(error == .busy)
                        busy += 1
                        rest.append(transaction)
                    }
                }
                open = rest
            }
            #expect(recorded == Set(hashes))
            #expect(busy > 0)
        }
    }

    @Test func aSignerHasABoundOfTheirOwn() async throws {
        let network = try TestNetwork()
        var limits = NodeConfiguration.Limits()
        limits.waitingPerSigner = 2
        try await network.run(limits) { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            let answers = await node.submitMany(try (0..<64).map { _ in try network.request(physician, patient) })
            let codes = Set(
                answers.compactMap { answer -> String? in
                    guard case .failure(let error) = answer else { return nil }
                    return error.code
                })
            #expect(codes == ["tooManyRequests"])
            // Whoever was answered frees their place.
            #expect(try await node.submit(try network.request(physician, patient)).outcome.rejection == nil)
        }
    }

    @Test func aStoppingNodeFinishesWhatItTookAndRefusesTheRest() async throws {
        let network = try TestNetwork()
        let (hashes, heights) = try await network.run { node in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            let transactions = try (0..<50).map { _ in try network.request(physician, patient) }
            async let answers = node.submitMany(transactions)
            await Task.yield()
            node.stop()
            var hashes: [TransactionHash] = []
            var heights: [UInt64] = []
            for answer in await answers {
                switch answer {
                case .success(let recorded):
                    hashes.append(recorded.hash)
                    heights.append(recorded.height)
                case .failure(let error): #expect(error == .stopping)
                }
            }
            await #expect(throws: NodeError.stopping) { _ = try await node.submit(transactions[0]) }
            return (hashes, heights)
        }
        try await network.run { (node: Node) async throws -> Void in
            for (hash, height) in zip(hashes, heights) {
                #expect(try heightOnLedger(hash, node) == height)
            }
        }
    }

    @Test func contentMustBeHereBeforeARecordNamesIt() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let missing = cid(of: [1, 2, 3])
            let content = RecordContent(
                category: .clinical, payload: missing, size: 3, envelope: missing, compartmentVersion: 1, threshold: 1,
                shares: [.init(organisation: network.hospital, commitment: .zero)])
            let add = RecordAdd(patient: patient.id, record: .fresh(), content: content)
            await #expect(throws: NodeError(Rejection(.recordStorage))) {
                _ = try await node.submit(try patient.sign(add, at: network.time.now))
            }
        }
    }
}
