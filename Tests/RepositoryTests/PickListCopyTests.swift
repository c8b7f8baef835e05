import Foundation
import Testing

/// The pick lists stand twice: where Swift reads them and where the web application does.
@Suite struct PickListCopyTests {
    private func files(_ folder: String) throws -> [String: Data] {
        let root = Repository.root.appending(path: folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path(percentEncoded: false))
        return try names.reduce(into: [:]) { $0[$1] = try Data(contentsOf: root.appending(path: $1)) }
    }

    @Test func bothCopiesAreTheSame() throws {
        let swift = try files("Sources/ClinicalFHIR/Resources/picklists")
        let web = try files("Web/app/picklists")
        #expect(swift.keys.contains("conditions.json"))
        #expect(swift.keys.sorted() == web.keys.sorted(), "copy Sources/ClinicalFHIR/Resources/picklists to Web/app")
        for (name, content) in swift { #expect(web[name] == content, "\(name) differs") }
    }
}
