import ClinicalFHIR
import Foundation
import Testing

@Suite("Bundle export")
struct ExportTests {
    @Test("import, export, import: every resource is the same bytes under the same fullUrl")
    func roundTrip() throws {
        let importer = BundleImporter(validator: try Support.validator())
        let sources = try Support.samples().map(\.bytes) + [SyntheticPatient(.cardiac, seed: 5).bundle]
        for source in sources {
            let first = try importer.plan(source)
            let exported = try BundleExport.bundle(
                first.items.map { ($0.fullUrl, $0.record.bytes) }, timestamp: "2026-01-02T03:04:05Z")
            let second = try importer.plan(exported)
            #expect(second.bundleType == "collection" && second.bundleIssues.isEmpty)
            #expect(second.items.map(\.fullUrl) == first.items.map(\.fullUrl))
            #expect(second.items.map(\.record.bytes) == first.items.map(\.record.bytes))
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(exported)) }
        }
    }

    @Test("odd white space, numbers and escapes survive; what would break the Bundle is refused")
    func exactness() throws {
        let odd = Array("{ \"resourceType\" :\t\"Basic\",\r\n \"x\" : [1.00 , 1e0],\"y\":\"\\u00e9\" }".utf8)
        let bundle = try BundleExport.bundle([("urn:uuid:1", odd)])
        #expect(Data(bundle).range(of: Data(odd)) != nil)
        #expect(
            try BundleExport.bundle([]) == Array(#"{"resourceType":"Bundle","type":"collection","entry":[]}"#.utf8) + [
                10
            ])
        for (url, resource) in [
            ("urn:uuid:1", "{}{}"), ("urn:uuid:1", "{"), ("urn:uuid:1", "1"), ("a\"b", "{}"), ("a b", "{}"),
        ] {
            #expect(throws: FHIRError.self) { try BundleExport.bundle([(url, Array(resource.utf8))]) }
        }
    }
}
