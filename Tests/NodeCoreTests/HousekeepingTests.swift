import ContentStore
import Foundation
import LedgerFormat
import RecordContract
import Testing

@testable import NodeCore

/// What a node does by itself: uploads outlive it, and what nothing refers to goes.
@Suite struct HousekeepingTests {
    private let day: Int64 = 86_400_000

    @Test func anUploadGoesOnWhereItStoodBeforeARestart() async throws {
        let network = try TestNetwork()
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * 7 >> 2) }
        let name = cid(of: content)
        let patient = try await network.run { node -> TestPerson in
            let patient = try await network.register(.patient, node)
            let state = try await node.upload(
                pieces(Array(content[..<123_456])), as: name, offset: 0, size: content.count, for: patient.principal)
            #expect(state == .incomplete(offset: 123_456))
            let credentials = try await node.uploadForRegistration(
                pieces([1, 2]), as: cid(of: [1, 2, 3]), offset: 0, size: 3, address: "192.0.2.1")
            #expect(credentials == .incomplete(offset: 2))
            return patient
        }
        try await network.run { (node: Node) async throws -> Void in
            let other = try await network.register(.patient, node)
            #expect(try await node.uploadState(of: name, for: patient.principal) == .incomplete(offset: 123_456))
            #expect(try await node.uploadState(of: name, for: other.principal) == .incomplete(offset: 0))
            let address = try await node.registrationUploadState(of: cid(of: [1, 2, 3]), address: "192.0.2.1")
            #expect(address == .incomplete(offset: 2))
            let state = try await node.upload(
                pieces(Array(content[123_456...])), as: name, offset: 123_456, size: content.count,
                for: patient.principal)
            #expect(state == .complete)
        }
        // Who uploads, and from where, stands in no file of the store.
        let files = try FileManager.default.subpathsOfDirectory(atPath: network.data.content)
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: network.data.content + "/" + file) else { continue }
            #expect(bytes.range(of: Data("192.0.2.1".utf8)) == nil)
            #expect(bytes.range(of: Data(patient.id.canonical.utf8)) == nil)
        }
    }

    @Test func whatNothingRefersToGoesAfterTheGracePeriodAndNothingElse() async throws {
        let network = try TestNetwork()
        let limits = NodeConfiguration.Limits()
        try await network.run(limits) { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            try await openCompartments(patient, network, node)
            let record = try await addRecord(by: patient, about: patient, .clinical, grant: nil, network, node)
            func bring(_ text: String) async throws -> CID {
                try await NodeCoreTests.bring(Array(text.utf8), by: patient, node)
            }
            func isStored(_ cid: CID) async throws -> Bool { try await node.content.exists(cid) }
            let abandoned = try await bring("nobody ever adds this")
            let repeated = try await bring("brought again on the next day")
            let named = try await bring("the envelope of a grant that comes late")
            let collection = ContentCollection(
                ledger: node.ledger, store: node.content, clock: network.time.clock, limits: limits)
            #expect(try await collection.round() == 0)
            network.time.advance(milliseconds: day - 1)
            #expect(try await collection.round() == 0)
            #expect(try await bring("brought again on the next day") == repeated)
            // Refused or not: who submits something that names content keeps it for a while.
            let now = network.time.now
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            let grant = AccessGrant(
                grant: .fresh(), grantee: patient.id, terms: terms, from: now, until: now.advanced(byMilliseconds: day),
                envelope: named)
            #expect(try await node.submit(try patient.sign(grant, at: now)).outcome.rejection != nil)
            network.time.advance(milliseconds: 1)
            _ = try await collection.round()
            #expect(try await !isStored(abandoned))
            #expect(try await isStored(repeated))
            #expect(try await isStored(named))
            network.time.advance(milliseconds: 2 * day)
            _ = try await collection.round()
            network.time.advance(milliseconds: 2 * day)
            _ = try await collection.round()
            #expect(try await !isStored(repeated))
            #expect(try await !isStored(named))
            let payload = ContentReference.recordPayload(patient: patient.id, record: record.id)
            let envelope = ContentReference.recordEnvelope(patient: patient.id, record: record.id)
            for reference in [payload, envelope] {
                let content = try await node.content(reference, for: patient.principal)
                #expect(try await isStored(content.cid))
            }
            // Payload, envelope and the patient's seven sealed keys.
            #expect(try await node.content.usage().objects == 9)
        }
    }

    @Test func referencesAreFoundWhereverTheyStand() throws {
        let first = cid(of: [1])
        let second = cid(of: Array(repeating: 2, count: 300_000))
        let json = Array(#"{"a":"b","x":["\#(first.text)","\#(second.text)x",{"y":"\#(second.text)"}],"z":""}"#.utf8)
        var found: [CID] = []
        ContentReferences.forEach(in: json) { found.append($0) }
        #expect(found == [first, second])
        var none: [CID] = []
        for text in ["", "\"", "\"b", "\"\(first.text)", "\"\(first.text.dropLast())\""] {
            ContentReferences.forEach(in: Array(text.utf8)) { none.append($0) }
        }
        #expect(none.isEmpty)
        let person = TestPerson(network: .zero)
        let application = IdentityDocument.Application(
            role: .nurse, organisation: person.id, signingKey: person.key, sealingKey: person.sealingKey,
            profile: Profile(name: "N."), credentials: first)
        let now = try #require(LedgerTime(milliseconds: 1_795_000_000_000))
        let jws = String(decoding: try person.sign(IdentityApply(application: application), at: now), as: UTF8.self)
        let command: JSONObject = ["type": .string("x"), "application": .string(jws), "y": .string(second.text)]
        #expect(ContentReferences.all(in: .object(command)) == [first, second])
        var content = ReferencedContent()
        #expect(!content.contains(first))
        content.insert(second)
        content.insert(first)
        content.finish()
        #expect(content.contains(first) && content.contains(second) && !content.contains(cid(of: [3])))
    }
}
