import ClinicalFHIR
import Foundation
import Testing

/// COVERAGE 002-28, 004-61: the access log as AuditEvent in IHE BALP's shape, consents as Consent.
@Suite("The access log and consents in FHIR")
struct LedgerExportTests {
    private let patient = LedgerParty(.patient, id: "7K3Q9XJ2P4TM5A")
    private let reader = LedgerParty(.practitioner, id: "2J9TK4M8Q7XW3B", name: "Eva Lind")
    private let hospital = LedgerParty(.organization, id: "5T8WQ2M4X9KJ7C", name: "Riverside")

    private func read(grant: String?) -> AuditedRead {
        AuditedRead(
            transaction: "q83vEjRWeJCrze8SNFZ4kA", network: "n3tw0rk", at: "2026-03-01T10:15:00Z", patient: patient,
            reader: reader, role: "physician", organisation: hospital, purpose: "TREAT", grant: grant,
            records: ["AAAAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBB"])
    }

    private func consent(_ scope: GivenConsent.Scope, rights: [String], isActive: Bool, reads: String?) -> GivenConsent
    {
        GivenConsent(
            grant: "q83vEjRWeJCrze8SNFZ4kA", patient: patient, grantee: hospital, givenAt: "2026-03-01T10:15:00Z",
            from: "2026-03-01T10:15:00Z", until: "2026-04-01T10:15:00Z", isActive: isActive, purpose: "TREAT",
            rights: rights, scope: scope, reads: reads)
    }

    private var everything: [(fullUrl: String, resource: [UInt8])] {
        read(grant: "grant1").auditEvents + read(grant: nil).auditEvents + [
            consent(.categories(["clinical", "safety"]), rights: ["read", "contribute"], isActive: true, reads: nil)
                .consent,
            consent(
                .records(["AAAAAAAAAAAAAAAAAAAAAA"]), rights: ["list", "read", "dispense"], isActive: false, reads: "1"
            )
            .consent,
        ]
    }

    @Test("HL7's definitions accept them")
    func valid() throws {
        let validator = try Support.validator()
        for entry in everything {
            let issues = try validator.validate(entry.resource)
            #expect(issues.isEmpty, "\(entry.fullUrl): \(issues)")
        }
        let bundle = try BundleExport.bundle(read(grant: nil).auditEvents, timestamp: "2026-03-01T10:15:00Z")
        #expect(try validator.validate(bundle).isEmpty)
    }

    @Test("the independent judge accepts them")
    func judged() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("medchain-ledger-\(getpid()).json")
        try Data(try BundleExport.bundle(everything)).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let script = Support.repository.appendingPathComponent("Tests/Independent/fhir_check.py").path
        let verdict = try Support.python([script, file.path])
        #expect(verdict.contains("6 resources judged") && verdict.contains(" 0 verdicts differ"), "\(verdict)")
    }

    @Test("an AuditEvent has what IHE.BasicAudit.PatientRead asks for, one event a record")
    func balp() throws {
        let events = try read(grant: "grant1").auditEvents.map { try FHIRJSONDocument($0.resource).root }
        #expect(events.count == 2)
        for event in events {
            #expect(event["type"]?["code"]?.string == "rest" && event["action"]?.string == "R")
            #expect(event["outcome"]?.string == "0")
            let agents = Dictionary(
                grouping: event["agent"]?.elements ?? [],
                by: { $0["type"]?["coding"]?.elements.first?["code"]?.string ?? "" })
            #expect(agents["110152"]?.count == 1 && agents["110153"]?.count == 1 && agents["IRCP"]?.count == 1)
            #expect(agents["110152"]?.first?["network"] != nil && agents["110153"]?.first?["network"] != nil)
            let user = try #require(agents["IRCP"]?.first)
            #expect(user["requestor"]?.boolean == true && user["network"] == nil)
            #expect(user["who"]?["identifier"]?["value"]?.string == reader.id)
            #expect(user["policy"]?.elements.first?.string == "urn:medchain:grant:grant1")
            let entities = Dictionary(
                grouping: event["entity"]?.elements ?? [], by: { $0["type"]?["code"]?.string ?? "" })
            #expect(entities["2"]?.count == 1 && entities["1"]?.count == 1 && entities["XrequestId"]?.count == 1)
            #expect(entities["1"]?.first?["role"]?["code"]?.string == "1")
            #expect(entities["1"]?.first?["what"]?["type"]?.string == "Patient")
        }
        let records = events.compactMap {
            $0["entity"]?.elements.first?["what"]?["identifier"]?["value"]?.string
        }
        #expect(records == ["AAAAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBB"])
    }

    @Test("a Consent permits exactly what the grant does")
    func permits() throws {
        let one = consent(
            .records(["AAAAAAAAAAAAAAAAAAAAAA"]), rights: ["list", "read", "dispense"], isActive: false, reads: "1")
        let root = try FHIRJSONDocument(one.consent.resource).root
        #expect(root["status"]?.string == "inactive")
        let provision = try #require(root["provision"])
        #expect(provision["type"]?.string == "permit")
        let actions = (provision["action"]?.elements ?? []).compactMap { $0["coding"]?.elements.first?["code"]?.string }
        #expect(actions == ["access", "use"])
        #expect(provision["extension"]?.elements.first?["valueInteger"]?.number == "1")
        #expect(provision["data"]?.elements.count == 1 && provision["class"] == nil)
        #expect(provision["period"]?["end"]?.string == "2026-04-01T10:15:00Z")
    }
}
