import Crypto
import Foundation
import LedgerFormat
import RecordContract
import SealedRecord
import Sealing
import Testing

@testable import NodeCore

@Suite struct SharingTests {
    @Test func aShareGoesToTheSignerOfAnAcceptedReadAndToNobodyElse() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let author = try await network.register(.physician, node)
            let reader = try await network.register(.physician, node)
            try await openCompartments(patient, network, node)
            let contribute = try await give(patient, author.id, [.clinical], [.contribute], network, node)
            let record = try await addRecord(by: author, about: patient, .clinical, grant: contribute, network, node)
            let other = try await addRecord(by: patient, about: patient, .clinical, grant: nil, network, node)

            func read(_ who: TestPerson, _ records: [EntityID], _ grant: EntityID?) async throws -> RecordedTransaction
            {
                let read = AccessRead(patient: patient.id, purpose: .treatment, records: records, grant: grant)
                return try await node.submit(try who.sign(read, at: network.time.now))
            }
            func code(_ hash: TransactionHash, _ records: [EntityID]?, _ who: TestPerson) async -> String? {
                do {
                    _ = try await node.release(read: hash, records: records, for: who.principal)
                    return nil
                } catch {
                    return (error as? NodeError)?.code
                }
            }
            let refused = try await read(reader, [record.id], nil)
            #expect(refused.outcome.rejection == .accessDenied)
            #expect(await code(refused.hash, nil, reader) == "release.notAccepted")

            let grant = try await give(patient, reader.id, [], [.read], network, node, reads: 1, records: [record.id])
            let accepted = try await read(reader, [record.id], grant)
            #expect(accepted.outcome.rejection == nil)
            // The patient sees the read; the share is for its signer.
            #expect(await code(accepted.hash, nil, patient) == "notFound")
            #expect(await code(accepted.hash, nil, author) == "notFound")
            #expect(await code(.zero, nil, reader) == "notFound")
            #expect(
                await code(contribute.bytes.count == 16 ? accepted.hash : .zero, [other.id], reader)
                    == "release.notReader")

            let released = try await node.release(read: accepted.hash, records: nil, for: reader.principal)
            #expect(released.map(\.record) == [record.id])
            let share = try ReleasedShare(parsing: released[0].share)
            let key = try SealingPrivateKey(scalar: SecretBytes(reader.sealing.rawRepresentation))
            let b = try ReleasedShare.combine(
                [share], binding: record.binding, read: accepted.hash.bytes, commitments: record.commitments,
                readerKey: key)
            #expect(b == record.halves.b)

            // One view was given: the second is refused.
            #expect(try await read(reader, [record.id], grant).outcome.rejection == .accessUsedUp)
            // The author opens what they wrote, as a logged read.
            let own = try await read(author, [record.id], nil)
            #expect(try await node.release(read: own.hash, records: nil, for: author.principal).count == 1)

            // Who is suspended gets nothing any more, not even for a read from before.
            let suspended = try await node.submit(
                try network.official.sign(IdentitySuspend(identity: reader.id), at: network.time.now))
            #expect(suspended.outcome.rejection == nil)
            #expect(await code(accepted.hash, nil, reader) == "forbidden")
        }
    }

    @Test func uploadsResumeAndAreBoundToTheirIdentifierAndOwner() async throws {
        let network = try TestNetwork()
        var limits = NodeConfiguration.Limits()
        limits.uploadBytesPerIdentity = 300_000
        try await network.run(limits) { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let other = try await network.register(.patient, node)
            let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
            let name = cid(of: content)
            let first = try await node.upload(
                pieces(Array(content[..<70_000])), as: name, offset: 0, size: content.count, for: patient.principal)
            #expect(first == .incomplete(offset: 70_000))
            #expect(try await node.uploadState(of: name, for: patient.principal) == .incomplete(offset: 70_000))
            #expect(try await node.uploadState(of: name, for: other.principal) == .incomplete(offset: 0))
            await #expect(throws: NodeError.self) {
                _ = try await node.upload(
                    pieces(Array(content[..<10])), as: name, offset: 5, size: content.count, for: patient.principal)
            }
            let last = try await node.upload(
                pieces(Array(content[70_000...])), as: name, offset: 70_000, size: content.count, for: patient.principal
            )
            #expect(last == .complete)
            // Other bytes under a name.
            let wrong = [UInt8](repeating: 1, count: 1_000)
            var code: String?
            do {
                _ = try await node.upload(
                    pieces(wrong), as: cid(of: [9]), offset: 0, size: wrong.count, for: patient.principal)
            } catch { code = (error as? NodeError)?.code }
            #expect(code == "content.cidMismatch" || code == "content.tooLarge")
            // The quota of what nothing refers to yet.
            let large = [UInt8](repeating: 7, count: 150_000)
            do {
                _ = try await node.upload(
                    pieces(large), as: cid(of: large), offset: 0, size: large.count, for: patient.principal)
                Issue.record("the quota does not hold")
            } catch { code = (error as? NodeError)?.code }
            #expect(code == "tooManyRequests")
            #expect(
                try await node.upload(
                    pieces(large), as: cid(of: large), offset: 0, size: large.count, for: other.principal)
                    == .complete)
        }
    }

    @Test func checkpointsAndReceiptsVerify() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            let recorded = try await node.submit(try network.request(physician, patient))
            let checkpoint = try Checkpoint(parsing: Array(try await node.checkpoint().utf8))
            #expect(try checkpoint.verifyQuorum(of: network.genesis.organisationSet) == [network.hospital])
            #expect(checkpoint.treeSize == node.height + 1)
            for person in [patient, physician] {
                let bytes = try await node.receipt(recorded.hash, for: person.principal)
                let receipt = try Receipt(parsing: bytes).verify(trusting: network.genesis.network)
                #expect(receipt.hash == recorded.hash && receipt.final && receipt.signatureVerified)
            }
            let stranger = try await network.register(.physician, node)
            await #expect(throws: NodeError.notFound) {
                _ = try await node.receipt(recorded.hash, for: stranger.principal)
            }
            await #expect(throws: NodeError.notFound) { _ = try await node.receipt(.zero, for: stranger.principal) }
        }
    }

    @Test func certificateChainsComeFromTheLedgersFacts() async throws {
        let network = try TestNetwork()
        try await network.run { (node: Node) async throws -> Void in
            let physician = try await network.register(.physician, node)
            let pem = try await node.certificateChain(of: physician.id, for: physician.principal)
            #expect(pem.components(separatedBy: "BEGIN CERTIFICATE").count == 4)
            let waiting = try await network.register(.nurse, verify: false, node)
            await #expect(throws: NodeError.notFound) {
                _ = try await node.certificateChain(of: waiting.id, for: waiting.principal)
            }
        }
    }
}
