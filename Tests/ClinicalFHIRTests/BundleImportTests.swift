import ClinicalFHIR
import Foundation
import Testing

@Suite("Bundle import")
struct BundleImportTests {
    private let patient = #"{ "resourceType":"Patient", "id":"p" }"#
    private let broken = #"{"resourceType":"Patient","gender":"F"}"#

    private func entry(_ url: String, _ resource: String, method: String = "POST") -> String {
        #"{"fullUrl":"\#(url)","resource":\#(resource),"request":{"method":"\#(method)","url":"Patient"}}"#
    }

    private func bundle(_ entries: [String], type: String = "transaction") -> [UInt8] {
        Array(#"{"entry":[\#(entries.joined(separator: " , "))],"type":"\#(type)","resourceType":"Bundle"}"#.utf8)
    }

    @Test("an invalid resource is refused alone; nothing is lost from the count; bytes stay")
    func plan() throws {
        let importer = BundleImporter(validator: try Support.validator())
        let source = bundle([
            entry("urn:uuid:1", patient), entry("urn:uuid:2", broken), entry("urn:uuid:1", patient),
            entry("not absolute", patient), entry("urn:uuid:3", patient, method: "DELETE"),
            #"{"fullUrl":"urn:uuid:4"}"#,
            "null", #"{"resource":\#(patient)}"#, #"{"fullUrl":"urn:uuid:5","resource":\#(patient),"sauce":1}"#,
            entry("urn:uuid:6", #"{"resourceType":"Organization","name":"Lab"}"#), entry("urn:uuid:7", #""text""#),
        ])
        let plan = try importer.plan(source)
        #expect(plan.entryCount == 11)
        #expect(plan.items.map(\.fullUrl) == ["urn:uuid:1", "Patient/p"])
        #expect(plan.items.allSatisfy { $0.record.bytes == Array(patient.utf8) })
        #expect(plan.directory.map(\.title) == ["Lab"])
        let codes = Dictionary(uniqueKeysWithValues: plan.refused.map { ($0.index, $0.issues[0].code) })
        #expect(
            codes == [
                1: .codeNotInValueSet, 2: .bundleDuplicateFullUrl, 3: .bundleFullUrl, 4: .bundleEntryNotCreated,
                5: .bundleEntryWithoutResource, 6: .objectExpected, 8: .elementUnknown, 10: .objectExpected,
            ])
        #expect(plan.items.count + plan.directory.count + plan.refused.count == plan.entryCount)
    }

    @Test("a source that is no Bundle, of another type or cut short gives nothing at all")
    func refusals() throws {
        let importer = BundleImporter(validator: try Support.validator())
        func code(_ source: [UInt8]) -> FHIRErrorCode? {
            var handed = 0
            do {
                _ = try importer.forEachEntry(in: Data(source)) { _ in handed += 1 }
                return nil
            } catch {
                #expect(handed == 0)
                return (error as? FHIRError)?.code
            }
        }
        #expect(code(Array(patient.utf8)) == .bundleExpected)
        #expect(code(Array("[]".utf8)) == .bundleExpected)
        #expect(code(bundle([entry("urn:uuid:1", patient)], type: "history")) == .bundleType)
        #expect(code(bundle([entry("urn:uuid:1", patient)], type: "nonsense")) == .bundleType)
        #expect(code(Array(bundle([entry("urn:uuid:1", patient)]).dropLast())) == .jsonSyntax)
        #expect(code(Array(#"{"resourceType":"Bundle","type":"batch","entry":{}}"#.utf8)) == .bundleExpected)
        #expect(code(Array(#"{"resourceType":"Bundle","type":"batch"}"#.utf8)) == nil)
    }

    @Test("a slice of Data is read like the whole")
    func slice() throws {
        let importer = BundleImporter(validator: try Support.validator())
        let source = Data([0x20, 0x20, 0x20]) + Data(bundle([entry("urn:uuid:1", patient)]))
        #expect(try importer.plan(source.dropFirst(3)).items.first?.record.bytes == Array(patient.utf8))
    }
}
