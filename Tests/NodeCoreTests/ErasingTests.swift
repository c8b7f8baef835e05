import ContentStore
import Foundation
import LedgerFormat
import LedgerStore
import RecordContract
import Testing

@testable import NodeCore

/// What is erased is gone from the node's content, also when it comes back (GDPR 17).
@Suite struct ErasingTests {
    private func objects(of record: TestRecord, of patient: TestPerson, _ node: Node) async throws -> [CID] {
        try await node.ledger.read { reader in
            guard case .record(let document)? = try reader.document(.record(patient.id, record.id)) else { return [] }
            return document.objects
        }
    }

    private func bytes(_ cids: [CID], _ node: Node) async throws -> [[UInt8]] {
        var all: [[UInt8]] = []
        for cid in cids { all.append(try await node.content.bytes(of: cid, limit: 1 << 20)) }
        return all
    }

    @Test func whatCameBackGoesAtTheNextStartAndTheCertificateIsOfTheOrganisationSet() async throws {
        let network = try TestNetwork()
        let (patient, erased, kept, sealed) = try await network.run { node in
            let patient = try await network.register(.patient, node)
            try await openCompartments(patient, network, node)
            let erased = try await addRecord(by: patient, about: patient, .clinical, grant: nil, network, node)
            let kept = try await addRecord(by: patient, about: patient, .clinical, grant: nil, network, node)
            let sealed = try await bytes(try await objects(of: erased, of: patient, node), node)
            let done = try await node.submit(
                try patient.sign(RecordErase(records: [erased.id]), at: network.time.now))
            #expect(done.outcome.rejection == nil)
            for cid in try await objects(of: erased, of: patient, node) {
                #expect(try await !node.content.exists(cid))
            }
            return (patient, erased, kept, sealed)
        }
        #expect(sealed.count == 2)
        // As from a backup: the very objects are in the store again, and no route gave them out meanwhile.
        try await network.run { (node: Node) async throws -> Void in
            for content in sealed { try await node.content.put(content, as: cid(of: content)) }
            for cid in try await objects(of: erased, of: patient, node) {
                #expect(try await node.content.exists(cid))
            }
            let payload = ContentReference.recordPayload(patient: patient.id, record: erased.id)
            await #expect(throws: NodeError.notFound) { _ = try await node.content(payload, for: patient.principal) }
            await #expect(throws: (any Error).self) {
                _ = try await node.erasureCertificate(of: erased.id, patient: patient.id, for: patient.principal)
            }
            #expect(try await node.erasing.sweep() == 2)
            #expect(try await node.erasing.sweep() == 0)
            for content in sealed { try await node.content.put(content, as: cid(of: content)) }
        }
        try await network.run { (node: Node) async throws -> Void in
            for cid in try await objects(of: erased, of: patient, node) {
                #expect(try await !node.content.exists(cid))
            }
            for cid in try await objects(of: kept, of: patient, node) { #expect(try await node.content.exists(cid)) }
            let json = try await node.erasureCertificate(
                of: erased.id, patient: patient.id, for: patient.principal)
            let certificate = try ErasureCertificate(verifying: json)
            #expect(certificate.isOfNode(in: network.genesis.organisationSet))
            let other = try TestNetwork()
            #expect(!certificate.isOfNode(in: other.genesis.organisationSet))
        }
    }
}
