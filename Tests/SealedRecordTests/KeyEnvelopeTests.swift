import Foundation
import Sealing
import TestSupport
import Testing

@testable import SealedRecord

@Suite struct KeyEnvelopeTests {
    private let patientKey = SealingPrivateKey()
    private let granteeKey = SealingPrivateKey()

    private func keys() throws -> [CompartmentKey] {
        [try .generate(.medication), try .generate(.clinical, version: 2), try .generate(.clinical, version: 1)]
    }

    private func scalars(_ keys: [CompartmentKey]) -> [SecretBytes] {
        sortedKeys(keys).map(\.privateKey.scalar)
    }

    @Test func `a patient's compartment keys come back`() throws {
        let all = try CompartmentCategory.allCases.map { try CompartmentKey.generate($0) }
        let envelope = try CompartmentEnvelope(
            network: network, patient: patient, keys: all, patientKey: patientKey.publicKey)
        let parsed = try CompartmentEnvelope(parsing: envelope.encoded())
        #expect(parsed == envelope && parsed.publicKeys == all.map(\.publicKey))
        let opened = try parsed.open(network: network, patient: patient, patientKey: patientKey)
        #expect(scalars(opened) == scalars(all))
        expectCode(.envelopeWrongNetwork) {
            _ = try parsed.open(network: "net-2", patient: patient, patientKey: patientKey)
        }
        expectCode(.envelopeWrongPatient) {
            _ = try parsed.open(network: network, patient: "patient-2", patientKey: patientKey)
        }
        expectCode(.hpkeOpenFailed) {
            _ = try parsed.open(network: network, patient: patient, patientKey: granteeKey)
        }
        expectCode(.envelopeEntriesInvalid) {
            _ = try CompartmentEnvelope(
                network: network, patient: patient, keys: [], patientKey: patientKey.publicKey)
        }
        expectCode(.envelopeEntriesInvalid) {
            _ = try CompartmentEnvelope(
                network: network, patient: patient, keys: [all[0], all[0]], patientKey: patientKey.publicKey)
        }
    }

    @Test func `a sealed key that does not match its public key is refused`() throws {
        let key = try CompartmentKey.generate(.clinical)
        let envelope = try CompartmentEnvelope(
            network: network, patient: patient, keys: [key], patientKey: patientKey.publicKey)
        let other = SealedBase64URL.encode(SealingPrivateKey().publicKey.x963)
        let text = String(decoding: envelope.encoded(), as: UTF8.self).replacingOccurrences(
            of: SealedBase64URL.encode(key.publicKey.key.x963), with: other)
        let forged = try CompartmentEnvelope(parsing: Array(text.utf8))
        expectCode(.keyMismatch) {
            _ = try forged.open(network: network, patient: patient, patientKey: patientKey)
        }
    }

    @Test func `a grant hands over every version, single records and a reason`() throws {
        let compartments = try keys()
        let one = try record("record-b", .laboratory)
        let two = try record("record-a", .imaging)
        let a = SecretBytes.random()
        let grant = try GrantEnvelope(
            network: network, patient: patient, grantee: "physician-1", granteeKey: granteeKey.publicKey,
            compartments: compartments, records: [(one, a), (two, .random())], reason: "für die Überweisung")
        let parsed = try GrantEnvelope(parsing: grant.encoded())
        #expect(parsed == grant && parsed.recordIDs == ["record-a", "record-b"])
        try parsed.check(network: network, patient: patient, grantee: "physician-1")
        #expect(try scalars(parsed.openCompartments(with: granteeKey)) == scalars(compartments))
        #expect(try parsed.openA(of: one, with: granteeKey) == a)
        #expect(try parsed.openReason(with: granteeKey) == "für die Überweisung")
        expectCode(.hpkeOpenFailed) { _ = try parsed.openCompartments(with: patientKey) }
        expectCode(.hpkeOpenFailed) { _ = try parsed.openReason(with: patientKey) }
        expectCode(.envelopeNotSealedToReader) {
            try parsed.check(network: network, patient: patient, grantee: "physician-2")
        }
        let unknown = try record("record-c", .laboratory)
        expectCode(.envelopeNotSealedToReader) { _ = try parsed.openA(of: unknown, with: granteeKey) }
        let wrong = try record("record-b", .imaging)
        expectCode(.envelopeWrongCategory) { _ = try parsed.openA(of: wrong, with: granteeKey) }
    }

    @Test func `a grant's limits`() throws {
        func grant(
            _ compartments: [CompartmentKey], _ records: [(binding: RecordBinding, a: SecretBytes)] = [],
            reason: String? = nil
        ) throws {
            _ = try GrantEnvelope(
                network: network, patient: patient, grantee: "g", granteeKey: granteeKey.publicKey,
                compartments: compartments, records: records, reason: reason)
        }
        // A right to list or to contribute gives no key.
        try grant([])
        let one = try record()
        expectCode(.envelopeEntriesInvalid) { try grant([], [(one, .random()), (one, .random())]) }
        expectCode(.formatValueInvalid) { try grant([], [(one, .random(count: 31))]) }
        let foreign = try RecordBinding(network: network, patient: "patient-2", record: "r", category: .clinical)
        expectCode(.envelopeWrongPatient) { try grant([], [(foreign, .random())]) }
        try grant(keys(), reason: String(repeating: "x", count: 1022))
        let all = try keys()
        expectCode(.envelopeReasonInvalid) { try grant(all, reason: String(repeating: "x", count: 1023)) }
    }

    @Test func `an organisation's keys reach a member only`() throws {
        let keys = [try OrganisationKey(version: 2), try OrganisationKey(version: 1)]
        let envelope = try OrganisationKeyEnvelope(
            network: network, organisation: "org-1", keys: keys, member: "nurse-1", memberKey: granteeKey.publicKey)
        let parsed = try OrganisationKeyEnvelope(parsing: envelope.encoded())
        #expect(parsed == envelope && parsed.publicKeys.map(\.version) == [1, 2])
        let opened = try parsed.open(
            network: network, organisation: "org-1", member: "nurse-1", memberKey: granteeKey)
        #expect(opened.map(\.privateKey.scalar) == keys.reversed().map(\.privateKey.scalar))
        expectCode(.envelopeNotSealedToReader) {
            _ = try parsed.open(network: network, organisation: "org-1", member: "nurse-2", memberKey: granteeKey)
        }
        expectCode(.hpkeOpenFailed) {
            _ = try parsed.open(network: network, organisation: "org-1", member: "nurse-1", memberKey: patientKey)
        }
        expectCode(.formatValueInvalid) { _ = try OrganisationKey(version: 0) }
    }

    @Test func `a note opens for its recipients, as the kind and sender that it is`() throws {
        let content = patternedContent(100_000)
        let note = try SealedNote(
            content, metadata: .init(mediaType: "application/pdf", fileName: "diploma.pdf"), kind: .credential,
            network: network, sender: "physician-1",
            recipients: [("authority-2", granteeKey.publicKey), ("authority-1", patientKey.publicKey)])
        let parsed = try SealedNote(parsing: note.encoded())
        #expect(parsed.recipientIDs == ["authority-1", "authority-2"])
        func open(
            _ recipient: String = "authority-2", key: SealingPrivateKey? = nil, network net: String = network,
            sender: String = "physician-1", kind: SealedNote.Kind = .credential
        ) throws -> (metadata: PayloadMetadata, content: [UInt8]) {
            try parsed.open(
                recipient: recipient, key: key ?? granteeKey, network: net, sender: sender, kind: kind)
        }
        let opened = try open()
        #expect(opened.content == content && opened.metadata.fileName == "diploma.pdf")
        #expect(try open("authority-1", key: patientKey).content == content)
        expectCode(.noteNotSealedToReader) { _ = try open("authority-3") }
        expectCode(.noteWrongKind) { _ = try open(kind: .message) }
        expectCode(.noteWrongSender) { _ = try open(sender: "physician-2") }
        expectCode(.envelopeWrongNetwork) { _ = try open(network: "net-2") }
        expectCode(.hpkeOpenFailed) { _ = try open(key: patientKey) }
        var bytes = note.encoded()
        bytes[bytes.count - 20] ^= 1
        let altered = try SealedNote(parsing: bytes)
        expectCode(.payloadSegmentNotAuthentic) {
            _ = try altered.open(
                recipient: "authority-2", key: granteeKey, network: network, sender: "physician-1",
                kind: .credential)
        }
        expectCode(.envelopeEntriesInvalid) {
            _ = try SealedNote(
                [], metadata: .init(mediaType: "text/plain"), kind: .reason, network: network, sender: "s",
                recipients: [])
        }
    }

    @Test func `mutated key envelopes and notes never break a parser`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let originals: [([UInt8], ([UInt8]) throws -> [UInt8])] = [
            (
                try CompartmentEnvelope(
                    network: network, patient: patient, keys: keys(), patientKey: patientKey.publicKey
                ).encoded(), { try CompartmentEnvelope(parsing: $0).encoded() }
            ),
            (
                try GrantEnvelope(
                    network: network, patient: patient, grantee: "g", granteeKey: granteeKey.publicKey,
                    compartments: keys(), records: [(record(), .random())], reason: "r"
                ).encoded(), { try GrantEnvelope(parsing: $0).encoded() }
            ),
            (
                try OrganisationKeyEnvelope(
                    network: network, organisation: "o", keys: [OrganisationKey(version: 1)], member: "m",
                    memberKey: granteeKey.publicKey
                ).encoded(), { try OrganisationKeyEnvelope(parsing: $0).encoded() }
            ),
            (
                try SealedNote(
                    [1, 2, 3], metadata: .init(mediaType: "a"), kind: .reason, network: network, sender: "s",
                    recipients: [("r", granteeKey.publicKey)]
                ).encoded(), { try SealedNote(parsing: $0).encoded() }
            ),
        ]
        for round in 0..<400 {
            var (bytes, parse) = originals[round % originals.count]
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0...3, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
            default: bytes.removeSubrange(index...)
            }
            do {
                #expect(try parse(bytes) == bytes, "seed \(seed)")
            } catch {
                #expect(error is SealingError, "seed \(seed)")
            }
        }
    }
}
