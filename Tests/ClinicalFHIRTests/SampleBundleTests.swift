import ClinicalFHIR
import Foundation
import Testing

@Suite("The five sample patients")
struct SampleBundleTests {
    @Test("719 resources go in; 703 records and 16 directory entries come out, none refused")
    func complete() throws {
        let importer = BundleImporter(validator: try Support.validator())
        var entries = 0
        var items = 0
        var directory = 0
        for sample in try Support.samples() {
            let plan = try importer.plan(sample.bytes)
            for entry in plan.refused { Issue.record("\(sample.name): \(entry.issues)") }
            #expect(plan.bundleIssues.isEmpty)
            #expect(plan.items.count + plan.directory.count + plan.refused.count == plan.entryCount)
            #expect(Set(plan.items.map(\.fullUrl)).count == plan.items.count)
            #expect(plan.items.allSatisfy { !$0.record.title.isEmpty })
            entries += plan.entryCount
            items += plan.items.count
            directory += plan.directory.count
        }
        #expect(entries == 719)
        #expect(items == 703)
        #expect(directory == 16)
    }

    @Test("every resource is a slice of its file, byte for byte, in order")
    func bytes() throws {
        let importer = BundleImporter(validator: try Support.validator())
        let sample = try #require(try Support.samples().first)
        var position = sample.bytes.startIndex
        let source = Data(sample.bytes)
        for item in try importer.plan(sample.bytes).items {
            let found = try #require(source.range(of: Data(item.record.bytes), in: position..<source.count))
            position = found.upperBound
        }
    }
}
