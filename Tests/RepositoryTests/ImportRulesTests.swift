import Foundation
import Testing

/// The node half never reaches the code that opens records; consensus code reaches nothing that differs between nodes.
@Suite struct ImportRulesTests {
    @Test func everyImportIsAllowed() throws {
        let sources = try Repository.texts { Repository.isSource($0) }
        #expect(sources.count >= ImportRules.allowed.count)
        expectNone(try sources.flatMap(ImportRules.violations(in:)))
    }

    @Test func theManifestKeepsTheHalvesApart() throws {
        let graph = try TargetGraph.ofThisPackage()
        #expect(Set(graph.dependencies.keys) == Set(ImportRules.allowed.keys))
        #expect(graph.closure(of: "medchain").isSuperset(of: ["NodeCore", "Wallet", "Crypto"]))
        expectNone(graph.violations())
    }

    @Test(arguments: [
        ("RecordContract", "import Foundation"),
        ("RecordContract", "import Crypto"),
        ("NodeCore", "package import SealedRecord"),
        ("NodeAPI", "    @preconcurrency public import struct Wallet.Vault"),
        ("ClinicalFHIR", "internal import Crypto"),
        ("LedgerFormat", "@_exported import GRDB"),
        ("Sealing", "@_spi(Testing) import Wallet"),
        ("NoSuchTarget", "let x = 1"),
        ("RecordContract", "let now = ContinuousClock.now"),
        ("RecordContract", "let pick = Int.random(in: 0..<2)"),
        ("RecordContract", "let home = FileManager.default"),
        ("RecordContract", "let stamp = Date()"),
    ])
    func aForbiddenLineIsFound(target: String, line: String) throws {
        let source = SourceText(path: "Sources/\(target)/Folder/Bad.swift", text: "// a comment\n\(line)\n")
        #expect(try ImportRules.violations(in: source).count == 1)
    }

    @Test(arguments: [
        ("RecordContract", "public import LedgerFormat"),
        ("RecordContract", "// import Foundation, a Date( and a ContinuousClock in a comment"),
        ("NodeCore", "import Foundation"),
        ("Wallet", "internal import SealedRecord"),
    ])
    func anAllowedLineIsLeft(target: String, line: String) throws {
        let source = SourceText(path: "Sources/\(target)/Good.swift", text: line)
        #expect(try ImportRules.violations(in: source).isEmpty)
    }

    @Test func aManifestThatJoinsTheHalvesIsFound() throws {
        let manifest = #"""
            {"targets": [
                {"name": "NodeAPI", "type": "regular", "dependencies": [{"byName": ["NodeCore", null]}]},
                {"name": "NodeCore", "type": "regular", "dependencies": [{"byName": ["Sealing", null]}]},
                {"name": "Sealing", "type": "regular", "dependencies": [{"target": ["Wallet", null]}]},
                {"name": "Wallet", "type": "regular", "dependencies": [{"product": ["Crypto", "swift-crypto", null]}]},
                {"name": "NodeAPITests", "type": "test", "dependencies": [{"byName": ["Wallet", null]}]}
            ]}
            """#
        let reasons = try TargetGraph(manifest: Data(manifest.utf8)).violations().map(\.reason)
        #expect(
            reasons == [
                "Sealing depends on [\"Wallet\"] beyond its row in ImportRules",
                "NodeCore, which runs on nodes, reaches Wallet",
                "NodeAPI, which runs on nodes, reaches Wallet",
            ])
    }
}
