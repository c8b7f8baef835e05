import Crypto
import Foundation
import Sealing

@testable import SealedRecord

typealias Document = [String: Any]

func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String(format: "%02x", $0) }.joined()
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// Builds the golden vectors of this specification. Inputs are fixed by name; HPKE's ephemeral keys, and what is made
/// with them, differ with every run, so the files carry them to be opened. With `MEDCHAIN_WRITE_VECTORS=1` the tests
/// write the files.
struct VectorWriter {
    func bytes(_ name: String, count: Int = 32) -> [UInt8] {
        Array(Array(SHA256.hash(data: Array("medchain vector \(name)".utf8))).prefix(count))
    }

    func key(_ name: String) throws -> SealingPrivateKey {
        try SealingPrivateKey(scalar: SecretBytes(bytes("key \(name)")))
    }

    func scalar(_ name: String) throws -> String { hex(try key(name).scalar.exposedBytes()) }

    func documents() throws -> [String: Document] {
        [
            "shamir": try shamir(), "hpke": try hpke(), "payload": try payload(), "envelope": try envelope(),
        ]
    }

    private func shareDocument(_ share: SecretShare) -> Document {
        ["x": Int(share.x), "y": hex(share.y.exposedBytes())]
    }

    private func shamir() throws -> Document {
        var splits: [Document] = []
        var combines: [Document] = []
        for (k, n) in [(1, 1), (2, 3), (3, 5), (5, 9)] {
            let secret = bytes("secret \(k) of \(n)")
            let coefficients = (1..<k).map { bytes("coefficient \($0) of \(k)") }
            let shares = try ShamirSharing.split(
                SecretBytes(secret), coefficients: coefficients.map { SecretBytes($0) }, count: n)
            let name = "\(k) of \(n)"
            splits.append([
                "name": name, "secret": hex(secret), "coefficients": coefficients.map { hex($0) }, "n": n,
                "shares": shares.map(shareDocument),
            ])
            combines.append([
                "name": name, "k": k, "shares": shares.suffix(k).map(shareDocument), "secret": hex(secret),
            ])
            guard (k, n) == (2, 3) else { continue }
            let documents = shares.map(shareDocument)
            let forged: Document = ["x": 3, "y": hex(bytes("forged"))]
            let zero: Document = ["x": 0, "y": hex(bytes("zero"))]
            let short: Document = ["x": 2, "y": hex(bytes("short", count: 31))]
            combines += [
                ["name": "too few", "k": 2, "shares": [documents[0]], "error": "shamir.tooFewShares"],
                ["name": "twice", "k": 2, "shares": [documents[0], documents[0]], "error": "shamir.duplicateShare"],
                [
                    "name": "forged", "k": 2, "shares": Array(documents.prefix(2)) + [forged],
                    "error": "shamir.inconsistent",
                ],
                ["name": "x is 0", "k": 2, "shares": [documents[0], zero], "error": "shamir.indexInvalid"],
                ["name": "short y", "k": 2, "shares": [documents[0], short], "error": "shamir.lengthInvalid"],
                ["name": "k is 0", "k": 0, "shares": documents, "error": "shamir.thresholdInvalid"],
            ]
        }
        let share = try SecretShare(x: 2, y: SecretBytes(bytes("committed")))
        let commitment = ShareCommitments.commitment(to: share, record: try record(), organisation: "org-1")
        return [
            "split": splits, "combine": combines,
            "commitments": [
                [
                    "network": network, "patient": patient, "record": "record-1", "organisation": "org-1", "x": 2,
                    "y": hex(bytes("committed")), "commitment": hex(commitment),
                ] as Document
            ],
        ]
    }

    private func hpke() throws -> Document {
        let context = SealingContext("record/share", .text("net-1"), .number(258), .bytes([0, 255]))
        let box = try HPKESealedBox.seal(
            SecretBytes(bytes("boxed")), to: key("reader").publicKey, context: context)
        let good = text(box.encoded())
        let other = SealingContext("record/share", .text("net-2"), .number(258), .bytes([0, 255]))
        func entry(_ name: String, _ box: String, _ context: SealingContext, _ reader: String, error: String?) throws
            -> Document
        {
            var entry: Document = [
                "name": name, "box": box, "context": hex(context.bytes), "privateKey": try scalar(reader),
                "plaintextLength": 32,
            ]
            if let error { entry["error"] = error } else { entry["plaintext"] = hex(bytes("boxed")) }
            return entry
        }
        let offCurve = try HPKESealedBox(
            suite: box.suite, encapsulatedKey: [4] + [UInt8](repeating: 1, count: 64), ciphertext: box.ciphertext)
        let altered = try HPKESealedBox(
            suite: box.suite, encapsulatedKey: box.encapsulatedKey, ciphertext: [UInt8](box.ciphertext.reversed()))
        return [
            "contexts": [
                [
                    "label": "record/share", "context": hex(context.bytes),
                    "fields": [["text": "net-1"], ["number": 258], ["bytes": "00ff"]] as [Document],
                ] as Document
            ],
            "boxes": [
                try entry("opens", good, context, "reader", error: nil),
                try entry("other context", good, other, "reader", error: "hpke.openFailed"),
                try entry("other key", good, context, "patient", error: "hpke.openFailed"),
                try entry("altered", text(altered.encoded()), context, "reader", error: "hpke.openFailed"),
                try entry(
                    "off the curve", text(offCurve.encoded()), context, "reader",
                    error: "hpke.encapsulatedKeyInvalid"),
                try entry(
                    "unknown suite", good.replacingOccurrences(of: #""suite":1"#, with: #""suite":2"#), context,
                    "reader", error: "hpke.suiteUnknown"),
                try entry("white space", good + " ", context, "reader", error: "format.notCanonical"),
                try entry(
                    "unknown field", good.replacingOccurrences(of: "1}", with: #"1,"x":1}"#), context, "reader",
                    error: "format.unknownField"),
                try entry(
                    "no ct", #"{"enc":"AA","suite":1}"#, context, "reader", error: "format.valueInvalid"),
                try entry("no suite", #"{}"#, context, "reader", error: "format.missingField"),
            ],
        ]
    }

    /// Seals a plaintext as it is, to make payloads that a writer of this program would not make.
    private func sealRaw(_ plaintext: [UInt8], dataKey: DataKey, binding: PayloadBinding, salt: [UInt8]) throws
        -> [UInt8]
    {
        let keys = PayloadKeys(dataKey: dataKey, salt: salt)
        let header = PayloadHeader(
            paddedCount: UInt64(plaintext.count), salt: salt, commitment: keys.commitment, binding: binding)
        let cipher = SegmentCipher(
            key: keys.segmentKey, associatedData: header.associatedData(binding), paddedCount: header.paddedCount)
        var payload = header.bytes
        try plaintext.withUnsafeBytes { try cipher.seal($0, index: 0, into: &payload) }
        return payload
    }

    private func payload() throws -> Document {
        let halves = try RecordKeyHalves(a: SecretBytes(bytes("a")), b: SecretBytes(bytes("b")))
        let binding = try record()
        let dataKey = halves.dataKey(for: binding)
        let metadata = PayloadMetadata(
            mediaType: "application/pdf", fileName: "Röntgen \"1\".pdf", title: "line\nbreak", others: ["later": "x"])
        var payloads: [Document] = []
        for (name, count) in [("empty", 0), ("small", 1000), ("three segments", 131_200)] {
            let salt = bytes("salt \(name)", count: 16)
            var sealer = try PayloadSealer(
                dataKey: dataKey, binding: .init(binding), metadata: metadata, contentByteCount: UInt64(count),
                salt: salt)
            var payload: [UInt8] = []
            try sealer.update(patternedContent(count), into: &payload)
            try sealer.finish(into: &payload)
            payloads.append([
                "name": name, "salt": hex(salt), "metadata": text(try metadata.encoded()), "contentLength": count,
                "payload": SealedBase64URL.encode(payload),
            ])
        }
        func raw(_ name: String, _ prefix: [UInt8], count: Int = 512, last: UInt8 = 0, _ error: String) throws
            -> Document
        {
            var plaintext = prefix + [UInt8](repeating: 0, count: count - prefix.count)
            plaintext[count - 1] = last
            let payload = try sealRaw(
                plaintext, dataKey: dataKey, binding: .init(binding), salt: bytes("salt raw", count: 16))
            return ["name": name, "payload": SealedBase64URL.encode(payload), "error": error]
        }
        func prefix(_ metadata: String, contentCount: UInt64) -> [UInt8] {
            bigEndianBytes(UInt32(metadata.utf8.count)) + bigEndianBytes(contentCount) + Array(metadata.utf8)
        }
        let minimal = #"{"mediaType":"a"}"#
        let raws = [
            try raw("padding not zero", prefix(minimal, contentCount: 3), last: 1, "payload.paddingInvalid"),
            try raw("length too large", prefix(minimal, contentCount: 9999), "payload.paddingInvalid"),
            try raw("too much padding", prefix(minimal, contentCount: 3), count: 1024, "payload.paddingInvalid"),
            try raw("metadata without type", prefix("{}", contentCount: 3), "payload.metadataInvalid"),
            try raw("metadata not canonical", prefix("{ }", contentCount: 3), "payload.metadataInvalid"),
        ]
        return [
            "network": network, "subject": patient, "object": "record-1", "code": 3, "a": hex(bytes("a")),
            "b": hex(bytes("b")), "dataKey": hex(dataKey.secret.exposedBytes()),
            "padding": [1, 512, 513, 1000, 65_536, 65_537, 1_000_000, 1 << 30, (1 << 30) + 1].map { count in
                ["length": count, "padded": Int(PayloadFormat.paddedCount(UInt64(count)))]
            },
            "payloads": payloads, "failures": payloadFailures() + raws,
        ]
    }

    private func payloadFailures() -> [Document] {
        func failure(_ name: String, _ edit: Document, _ error: String) -> Document {
            ["name": name, "base": "three segments", "error": error].merging(edit) { $1 }
        }
        let segment = 65_552
        return [
            failure("magic", ["flip": 0], "payload.headerInvalid"),
            failure("version", ["flip": 4], "payload.versionUnknown"),
            failure("suite", ["flip": 5], "payload.suiteUnknown"),
            failure("category", ["flip": 6], "payload.wrongCategory"),
            failure("reserved", ["flip": 7], "payload.headerInvalid"),
            failure("length", ["flip": 15], "payload.segmentNotAuthentic"),
            failure("salt", ["flip": 16], "payload.wrongNetwork"),
            failure("commitment", ["flip": 32], "payload.wrongKey"),
            failure("first segment", ["flip": 112], "payload.segmentNotAuthentic"),
            failure("tag of the second", ["flip": 112 + 2 * segment - 1], "payload.segmentNotAuthentic"),
            failure("no header", ["keep": 111], "payload.truncated"),
            failure("header only", ["keep": 112], "payload.truncated"),
            failure("one segment", ["keep": 112 + segment], "payload.truncated"),
            failure("half a segment", ["keep": 112 + segment + 9], "payload.truncated"),
            failure("trailing", ["append": "00"], "payload.trailingBytes"),
            failure("reordered", ["swapSegments": [0, 1]], "payload.segmentNotAuthentic"),
            failure("another network", ["network": "net-2"], "payload.wrongNetwork"),
            failure("another patient", ["subject": "patient-2"], "payload.wrongPatient"),
            failure("another record", ["object": "record-2"], "payload.wrongRecord"),
            failure("another category", ["code": 6], "payload.wrongCategory"),
            failure("another key", ["dataKey": hex(bytes("another key"))], "payload.wrongKey"),
        ]
    }
}
