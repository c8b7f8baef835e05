import Crypto
import Foundation
import Sealing
import TestSupport
import Testing

@testable import SealedRecord

/// Runs the golden vectors that JavaScript and the independent checker run too.
@Suite(.serialized) struct VectorTests {
    private static let writer = VectorWriter()

    private static func load(_ name: String) throws -> Document {
        try #require(try JSONSerialization.jsonObject(with: vectors(name)) as? Document)
    }

    private func list(_ document: Document, _ name: String) throws -> [Document] {
        try #require(document[name] as? [Document], "\(name)")
    }

    private func string(_ document: Document, _ name: String) throws -> String {
        try #require(document[name] as? String, "\(name)")
    }

    private func data(_ document: Document, _ name: String) throws -> [UInt8] {
        hexadecimal(try string(document, name))
    }

    private func number(_ document: Document, _ name: String) throws -> Int {
        try #require(document[name] as? Int, "\(name)")
    }

    private func key(_ document: Document, _ name: String) throws -> SealingPrivateKey {
        try SealingPrivateKey(scalar: SecretBytes(data(document, name)))
    }

    /// Runs a case: its error, if it names one, must be what `body` throws.
    private func run(_ entry: Document, _ body: () throws -> Void) throws {
        let name = "\(entry["name"] ?? entry["format"] ?? "")"
        do {
            try body()
            #expect(entry["error"] == nil, "\(name)")
        } catch let error as SealingError {
            #expect(entry["error"] as? String == error.code.rawValue, "\(name): \(error)")
        }
    }

    /// What may not change between the files and this program, whoever wrote the files.
    private func outline(_ value: Any, _ path: String = "") -> [String] {
        switch value {
        case let document as Document: document.keys.sorted().flatMap { outline(document[$0] ?? "", path + "/" + $0) }
        case let list as [Any]: list.enumerated().flatMap { outline($0.element, path + "[\($0.offset)]") }
        // Shares are random, and so are their commitments.
        case _ as String where path.hasPrefix("/record/commitments") && path.hasSuffix("commitment"): [path]
        case let text as String where text.utf8.count < 65 || path.hasSuffix("error"): [path + "=" + text]
        case let number as Int: [path + "=\(number)"]
        default: [path]
        }
    }

    @Test func `the files hold every case with the inputs that this program would write`() throws {
        for (name, document) in try Self.writer.documents() {
            if ProcessInfo.processInfo.environment["MEDCHAIN_WRITE_VECTORS"] == "1" {
                let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                    .appendingPathComponent("Vectors/\(name).json")
                let bytes = try JSONSerialization.data(
                    withJSONObject: document, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
                try (bytes + Data("\n".utf8)).write(to: file)
            }
            #expect(try outline(Self.load(name)) == outline(document), "\(name)")
        }
    }

    private func share(_ document: Document) throws -> SecretShare {
        let x = try number(document, "x")
        return try SecretShare(x: UInt8(x), y: SecretBytes(data(document, "y")))
    }

    @Test func `secret sharing`() throws {
        let document = try Self.load("shamir")
        for entry in try list(document, "split") {
            let coefficients = try #require(entry["coefficients"] as? [String])
            let shares = try ShamirSharing.split(
                SecretBytes(data(entry, "secret")), coefficients: coefficients.map { SecretBytes(hexadecimal($0)) },
                count: number(entry, "n"))
            #expect(try shares == list(entry, "shares").map(share))
        }
        for entry in try list(document, "combine") {
            try run(entry) {
                let secret = try ShamirSharing.combine(
                    list(entry, "shares").map(share), threshold: number(entry, "k"))
                #expect(try secret.exposedBytes() == data(entry, "secret"))
            }
        }
        for entry in try list(document, "commitments") {
            let binding = try RecordBinding(
                network: string(entry, "network"), patient: string(entry, "patient"),
                record: string(entry, "record"), category: .clinical)
            let commitment = try ShareCommitments.commitment(
                to: share(entry), record: binding, organisation: string(entry, "organisation"))
            #expect(try commitment == data(entry, "commitment"))
        }
    }

    @Test func `sealed boxes`() throws {
        let document = try Self.load("hpke")
        let context = SealingContext("record/share", .text("net-1"), .number(258), .bytes([0, 255]))
        #expect(try list(document, "contexts").map { try data($0, "context") } == [context.bytes])
        for entry in try list(document, "boxes") {
            try run(entry) {
                let box = try HPKESealedBox(
                    parsing: Array(string(entry, "box").utf8), plaintextCount: number(entry, "plaintextLength"))
                let opened = try box.open(
                    with: key(entry, "privateKey"), context: SealingContext(encoded: data(entry, "context")))
                #expect(try opened.exposedBytes() == data(entry, "plaintext"))
            }
        }
    }

    @Test func `payloads are the same bytes, and open`() throws {
        let document = try Self.load("payload")
        for entry in try list(document, "padding") {
            #expect(try PayloadFormat.paddedCount(UInt64(number(entry, "length"))) == UInt64(number(entry, "padded")))
        }
        let halves = try RecordKeyHalves(a: SecretBytes(data(document, "a")), b: SecretBytes(data(document, "b")))
        let dataKey = halves.dataKey(for: try record())
        #expect(try dataKey.secret.exposedBytes() == data(document, "dataKey"))
        for entry in try list(document, "payloads") {
            let payload = try SealedBase64URL.decode(string(entry, "payload"))
            let content = patternedContent(try number(entry, "contentLength"))
            let opened = try Payload.open(payload, dataKey: dataKey, binding: .init(record()))
            #expect(opened.content == content)
            #expect(try text(opened.metadata.encoded()) == string(entry, "metadata"))
            var sealer = try PayloadSealer(
                dataKey: dataKey, binding: .init(record()), metadata: opened.metadata,
                contentByteCount: UInt64(content.count), salt: data(entry, "salt"))
            var again: [UInt8] = []
            try sealer.update(content, into: &again)
            try sealer.finish(into: &again)
            #expect(again == payload)
        }
    }

    @Test func `payloads that must be refused`() throws {
        let document = try Self.load("payload")
        let bases = Dictionary(
            uniqueKeysWithValues: try list(document, "payloads").map { (try string($0, "name"), $0) })
        for entry in try list(document, "failures") {
            var payload: [UInt8]
            if let base = entry["base"] as? String {
                payload = try SealedBase64URL.decode(string(try #require(bases[base]), "payload"))
            } else {
                payload = try SealedBase64URL.decode(string(entry, "payload"))
            }
            if let index = entry["flip"] as? Int { payload[index] ^= 1 }
            if let count = entry["keep"] as? Int { payload.removeSubrange(count...) }
            if let more = entry["append"] as? String { payload += hexadecimal(more) }
            if let swapped = entry["swapSegments"] as? [Int] {
                let ranges = swapped.map { (112 + $0 * 65_552)..<(112 + ($0 + 1) * 65_552) }
                let parts = ranges.map { Array(payload[$0]) }
                payload.replaceSubrange(ranges[0], with: parts[1])
                payload.replaceSubrange(ranges[1], with: parts[0])
            }
            let used = document.merging(entry.filter { $0.key != "payload" }) { $1 }
            let binding = try RecordBinding(
                network: string(used, "network"), patient: string(used, "subject"), record: string(used, "object"),
                category: try #require(CompartmentCategory(rawValue: UInt8(try number(used, "code")))))
            try run(entry) {
                _ = try Payload.open(
                    payload, dataKey: DataKey(secret: SecretBytes(data(used, "dataKey"))), binding: .init(binding))
            }
        }
    }

    @Test func `a record opens for patient, author and reader`() throws {
        let document = try Self.load("envelope")
        let entry = try #require(document["record"] as? Document)
        let binding = try record()
        let envelope = try RecordEnvelope(parsing: Array(string(entry, "envelope").utf8))
        let compartment = try CompartmentKey(
            category: .clinical, version: UInt64(number(entry, "compartmentVersion")),
            privateKey: key(entry, "compartmentKey"))
        let a = try envelope.openA(compartmentKey: compartment)
        #expect(try a.exposedBytes() == data(entry, "a"))
        #expect(try envelope.openA(author: "author-1", key: key(entry, "authorKey")) == a)
        let commitments = try ShareCommitments(
            threshold: number(entry, "threshold"),
            entries: list(entry, "commitments").map {
                try .init(organisation: string($0, "organisation"), commitment: data($0, "commitment"))
            })
        func combine(_ released: [String]) throws -> SecretBytes {
            try ReleasedShare.combine(
                released.map { try ReleasedShare(parsing: Array($0.utf8)) }, binding: binding,
                read: data(entry, "read"), commitments: commitments, readerKey: key(entry, "readerKey"))
        }
        let b = try combine(try #require(entry["released"] as? [String]))
        #expect(try b.exposedBytes() == data(entry, "b"))
        let halves = try RecordKeyHalves(a: a, b: b)
        #expect(try envelope.openHalves(patientKey: key(entry, "patientKey")) == halves)
        let opened = try Payload.open(
            SealedBase64URL.decode(string(entry, "payload")), dataKey: halves.dataKey(for: binding),
            binding: .init(binding))
        #expect(try opened.content == patternedContent(number(entry, "contentLength")))
        for failure in try list(document, "releaseFailures") {
            try run(failure) { _ = try combine(try #require(failure["released"] as? [String])) }
        }
    }

    @Test func `key envelopes and notes open`() throws {
        let document = try Self.load("envelope")
        func scalars(_ keys: [CompartmentKey]) -> [String] { keys.map { hex($0.privateKey.scalar.exposedBytes()) } }
        let compartment = try #require(document["compartment"] as? Document)
        let keys = try CompartmentEnvelope(parsing: Array(string(compartment, "envelope").utf8)).open(
            network: network, patient: patient, patientKey: key(compartment, "patientKey"))
        #expect(try scalars(keys) == list(compartment, "keys").map { try string($0, "privateKey") })

        let grantDocument = try #require(document["grant"] as? Document)
        let grant = try GrantEnvelope(parsing: Array(string(grantDocument, "envelope").utf8))
        let granteeKey = try key(grantDocument, "granteeKey")
        #expect(
            try scalars(grant.openCompartments(with: granteeKey))
                == list(grantDocument, "keys").map { try string($0, "privateKey") })
        #expect(try grant.openReason(with: granteeKey) == string(grantDocument, "reason"))
        let single = try grant.openA(of: record("record-7", .imaging), with: granteeKey)
        #expect(try single.exposedBytes() == data(grantDocument, "a"))

        let organisation = try #require(document["organisation"] as? Document)
        let opened = try OrganisationKeyEnvelope(parsing: Array(string(organisation, "envelope").utf8)).open(
            network: network, organisation: "org-1", member: "reader-1", memberKey: key(organisation, "memberKey"))
        #expect(opened.map { hex($0.privateKey.scalar.exposedBytes()) } == organisation["privateKeys"] as? [String])

        let noteDocument = try #require(document["note"] as? Document)
        let note = try SealedNote(parsing: SealedBase64URL.decode(string(noteDocument, "note"))).open(
            recipient: "reader-1", key: key(noteDocument, "recipientKey"), network: network, sender: "author-1",
            kind: .credential)
        #expect(try note.content == patternedContent(number(noteDocument, "contentLength")))
        #expect(note.metadata.fileName == "diploma.pdf")
    }

    @Test func `formats that must be refused`() throws {
        for entry in try list(Self.load("envelope"), "failures") {
            let bytes = Array(try string(entry, "text").utf8)
            let format = try string(entry, "format")
            try run(entry) {
                switch format {
                case "record-envelope": _ = try RecordEnvelope(parsing: bytes)
                case "released-share": _ = try ReleasedShare(parsing: bytes)
                case "compartment-envelope": _ = try CompartmentEnvelope(parsing: bytes)
                case "grant-envelope": _ = try GrantEnvelope(parsing: bytes)
                case "organisation-key-envelope": _ = try OrganisationKeyEnvelope(parsing: bytes)
                case "note": _ = try SealedNote(parsing: bytes)
                default: Issue.record("unknown format \(format)")
                }
            }
        }
    }
}
