import Crypto
import Foundation
import LedgerFormat
import RecordContract
import SealedRecord
import Sealing
import Testing

@testable import NodeCore

/// Uploads content as somebody's and gives its identifier.
@discardableResult
func bring(_ bytes: [UInt8], by person: TestPerson, _ node: Node) async throws -> CID {
    let name = cid(of: bytes)
    let state = try await node.upload(pieces(bytes), as: name, offset: 0, size: bytes.count, for: person.principal)
    #expect(state == .complete)
    return name
}

/// A category's key pairs of a test's patient.
func openCompartments(_ patient: TestPerson, _ network: TestNetwork, _ node: Node) async throws {
    for category in RecordContract.Category.allCases {
        try await bring(Array(category.rawValue.utf8), by: patient, node)
    }
    let openings = try RecordContract.Category.allCases.map { category in
        let key = P256PublicKey(P256.KeyAgreement.PrivateKey().publicKey)
        let message = KeyStatement.message(
            network: patient.network, holder: patient.id, category: category, version: 1, publicKey: key)
        return CompartmentOpen.Opening(
            category: category, publicKey: key, keyEnvelope: cid(of: Array(category.rawValue.utf8)),
            statement: try patient.sign(message))
    }
    let opened = try await node.submit(try patient.sign(CompartmentOpen(compartments: openings), at: network.time.now))
    #expect(opened.outcome.rejection == nil)
}

/// Gives a grant from now on.
func give(
    _ patient: TestPerson, _ grantee: IdentityID, _ categories: [RecordContract.Category], _ rights: [Right],
    _ network: TestNetwork, _ node: Node, days: Int64 = 30, reads: Int64? = nil, records: [EntityID]? = nil
) async throws -> EntityID {
    let id = EntityID.fresh()
    let terms = AccessTerms(
        scope: records.map { .records($0.sorted()) } ?? .categories(categories.sorted()), rights: rights.sorted(),
        purpose: .treatment, reads: reads)
    let now = network.time.now
    try await bring(Array(id.text.utf8), by: patient, node)
    let grant = AccessGrant(
        grant: id, grantee: grantee, terms: terms, from: now, until: now.advanced(byMilliseconds: days * 86_400_000),
        envelope: cid(of: Array(id.text.utf8)))
    let given = try await node.submit(try patient.sign(grant, at: now))
    #expect(given.outcome.rejection == nil)
    return id
}

/// A record as a wallet seals it: envelope and payload lie in the node's content store.
struct TestRecord {
    let id: EntityID
    let halves: RecordKeyHalves
    let binding: RecordBinding
    let commitments: ShareCommitments
    let payload: [UInt8]
}

/// Seals, uploads and adds a record.
func addRecord(
    by author: TestPerson, about patient: TestPerson, _ category: RecordContract.Category, grant: EntityID?,
    _ network: TestNetwork, _ node: Node
) async throws -> TestRecord {
    let id = EntityID.fresh()
    let sealed = try await sealedRecord(id, by: author, about: patient, category, network, node)
    let add = RecordAdd(patient: patient.id, record: id, content: sealed.content, grant: grant)
    let added = try await node.submit(try author.sign(add, at: network.time.now))
    #expect(added.outcome.rejection == nil)
    return sealed.record
}

/// Seals and uploads what a command that writes a record names.
func sealedContent(
    _ id: EntityID, by author: TestPerson, about patient: TestPerson, _ category: RecordContract.Category,
    _ network: TestNetwork, _ node: Node
) async throws -> RecordContent {
    try await sealedRecord(id, by: author, about: patient, category, network, node).content
}

private func sealedRecord(
    _ id: EntityID, by author: TestPerson, about patient: TestPerson, _ category: RecordContract.Category,
    _ network: TestNetwork, _ node: Node
) async throws -> (record: TestRecord, content: RecordContent) {
    guard let sealingCategory = CompartmentCategory(rawValue: category.code) else { throw CancellationError() }
    let binding = try RecordBinding(
        network: network.genesis.network.base64URL, patient: patient.id.canonical, record: id.text,
        category: sealingCategory)
    let coordinates = try #require(network.genesis.organisations[1].node).releaseKey.coordinates
    let release = try SealingPublicKey(x: Array(coordinates[..<32]), y: Array(coordinates[32...]))
    let halves = RecordKeyHalves.random()
    let (envelope, commitments) = try RecordEnvelope.seal(
        halves, binding: binding,
        compartment: CompartmentPublicKey(
            category: sealingCategory, version: 1, key: SealingPrivateKey().publicKey),
        author: author.id == patient.id ? nil : (author.id.canonical, try sealingKey(author)),
        patientKey: try sealingKey(patient),
        organisations: [ReleaseRecipient(organisation: network.hospital.canonical, releaseKey: release)], threshold: 1)
    let payload = Array("ciphertext of \(id.text)".utf8)
    let sealed = envelope.encoded()
    for bytes in [payload, sealed] {
        let state = try await node.upload(
            pieces(bytes), as: cid(of: bytes), offset: 0, size: bytes.count, for: author.principal)
        #expect(state == .complete)
    }
    let content = RecordContent(
        category: category, payload: cid(of: payload), size: Int64(payload.count), envelope: cid(of: sealed),
        compartmentVersion: 1, threshold: 1,
        shares: try commitments.entries.map { entry in
            .init(organisation: network.hospital, commitment: try #require(Hash256(bytes: entry.commitment)))
        })
    return (
        TestRecord(id: id, halves: halves, binding: binding, commitments: commitments, payload: payload), content
    )
}

func sealingKey(_ person: TestPerson) throws -> SealingPublicKey {
    let coordinates = person.sealingKey.coordinates
    return try SealingPublicKey(x: Array(coordinates[..<32]), y: Array(coordinates[32...]))
}
