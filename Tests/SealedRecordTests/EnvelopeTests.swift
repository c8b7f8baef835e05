import Foundation
import Sealing
import TestSupport
import Testing

@testable import SealedRecord

/// One sealed record with all of its people.
private struct Fixture {
    let patientKey = SealingPrivateKey()
    let authorKey = SealingPrivateKey()
    let reader = SealingPrivateKey()
    let halves = RecordKeyHalves.random()
    let compartment: CompartmentKey
    let releaseKeys: [String: SealingPrivateKey]
    let binding: RecordBinding
    let envelope: RecordEnvelope
    let commitments: ShareCommitments
    let read = [UInt8](repeating: 9, count: 32)

    init(count: Int = 3, threshold: Int = 2) throws {
        compartment = try .generate(.clinical, version: 4)
        binding = try record()
        let keys = (0..<count).map { ("org-\(9 - $0)", SealingPrivateKey()) }
        releaseKeys = Dictionary(uniqueKeysWithValues: keys)
        (envelope, commitments) = try RecordEnvelope.seal(
            halves, binding: binding, compartment: compartment.publicKey,
            author: ("author-1", authorKey.publicKey), patientKey: patientKey.publicKey,
            organisations: keys.map { .init(organisation: $0.0, releaseKey: $0.1.publicKey) }, threshold: threshold)
    }

    func release(_ organisation: String, from envelope: RecordEnvelope? = nil) throws -> ReleasedShare {
        let key = try #require(releaseKeys[organisation])
        return try ReleasedShare.reseal(
            (envelope ?? self.envelope).share(of: organisation), of: binding, releaseKey: key,
            commitments: commitments, to: reader.publicKey, read: read)
    }
}

@Suite struct EnvelopeTests {
    @Test func `a record travels from writer to reader through the shares of a majority`() throws {
        let fixture = try Fixture()
        let content = patternedContent(3000)
        let payload = try Payload.seal(
            content, metadata: .init(mediaType: "text/plain"), dataKey: fixture.halves.dataKey(for: fixture.binding),
            binding: .init(fixture.binding))

        let envelope = try RecordEnvelope(parsing: fixture.envelope.encoded())
        try envelope.check(fixture.binding)
        #expect(envelope.shares.map(\.organisation) == ["org-7", "org-8", "org-9"])
        let released = try ["org-9", "org-7"].map { try ReleasedShare(parsing: fixture.release($0).encoded()) }
        let b = try ReleasedShare.combine(
            released, binding: fixture.binding, read: fixture.read, commitments: fixture.commitments,
            readerKey: fixture.reader)
        let a = try envelope.openA(compartmentKey: fixture.compartment)
        #expect(try envelope.openA(author: "author-1", key: fixture.authorKey) == a)
        let halves = try RecordKeyHalves(a: a, b: b)
        #expect(try envelope.openHalves(patientKey: fixture.patientKey) == halves)
        let opened = try Payload.open(
            payload, dataKey: halves.dataKey(for: fixture.binding), binding: .init(fixture.binding))
        #expect(opened.content == content)
        // One half alone opens nothing.
        let wrong = try RecordKeyHalves(a: a, b: .random())
        expectCode(.payloadWrongKey) {
            _ = try Payload.open(
                payload, dataKey: wrong.dataKey(for: fixture.binding), binding: .init(fixture.binding))
        }
    }

    @Test func `a record that moves to the restricted compartment opens there and no longer under its own`() throws {
        let fixture = try Fixture()
        let restricted = try CompartmentKey.generate(.restricted, version: 2)
        let moved = try RecordEnvelope(
            parsing: fixture.envelope.moved(patientKey: fixture.patientKey, to: restricted.publicKey).encoded())
        try moved.check(fixture.binding)
        #expect(try moved.openA(compartmentKeys: [restricted], of: .restricted) == fixture.halves.a)
        expectCode(.envelopeWrongCompartmentVersion) { _ = try moved.openA(compartmentKey: fixture.compartment) }
        // The same version number opens nothing either: it is another key.
        let other = try CompartmentKey.generate(.clinical, version: 2)
        expectCode(.hpkeOpenFailed) { _ = try moved.openA(compartmentKey: other) }
        // What is sealed to patient and author, and the shares, stay as they are.
        #expect(try moved.openHalves(patientKey: fixture.patientKey) == fixture.halves)
        #expect(try moved.openA(author: "author-1", key: fixture.authorKey) == fixture.halves.a)
        #expect(moved.shares == fixture.envelope.shares)
        let back = try moved.moved(patientKey: fixture.patientKey, to: fixture.compartment.publicKey)
        #expect(try back.openA(compartmentKey: fixture.compartment) == fixture.halves.a)
        // To no other compartment, and by nobody but the patient.
        let imaging = try CompartmentKey.generate(.imaging, version: 1)
        expectCode(.envelopeWrongCategory) {
            _ = try fixture.envelope.moved(patientKey: fixture.patientKey, to: imaging.publicKey)
        }
        expectCode(.hpkeOpenFailed) {
            _ = try fixture.envelope.moved(patientKey: fixture.authorKey, to: restricted.publicKey)
        }
    }

    @Test func `each misuse of an envelope has its code`() throws {
        let fixture = try Fixture()
        let envelope = fixture.envelope
        let older = try CompartmentKey(
            category: .clinical, version: 3, privateKey: fixture.compartment.privateKey)
        expectCode(.envelopeWrongCompartmentVersion) { _ = try envelope.openA(compartmentKey: older) }
        expectCode(.envelopeWrongCompartmentVersion) { _ = try envelope.openA(compartmentKeys: [older]) }
        let imaging = try CompartmentKey(
            category: .imaging, version: 4, privateKey: fixture.compartment.privateKey)
        expectCode(.envelopeWrongCategory) { _ = try envelope.openA(compartmentKey: imaging) }
        let forged = try CompartmentKey.generate(.clinical, version: 4)
        expectCode(.hpkeOpenFailed) { _ = try envelope.openA(compartmentKey: forged) }
        expectCode(.envelopeNotSealedToReader) {
            _ = try envelope.openA(author: "author-2", key: fixture.authorKey)
        }
        expectCode(.hpkeOpenFailed) { _ = try envelope.openA(author: "author-1", key: fixture.reader) }
        expectCode(.hpkeOpenFailed) { _ = try envelope.openHalves(patientKey: fixture.reader) }
        func check(_ code: SealingError.Code, _ net: String, _ who: String, _ what: String) throws {
            let other = try RecordBinding(network: net, patient: who, record: what, category: .clinical)
            expectCode(code) { try envelope.check(other) }
        }
        try check(.envelopeWrongNetwork, "net-2", patient, "record-1")
        try check(.envelopeWrongPatient, network, "patient-2", "record-1")
        try check(.envelopeWrongRecord, network, patient, "record-2")
        let restricted = try record("record-1", .restricted)
        expectCode(.envelopeWrongCategory) { try envelope.check(restricted) }
    }

    @Test func `released shares are checked against read, ledger and each other`() throws {
        let fixture = try Fixture()
        let released = try fixture.release("org-8")
        func open(
            _ share: ReleasedShare, _ binding: RecordBinding? = nil, read: [UInt8]? = nil,
            commitments: ShareCommitments? = nil, key: SealingPrivateKey? = nil
        ) throws {
            _ = try share.open(
                binding ?? fixture.binding, read: read ?? fixture.read,
                commitments: commitments ?? fixture.commitments, readerKey: key ?? fixture.reader)
        }
        try open(released)
        expectCode(.releaseContextMismatch) { try open(released, read: [UInt8](repeating: 8, count: 32)) }
        let other = try record("record-2")
        expectCode(.releaseContextMismatch) { try open(released, other) }
        expectCode(.hpkeOpenFailed) { try open(released, key: SealingPrivateKey()) }
        let strangers = try Fixture()
        expectCode(.releaseCommitmentMismatch) { try open(released, commitments: strangers.commitments) }
        let few = try ShareCommitments(threshold: 1, entries: [fixture.commitments.entries[0]])
        expectCode(.releaseUnknownOrganisation) { try open(released, commitments: few) }
        expectCode(.shamirTooFewShares) {
            _ = try ReleasedShare.combine(
                [released], binding: fixture.binding, read: fixture.read, commitments: fixture.commitments,
                readerKey: fixture.reader)
        }
        expectCode(.shamirDuplicateShare) {
            _ = try ReleasedShare.combine(
                [released, released], binding: fixture.binding, read: fixture.read,
                commitments: fixture.commitments, readerKey: fixture.reader)
        }
        // A node that is not honest seals another share: it opens, but is not the committed one.
        let text = String(decoding: released.encoded(), as: UTF8.self)
        let foreign = try HPKESealedBox.seal(.random(), to: fixture.reader.publicKey, context: released.context)
        let swapped = text.replacingOccurrences(
            of: String(decoding: released.sealed.encoded(), as: UTF8.self),
            with: String(decoding: foreign.encoded(), as: UTF8.self))
        let forged = try ReleasedShare(parsing: Array(swapped.utf8))
        expectCode(.releaseCommitmentMismatch) { try open(forged) }
    }

    @Test func `re-sealing moves the compartment and nothing else`() throws {
        let fixture = try Fixture()
        let next = try CompartmentKey.generate(.clinical, version: 5)
        let resealed = try fixture.envelope.resealed(patientKey: fixture.patientKey, to: next.publicKey)
        #expect(try resealed.openA(compartmentKey: next) == fixture.halves.a)
        expectCode(.envelopeWrongCompartmentVersion) { _ = try resealed.openA(compartmentKey: fixture.compartment) }
        #expect(resealed.shares == fixture.envelope.shares && resealed.author == fixture.envelope.author)
        let imaging = try CompartmentKey.generate(.imaging)
        expectCode(.envelopeWrongCategory) {
            _ = try fixture.envelope.resealed(patientKey: fixture.patientKey, to: imaging.publicKey)
        }
    }

    @Test func `re-sharing gives a new set of organisations the same half`() throws {
        let fixture = try Fixture()
        let key = SealingPrivateKey()
        let (envelope, commitments) = try fixture.envelope.reshared(
            patientKey: fixture.patientKey, organisations: [.init(organisation: "org-x", releaseKey: key.publicKey)],
            threshold: 1)
        let share = try ReleasedShare.reseal(
            envelope.share(of: "org-x"), of: fixture.binding, releaseKey: key, commitments: commitments,
            to: fixture.reader.publicKey, read: fixture.read)
        let b = try ReleasedShare.combine(
            [share], binding: fixture.binding, read: fixture.read, commitments: commitments,
            readerKey: fixture.reader)
        #expect(b == fixture.halves.b)
        expectCode(.releaseUnknownOrganisation) { _ = try envelope.share(of: "org-9") }
    }

    @Test func `an organisation twice or none is refused`() throws {
        let key = SealingPrivateKey().publicKey
        func seal(_ organisations: [String], threshold: Int) throws {
            _ = try RecordEnvelope.seal(
                .random(), binding: record(), compartment: CompartmentKey.generate(.clinical).publicKey, author: nil,
                patientKey: key, organisations: organisations.map { .init(organisation: $0, releaseKey: key) },
                threshold: threshold)
        }
        try seal(["a"], threshold: 1)
        expectCode(.envelopeSharesInvalid) { try seal(["a", "a"], threshold: 1) }
        expectCode(.shamirThresholdInvalid) { try seal([], threshold: 1) }
        expectCode(.shamirThresholdInvalid) { try seal(["a"], threshold: 2) }
        expectCode(.identifierInvalid) { try seal(["a b"], threshold: 1) }
    }

    @Test func `random sets of organisations and any majority of them`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<6 {
            let count = Int.random(in: 1...7, using: &generator)
            let fixture = try Fixture(count: count, threshold: count / 2 + 1)
            let chosen = fixture.releaseKeys.keys.sorted().shuffled(using: &generator).prefix(count / 2 + 1)
            let b = try ReleasedShare.combine(
                chosen.map { try fixture.release($0) }, binding: fixture.binding, read: fixture.read,
                commitments: fixture.commitments, readerKey: fixture.reader)
            #expect(b == fixture.halves.b, "seed \(seed)")
        }
    }
}
