import Foundation
import Sealing
import TestSupport
import Testing

@testable import SealedRecord

@Suite struct PayloadTests {
    let dataKey = DataKey(secret: .random())
    let metadata = PayloadMetadata(mediaType: "application/pdf", fileName: "Béfund.pdf", others: ["later": "x"])

    private func seal(_ content: [UInt8], chunk: Int, _ metadata: PayloadMetadata? = nil) throws -> [UInt8] {
        var sealer = try PayloadSealer(
            dataKey: dataKey, binding: .init(record()), metadata: metadata ?? self.metadata,
            contentByteCount: UInt64(content.count))
        var payload: [UInt8] = []
        for start in stride(from: 0, to: content.count, by: chunk) {
            try sealer.update(Array(content[start..<min(start + chunk, content.count)]), into: &payload)
        }
        try sealer.finish(into: &payload)
        #expect(UInt64(payload.count) == sealer.payloadByteCount)
        return payload
    }

    private func open(
        _ payload: [UInt8], chunk: Int = 1 << 20, key: DataKey? = nil, binding: RecordBinding? = nil
    ) throws -> [UInt8] {
        var opener = PayloadOpener(dataKey: key ?? dataKey, binding: .init(try binding ?? record()))
        var content: [UInt8] = []
        for start in stride(from: 0, to: payload.count, by: chunk) {
            try opener.update(Array(payload[start..<min(start + chunk, payload.count)]), into: &content)
        }
        try opener.finish()
        #expect(opener.metadata?.mediaType == "application/pdf")
        #expect(opener.contentByteCount == UInt64(content.count))
        return content
    }

    @Test(arguments: [0, 1, 400, 512, 65_000, 65_536, 65_537, 131_072, 200_000])
    func `any content comes back whatever the chunks`(count: Int) throws {
        let content = patternedContent(count)
        for chunk in [977, 65_536, 1 << 20] {
            let payload = try seal(content, chunk: chunk)
            #expect(try open(payload, chunk: 1 << 20) == content)
            #expect(try open(payload, chunk: chunk + 13) == content)
        }
    }

    @Test func `content and padding may both be empty`() throws {
        // 12 bytes of lengths and 500 of metadata fill the smallest size exactly.
        let base = PayloadMetadata(mediaType: "application/pdf", title: "")
        let title = String(repeating: "t", count: 500 - (try base.encoded().count))
        let payload = try seal([], chunk: 1, PayloadMetadata(mediaType: "application/pdf", title: title))
        #expect(payload.count == 112 + 512 + 16)
        #expect(try open(payload) == [])
    }

    @Test func `random sizes and chunks`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            let content = generator.bytes(Int.random(in: 0...150_000, using: &generator))
            let payload = try seal(content, chunk: Int.random(in: 1000...100_000, using: &generator))
            let opened = try open(payload, chunk: Int.random(in: 1000...100_000, using: &generator))
            #expect(opened == content, "seed \(seed)")
        }
    }

    @Test func `sizes are padded by Padmé`() {
        for (count, padded) in [
            (1, 512), (512, 512), (513, 544), (1000, 1024), (65_536, 65_536), (65_537, 67_584), (1 << 30, 1 << 30),
            ((1 << 30) + 1, (1 << 30) + (1 << 25)),
        ] as [(UInt64, UInt64)] {
            #expect(PayloadFormat.paddedCount(count) == padded)
        }
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<10_000 {
            let count = UInt64.random(in: 512...(1 << 41), using: &generator)
            let padded = PayloadFormat.paddedCount(count)
            #expect(padded >= count && padded - count <= count / 8)
            #expect(PayloadFormat.paddedCount(padded) == padded)
        }
    }

    @Test func `wrong key, network, patient, record and category have codes of their own`() throws {
        let payload = try seal(patternedContent(100), chunk: 100)
        expectCode(.payloadWrongKey) { _ = try open(payload, key: DataKey(secret: .random())) }
        func expect(_ code: SealingError.Code, _ network: String, _ patient: String, _ record: String) throws {
            let other = try RecordBinding(network: network, patient: patient, record: record, category: .clinical)
            expectCode(code) { _ = try open(payload, binding: other) }
        }
        try expect(.payloadWrongNetwork, "net-2", "patient-1", "record-1")
        try expect(.payloadWrongPatient, "net-1", "patient-2", "record-1")
        try expect(.payloadWrongRecord, "net-1", "patient-1", "record-2")
        let imaging = try record("record-1", .imaging)
        expectCode(.payloadWrongCategory) { _ = try open(payload, binding: imaging) }
    }

    @Test func `the binding holds even where the tags are forged`() throws {
        // The tags are hints; a header rewritten for another record must still fail, by the associated data.
        let payload = try seal(patternedContent(100), chunk: 100)
        let other = try record("record-2")
        let header = try PayloadHeader(parsing: Array(payload[..<112]), binding: .init(record()))
        let forged = PayloadHeader(
            paddedCount: header.paddedCount, salt: header.salt, commitment: header.commitment, binding: .init(other))
        expectCode(.payloadSegmentNotAuthentic) { _ = try open(forged.bytes + payload[112...], binding: other) }
    }

    @Test func `truncated, extended, reordered and exchanged payloads are refused`() throws {
        let content = patternedContent(200_000)
        let payload = try seal(content, chunk: 65_536)
        let segment = 65_536 + 16
        for count in [0, 1, 111, 112, 113, 112 + segment, 112 + 2 * segment, payload.count - 1] {
            expectCode(.payloadTruncated) { _ = try open(Array(payload[..<count])) }
        }
        expectCode(.payloadTrailingBytes) { _ = try open(payload + [0]) }
        let first = payload[112..<(112 + segment)]
        let second = payload[(112 + segment)..<(112 + 2 * segment)]
        expectCode(.payloadSegmentNotAuthentic) {
            _ = try open(Array([payload[..<112], second, first, payload[(112 + 2 * segment)...]].joined()))
        }
        let twin = try seal(content, chunk: 65_536)
        expectCode(.payloadSegmentNotAuthentic) {
            _ = try open(Array([payload[..<(112 + segment)], twin[(112 + segment)...]].joined()))
        }
        // A last segment that is moved forward, with the length in the header cut to fit.
        var shortened = Array(payload[..<(112 + 2 * segment)])
        shortened.replaceSubrange(8..<16, with: bigEndianBytes(UInt64(131_072)))
        expectCode(.payloadSegmentNotAuthentic) { _ = try open(shortened) }
    }

    @Test func `nothing of an altered segment is released, and the opener stays shut`() throws {
        var payload = try seal(patternedContent(200_000), chunk: 65_536)
        payload[112 + 65_552 + 5] ^= 1
        var opener = PayloadOpener(dataKey: dataKey, binding: .init(try record()))
        var output: [UInt8] = []
        do {
            try opener.update(payload, into: &output)
            Issue.record("accepted")
        } catch {
            #expect((error as? SealingError)?.code == .payloadSegmentNotAuthentic)
        }
        let first = 65_536 - 12 - (try metadata.encoded().count)
        #expect(output == patternedContent(first))
        do {
            try opener.finish()
            Issue.record("accepted")
        } catch {
            #expect((error as? SealingError)?.code == .payloadSegmentNotAuthentic)
        }
        #expect(output.count == first)
    }

    @Test func `every altered byte of a small payload is refused`() throws {
        let payload = try seal(patternedContent(100), chunk: 100)
        for index in payload.indices {
            var altered = payload
            altered[index] ^= UInt8(1 << (index % 8))
            do {
                _ = try open(altered)
                Issue.record("byte \(index) was accepted")
            } catch {
                #expect(error is SealingError)
            }
        }
    }

    @Test func `the writer keeps its word about the length`() throws {
        var output: [UInt8] = []
        var sealer = try PayloadSealer(
            dataKey: dataKey, binding: .init(record()), metadata: metadata, contentByteCount: 3)
        do {
            try sealer.update([1, 2, 3, 4], into: &output)
            Issue.record("accepted")
        } catch {
            #expect((error as? SealingError)?.code == .payloadLengthMismatch)
        }
        var short = try PayloadSealer(
            dataKey: dataKey, binding: .init(record()), metadata: metadata, contentByteCount: 3)
        try short.update([1, 2], into: &output)
        do {
            try short.finish(into: &output)
            Issue.record("accepted")
        } catch {
            #expect((error as? SealingError)?.code == .payloadLengthMismatch)
        }
        expectCode(.payloadLengthMismatch) {
            _ = try PayloadSealer(
                dataKey: dataKey, binding: .init(record()), metadata: metadata, contentByteCount: .max)
        }
    }

    @Test func `metadata is strict, and unknown fields are kept`() throws {
        let full = PayloadMetadata(
            mediaType: "application/fhir+json", fileName: "a", fhirType: "Observation", fullURL: "urn:uuid:1",
            title: "“Größe” \u{1}", effective: "2026-01-01", authored: "2026-01-01T00:00:00Z", others: ["x": "y"])
        #expect(try PayloadMetadata(parsing: full.encoded()) == full)
        for text in [
            "", "{}", "[]", #"{"fileName":"a"}"#, #"{"mediaType":1}"#, #"{"mediaType":"a" }"#,
            #"{"a-b":"1","mediaType":"a"}"#, #"{"1a":"1","mediaType":"a"}"#,
            #"{"mediaType":"\#(String(repeating: "x", count: 4097))"}"#,
        ] {
            expectCode(.payloadMetadataInvalid) { _ = try PayloadMetadata(parsing: Array(text.utf8)) }
        }
        let long = Dictionary(uniqueKeysWithValues: (0..<5).map { ("f\($0)", String(repeating: "x", count: 4000)) })
        expectCode(.payloadMetadataInvalid) { _ = try PayloadMetadata(mediaType: "a", others: long).encoded() }
    }
}
