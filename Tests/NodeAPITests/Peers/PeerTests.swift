import Crypto
import Foundation
import LedgerFormat
import PeerTransport
import RecordContract
import SealedRecord
import Sealing
import Testing

@testable import NodeAPI
@testable import NodeCore

/// Several organisations' nodes as one network (docs/spec/peers-v1.md): content goes where it is read, and a record
/// opens with a majority's shares (005-6, 005-3, 005-7).
@Suite(.serialized) struct PeerTests {
    private static func payload(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }

    @Test func whatWasWrittenThroughOneNodeIsReadThroughAnotherAndErasedEverywhere() async throws {
        try await Consortium.run { consortium in
            let (north, east) = (consortium.hospitals[0], consortium.hospitals[1])
            let patient = try await north.patient()
            try await consortium.settle()
            let payload = Self.payload(700_000)
            let record = try await consortium.addRecord(payload, of: patient, by: patient, through: 0)

            // Envelopes come by themselves, everywhere; the payload is kept by as many as the network wants.
            for hospital in consortium.hospitals { try await hospital.waitUntil(record.content.envelope, isHere: true) }
            let nodes = consortium.genesis.organisationSet.members.map(\.node)
            let keeper = try #require(
                KeptContent.keepers(of: record.content.payload, among: nodes, replicas: 1).first)
            for hospital in consortium.hospitals where hospital.node.id == keeper {
                try await hospital.waitUntil(record.content.payload, isHere: true)
            }
            // It is read through every node.
            for hospital in consortium.hospitals {
                let reference = ContentReference.recordPayload(patient: patient.id, record: record.id)
                #expect(try await hospital.bytes(of: reference, for: patient) == payload)
            }
            // A stranger's look-up pulls nothing and says nothing.
            let stranger = try await east.person(.physician)
            try await consortium.settle()
            #expect(
                await Consortium.code {
                    let reference = ContentReference.recordPayload(patient: patient.id, record: record.id)
                    _ = try await east.bytes(of: reference, for: stranger)
                } == "notFound")

            // Erased through one node, it is gone from all, and a look at everything does not bring it back.
            try await east.submit(RecordErase(records: [record.id]), by: patient)
            try await consortium.settle()
            for hospital in consortium.hospitals {
                for cid in [record.content.payload, record.content.envelope] {
                    try await hospital.waitUntil(cid, isHere: false)
                }
            }
            for hospital in consortium.hospitals {
                let pulled = try await #require(hospital.node.pulling).pull(record.content.payload) { true }
                #expect(!pulled)
            }
        }
    }

    @Test func aRecordOpensWithAMajorityOfSharesThroughAnyNode() async throws {
        try await Consortium.run { consortium in
            let (north, west) = (consortium.hospitals[0], consortium.hospitals[2])
            let patient = try await north.patient()
            let reader = try await west.person(.physician)
            try await consortium.settle()
            let record = try await consortium.addRecord(Self.payload(2_000), of: patient, by: patient, through: 0)
            let grant = try await consortium.grant(of: patient, to: reader, [.read], through: 0)
            let read = try await consortium.read([record.id], of: patient, by: reader, grant: grant, through: 2)
            try #require(read.outcome.rejection == nil)
            for hospital in consortium.hospitals {
                let principal = try await hospital.openSession(reader).principal
                let shares = try await hospital.node.release(read: read.hash, records: nil, for: principal)
                #expect(shares.count == 2 && Set(shares.map(\.organisation)).count == 2)
                #expect(try record.combine(shares, read: read.hash, by: reader) == record.halves.b)
                // Without one organisation the others' suffice; without two nobody opens anything.
                let others = try await hospital.node.release(
                    read: read.hash, records: nil, except: [shares[0].organisation], for: principal)
                #expect(try record.combine(others, read: read.hash, by: reader) == record.halves.b)
                let one = try await hospital.node.release(
                    read: read.hash, records: nil, except: Set(shares.map(\.organisation)), for: principal)
                #expect(one.count == 1)
                #expect(throws: SealingError.self) { try record.combine(one, read: read.hash, by: reader) }
            }
        }
    }

    /// Promise 2: a hospital has its node with all keys, its disk, its log, and a physician who holds the half that
    /// consent once gave. Without a read that the others have executed it gets nothing.
    @Test func aHospitalThatColludesWithItsPhysicianGetsNothingSilently() async throws {
        try await Consortium.run { consortium in
            let (north, east) = (consortium.hospitals[0], consortium.hospitals[1])
            let patient = try await north.patient()
            let physician = try await east.person(.physician)
            let other = try await north.person(.physician)
            try await consortium.settle()
            let record = try await consortium.addRecord(Self.payload(500), of: patient, by: patient, through: 0)
            try await east.waitUntil(record.content.envelope, isHere: true)

            // The own share, opened with the own release key, is one point of a line.
            let keys = try NodeKeys(reading: consortium.directories[1].keys)
            let own = try record.envelope.share(of: east.hospital.canonical)
            let opened = try SecretShare(
                x: own.x,
                y: own.sealed.open(
                    with: keys.release,
                    context: .recordShare(record.binding, organisation: east.hospital.canonical, x: own.x)))
            #expect(throws: SealingError.self) { try ShamirSharing.combine([opened], threshold: 2) }
            let guessed = try ShamirSharing.combine([opened], threshold: 1)
            #expect(guessed != record.halves.b)

            // A read that stands nowhere, one that was rejected, one of somebody else: asked for as its node would.
            func release(_ read: TransactionHash, _ to: Int = 0) async throws -> [ReleasedRecordShare] {
                let request: JSONObject = [
                    "read": .hash(read), "height": .integer(0), "records": .array([.id(record.id)]),
                ]
                return try PeerMessages.shares(try await consortium.ask("/releases", request, from: 1, to: to))
            }
            let unsent = try east.transaction(
                AccessRead(patient: patient.id, purpose: .treatment, records: [record.id], grant: nil).json,
                by: physician)
            let rejected = try await consortium.read(
                [record.id], of: patient, by: physician, grant: nil, through: 1)
            #expect(rejected.outcome.rejection == .accessDenied)
            for to in [0, 2] {
                #expect(await Consortium.code { _ = try await release(unsent.hash, to) } == "notFound")
                #expect(await Consortium.code { _ = try await release(rejected.hash, to) } == "release.notAccepted")
            }
            let grant = try await consortium.grant(of: patient, to: other, [.read], through: 0)
            let read = try await consortium.read([record.id], of: patient, by: other, grant: grant, through: 0)
            try #require(read.outcome.rejection == nil)
            // Another's read gives boxes that only the other opens, and only while the consent holds.
            let sealed = try await release(read.hash) + release(read.hash, 2)
            #expect(throws: SealingError.self) { try record.combine(sealed, read: read.hash, by: physician) }
            #expect(try record.combine(sealed, read: read.hash, by: other) == record.halves.b)
            try await north.submit(AccessRevoke(grant: grant), by: patient)
            try await consortium.settle()
            for to in [0, 2] {
                #expect(await Consortium.code { _ = try await release(read.hash, to) } == "release.ended")
            }

            // With consent and a read of their own it opens, and the patient sees it.
            let consent = try await consortium.grant(of: patient, to: physician, [.read], through: 0)
            let loud = try await consortium.read([record.id], of: patient, by: physician, grant: consent, through: 1)
            let shares = try await release(loud.hash) + release(loud.hash, 2)
            #expect(try record.combine(shares, read: loud.hash, by: physician) == record.halves.b)
            let reads = try await north.node.list(
                .patientReads(patient.id), PageRequest(limit: 10, after: nil, descending: true),
                for: try await north.openSession(patient).principal)
            #expect(reads.items.count == 2)
        }
    }
}
