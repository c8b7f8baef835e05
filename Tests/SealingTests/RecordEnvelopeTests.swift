import Foundation
import TestSupport
import Testing

@testable import Sealing

/// Keys and an envelope with n organisations, as a writer would make it.
private struct Fixture {
    let releaseKeys: [SealingPrivateKey]
    let shares: [SecretShare]
    let envelope: RecordEnvelope
    let commitments: ShareCommitments
    let reader = SealingPrivateKey()
    let read = [UInt8](repeating: 7, count: 32)

    init(threshold: Int = 2, count: Int = 3) throws {
        let releaseKeys = (0..<count).map { _ in SealingPrivateKey() }
        let shares = try ShamirSharing.split(.random(), threshold: threshold, count: count)
        let context = SealingContext("test")
        let key = SealingPrivateKey().publicKey
        let half = try HPKESealedBox.seal(.random(), to: key, context: context)
        envelope = try RecordEnvelope(
            binding: binding, compartment: .init(version: 1, sealed: half),
            author: .init(id: "author-1", sealed: half),
            patientSealed: HPKESealedBox.seal(.random(count: 64), to: key, context: context),
            threshold: threshold,
            shares: zip(shares, releaseKeys).map { share, releaseKey in
                let organisation = "org-\(share.x)"
                return RecordEnvelope.Share(
                    organisation: organisation, x: share.x,
                    sealed: try HPKESealedBox.seal(
                        share.y, to: releaseKey.publicKey,
                        context: .recordShare(binding, organisation: organisation, x: share.x)))
            })
        commitments = try ShareCommitments(
            threshold: threshold,
            entries: shares.map { share in
                try .init(
                    organisation: "org-\(share.x)",
                    commitment: ShareCommitments.commitment(
                        to: share, record: binding, organisation: "org-\(share.x)"))
            })
        self.releaseKeys = releaseKeys
        self.shares = shares
    }
}

@Suite struct RecordEnvelopeTests {
    @Test func `a node re-seals its share to the reader, and only what the ledger names`() throws {
        let fixture = try Fixture()
        let share = try fixture.envelope.share(of: "org-2")
        let released = try ReleasedShare.reseal(
            share, of: binding, releaseKey: fixture.releaseKeys[1], commitments: fixture.commitments,
            to: fixture.reader.publicKey, read: fixture.read)
        let parsed = try ReleasedShare(parsing: released.encoded())
        #expect(parsed == released)
        #expect(try parsed.sealed.open(with: fixture.reader, context: parsed.context) == fixture.shares[1].y)

        func reseal(
            _ share: RecordEnvelope.Share, of record: RecordBinding = binding, key: Int = 1,
            commitments: ShareCommitments = fixture.commitments, read: [UInt8] = fixture.read
        ) throws {
            _ = try ReleasedShare.reseal(
                share, of: record, releaseKey: fixture.releaseKeys[key], commitments: commitments,
                to: fixture.reader.publicKey, read: read)
        }
        expectCode(.hpkeOpenFailed) { try reseal(share, key: 0) }
        expectCode(.formatValueInvalid) { try reseal(share, read: [1]) }
        let other = try RecordBinding(
            network: "net-1", patient: "patient-1", record: "record-2", category: .clinical)
        expectCode(.hpkeOpenFailed) { try reseal(share, of: other) }
        expectCode(.releaseUnknownOrganisation) {
            try reseal(.init(organisation: "org-9", x: 2, sealed: share.sealed))
        }
        expectCode(.releaseUnknownOrganisation) { _ = try fixture.envelope.share(of: "org-9") }
        expectCode(.releaseCommitmentMismatch) {
            try reseal(.init(organisation: "org-2", x: 1, sealed: share.sealed))
        }
        let forged = try HPKESealedBox.seal(
            .random(), to: fixture.releaseKeys[1].publicKey,
            context: .recordShare(binding, organisation: "org-2", x: 2))
        expectCode(.releaseCommitmentMismatch) { try reseal(.init(organisation: "org-2", x: 2, sealed: forged)) }
    }

    @Test func `an envelope survives its JSON, with and without author`() throws {
        let envelope = try Fixture(threshold: 1, count: 1).envelope
        #expect(try RecordEnvelope(parsing: envelope.encoded()) == envelope)
        let own = try RecordEnvelope(
            binding: binding, compartment: envelope.compartment, author: nil, patientSealed: envelope.patientSealed,
            threshold: 1, shares: envelope.shares)
        #expect(try RecordEnvelope(parsing: own.encoded()) == own)
        try envelope.check(binding)
    }

    @Test func `each departure from the format has its code`() throws {
        let text = String(decoding: try Fixture().envelope.encoded(), as: UTF8.self)
        func expect(_ code: SealingError.Code, _ old: String, _ new: String) {
            #expect(text.contains(old), "\(old)")
            expectCode(code) {
                _ = try RecordEnvelope(parsing: Array(text.replacingOccurrences(of: old, with: new).utf8))
            }
        }
        expect(.formatUnknownField, #""v":1}"#, #""v":1,"w":1}"#)
        expect(.formatMissingField, #","v":1}"#, "}")
        expect(.formatVersionUnknown, #""v":1}"#, #""v":2}"#)
        expect(.formatTypeMismatch, "medchain-record-envelope", "medchain-other")
        expect(.formatValueInvalid, #""clinical""#, #""dental""#)
        expect(.formatValueInvalid, #""version":1"#, #""version":0"#)
        expect(.formatValueInvalid, #""x":1}"#, #""x":256}"#)
        expect(.formatValueInvalid, #""x":1}"#, #""x":"1"}"#)
        expect(.identifierInvalid, #""patient-1""#, #""patient 1""#)
        expect(.hpkeSuiteUnknown, #""suite":1"#, #""suite":2"#)
        expect(.shamirThresholdInvalid, #""k":2"#, #""k":0"#)
        expect(.shamirThresholdInvalid, #""k":2"#, #""k":4"#)
        expect(.envelopeSharesInvalid, #""x":2}"#, #""x":3}"#)
        expect(.envelopeSharesInvalid, #""org-2""#, #""org-1""#)
        expect(.formatNotCanonical, #"{"author""#, #"{ "author""#)
        expect(.formatBase64URL, #""enc":"B"#, #""enc":"="#)
        expectCode(.formatTooLarge) {
            _ = try RecordEnvelope(parsing: [UInt8](repeating: 0x20, count: RecordEnvelope.largestByteCount + 1))
        }
    }

    @Test func `mutated envelopes and released shares never break the parser`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let fixture = try Fixture()
        let released = try ReleasedShare.reseal(
            fixture.envelope.share(of: "org-1"), of: binding, releaseKey: fixture.releaseKeys[0],
            commitments: fixture.commitments, to: fixture.reader.publicKey, read: fixture.read)
        let originals = [fixture.envelope.encoded(), released.encoded()]
        for round in 0..<400 {
            var bytes = originals[round % 2]
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                default: bytes.removeSubrange(index...)
                }
                if bytes.isEmpty { break }
            }
            do {
                let again =
                    round % 2 == 0
                    ? try RecordEnvelope(parsing: bytes).encoded() : try ReleasedShare(parsing: bytes).encoded()
                #expect(again == bytes, "seed \(seed)")
            } catch {
                #expect(error is SealingError, "seed \(seed)")
            }
        }
    }
}
