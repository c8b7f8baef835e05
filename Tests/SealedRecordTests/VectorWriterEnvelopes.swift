import Foundation
import Sealing

@testable import SealedRecord

extension VectorWriter {
    func envelope() throws -> Document {
        let (record, failures, releaseFailures) = try recordDocument()
        let keys = try keyEnvelopes()
        return [
            "record": record, "compartment": keys.compartment, "grant": keys.grant, "organisation": keys.organisation,
            "note": keys.note, "releaseFailures": releaseFailures,
            "failures": failures + keyFailures(keys),
        ]
    }

    private func recordDocument() throws -> (Document, failures: [Document], releaseFailures: [Document]) {
        let halves = try RecordKeyHalves(a: SecretBytes(bytes("a")), b: SecretBytes(bytes("b")))
        let binding = try record()
        let compartment = try CompartmentKey(
            category: .clinical, version: 2, privateKey: key("compartment clinical 2"))
        let organisations = ["org-1", "org-2", "org-3"]
        let (envelope, commitments) = try RecordEnvelope.seal(
            halves, binding: binding, compartment: compartment.publicKey,
            author: ("author-1", key("author").publicKey), patientKey: key("patient").publicKey,
            organisations: organisations.map {
                .init(organisation: $0, releaseKey: try key("release \($0)").publicKey)
            }, threshold: 2)
        let read = bytes("read")
        func release(_ organisation: String, read: [UInt8]) throws -> ReleasedShare {
            try ReleasedShare.reseal(
                envelope.share(of: organisation), of: binding, releaseKey: key("release \(organisation)"),
                commitments: commitments, to: key("reader").publicKey, read: read)
        }
        let released = try organisations.map { text(try release($0, read: read).encoded()) }
        let honest = try release("org-1", read: read)
        let foreign = try HPKESealedBox.seal(
            SecretBytes(bytes("forged")), to: key("reader").publicKey, context: honest.context)
        let forged = text(honest.encoded()).replacingOccurrences(
            of: text(honest.sealed.encoded()), with: text(foreign.encoded()))
        let otherRead = text(try release("org-1", read: bytes("other read")).encoded())
        let payload = try Payload.seal(
            patternedContent(700), metadata: .init(mediaType: "application/fhir+json", fhirType: "Condition"),
            dataKey: halves.dataKey(for: binding), binding: .init(binding))
        let document: Document = [
            "network": network, "patient": patient, "record": "record-1", "category": "clinical",
            "a": hex(bytes("a")), "b": hex(bytes("b")), "envelope": text(envelope.encoded()),
            "patientKey": try scalar("patient"), "author": "author-1", "authorKey": try scalar("author"),
            "compartmentKey": try scalar("compartment clinical 2"), "compartmentVersion": 2,
            "releaseKeys": try Dictionary(
                uniqueKeysWithValues: organisations.map { ($0, try scalar("release \($0)")) }),
            "readerKey": try scalar("reader"), "read": hex(read), "released": released,
            "threshold": 2,
            "commitments": commitments.entries.map {
                ["organisation": $0.organisation, "commitment": hex($0.commitment)]
            },
            "payload": SealedBase64URL.encode(payload), "contentLength": 700,
        ]
        func failure(_ name: String, _ shares: [String], _ error: String) -> Document {
            ["name": name, "released": shares, "error": error]
        }
        let unknown = released[0].replacingOccurrences(of: "org-1", with: "org-9")
        let releaseFailures = [
            failure("one share of two", [released[0]], "shamir.tooFewShares"),
            failure("one share twice", [released[1], released[1]], "shamir.duplicateShare"),
            failure("a share for another read", [otherRead, released[1]], "release.contextMismatch"),
            failure("a forged share", [forged, released[1]], "release.commitmentMismatch"),
            failure("an organisation without commitment", [unknown, released[1]], "release.unknownOrganisation"),
        ]
        return (document, recordFailures(text(envelope.encoded()), released[0]), releaseFailures)
    }

    private func recordFailures(_ envelope: String, _ released: String) -> [Document] {
        func failure(_ old: String, _ new: String, _ error: String) -> Document {
            [
                "format": "record-envelope", "text": envelope.replacingOccurrences(of: old, with: new),
                "error": error,
            ]
        }
        return [
            failure(#""v":1}"#, #""v":1,"w":1}"#, "format.unknownField"),
            failure(#","v":1}"#, "}", "format.missingField"),
            failure(#""v":1}"#, #""v":2}"#, "format.versionUnknown"),
            failure(#""v":1}"#, #""v":1,"v":1}"#, "format.duplicateField"),
            failure(#""v":1}"#, #""v":1.0}"#, "format.invalid"),
            failure(#""v":1}"#, #""v":null}"#, "format.invalid"),
            failure(#""v":1}"#, #""v": 1}"#, "format.notCanonical"),
            failure(#""v":1}"#, #""v":[[[[[[[[[1]]]]]]]]]}"#, "format.tooDeep"),
            failure("medchain-record-envelope", "medchain-other", "format.typeMismatch"),
            failure(#""clinical""#, #""dental""#, "format.valueInvalid"),
            failure(#""patient-1""#, #""patient 1""#, "identifier.invalid"),
            failure(#""suite":1"#, #""suite":9"#, "hpke.suiteUnknown"),
            failure(#""k":2"#, #""k":0"#, "shamir.thresholdInvalid"),
            failure(#""k":2"#, #""k":4"#, "shamir.thresholdInvalid"),
            failure(#""x":2}"#, #""x":3}"#, "envelope.sharesInvalid"),
            failure(#""org-2""#, #""org-1""#, "envelope.sharesInvalid"),
            failure(#""enc":"B"#, #""enc":"="#, "format.base64url"),
            ["format": "record-envelope", "text": "", "error": "format.invalid"],
            [
                "format": "released-share", "text": released.replacingOccurrences(of: "\"x\":1", with: "\"x\":0"),
                "error": "format.valueInvalid",
            ],
            ["format": "released-share", "text": envelope, "error": "format.typeMismatch"],
        ]
    }

    private func keyEnvelopes() throws -> (
        compartment: Document, grant: Document, organisation: Document, note: Document
    ) {
        let names: [(CompartmentCategory, UInt64)] = [(.clinical, 1), (.clinical, 2), (.laboratory, 1)]
        let keys = try names.map { category, version in
            try CompartmentKey(
                category: category, version: version, privateKey: key("compartment \(category.name) \(version)"))
        }
        let keyDocuments = keys.map { key -> Document in
            [
                "category": key.category.name, "version": Int(key.version),
                "privateKey": hex(key.privateKey.scalar.exposedBytes()),
            ]
        }
        let compartment = try CompartmentEnvelope(
            network: network, patient: patient, keys: keys, patientKey: key("patient").publicKey)
        let grant = try GrantEnvelope(
            network: network, patient: patient, grantee: "reader-1", granteeKey: key("reader").publicKey,
            compartments: keys, records: [(record("record-7", .imaging), SecretBytes(bytes("a7")))],
            reason: "für die Nachsorge")
        let organisation = try OrganisationKeyEnvelope(
            network: network, organisation: "org-1",
            keys: [
                OrganisationKey(version: 1, privateKey: key("organisation 1")),
                OrganisationKey(version: 2, privateKey: key("organisation 2")),
            ], member: "reader-1", memberKey: key("reader").publicKey)
        let note = try SealedNote(
            patternedContent(300), metadata: .init(mediaType: "application/pdf", fileName: "diploma.pdf"),
            kind: .credential, network: network, sender: "author-1", note: "note-1",
            recipients: [("authority-1", key("patient").publicKey), ("reader-1", key("reader").publicKey)])
        return (
            [
                "network": network, "patient": patient, "patientKey": try scalar("patient"), "keys": keyDocuments,
                "envelope": text(compartment.encoded()),
            ],
            [
                "network": network, "patient": patient, "grantee": "reader-1", "granteeKey": try scalar("reader"),
                "keys": keyDocuments, "reason": "für die Nachsorge", "record": "record-7", "category": "imaging",
                "a": hex(bytes("a7")), "envelope": text(grant.encoded()),
            ],
            [
                "network": network, "organisation": "org-1", "member": "reader-1", "memberKey": try scalar("reader"),
                "privateKeys": [try scalar("organisation 1"), try scalar("organisation 2")],
                "envelope": text(organisation.encoded()),
            ],
            [
                "network": network, "sender": "author-1", "recipient": "reader-1", "recipientKey": try scalar("reader"),
                "kind": "credential", "contentLength": 300, "fileName": "diploma.pdf",
                "note": SealedBase64URL.encode(note.encoded()),
            ]
        )
    }

    private func keyFailures(
        _ keys: (compartment: Document, grant: Document, organisation: Document, note: Document)
    ) -> [Document] {
        func failure(_ format: String, _ document: Document, _ old: String, _ new: String, _ error: String) -> Document
        {
            let envelope = document["envelope"] as? String ?? ""
            return ["format": format, "text": envelope.replacingOccurrences(of: old, with: new), "error": error]
        }
        return [
            failure(
                "compartment-envelope", keys.compartment, #""version":2"#, #""version":1"#,
                "envelope.entriesInvalid"),
            failure(
                "compartment-envelope", keys.compartment, #""version":2"#, #""version":0"#, "format.valueInvalid"),
            failure("compartment-envelope", keys.compartment, #""publicKey":"B"#, #""publicKey":"C"#, "key.invalid"),
            failure("grant-envelope", keys.grant, #""grantee":"reader-1","#, "", "format.missingField"),
            failure("grant-envelope", keys.grant, #""laboratory""#, #""clinical""#, "envelope.entriesInvalid"),
            failure(
                "organisation-key-envelope", keys.organisation, #""version":2"#, #""version":1"#,
                "envelope.entriesInvalid"),
            ["format": "note", "text": "", "error": "note.headerInvalid"],
            ["format": "note", "text": "MCSN\u{2}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", "error": "note.versionUnknown"],
            ["format": "note", "text": "MCSN\u{1}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{1}", "error": "note.headerInvalid"],
        ]
    }
}
