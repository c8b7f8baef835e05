import Foundation
import Testing

/// The documents hang together.
@Suite struct DocsTests {
    @Test func relativeLinksResolve() throws {
        let documents = try Repository.texts { $0.hasSuffix(".md") }
        #expect(!documents.isEmpty)
        let violations = try documents.flatMap { document in
            try Documents.brokenLinks(in: document) { path in
                let url = Repository.root.appending(path: path)
                guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else { return nil }
                return (try? String(contentsOf: url, encoding: .utf8)) ?? ""
            }
        }
        expectNone(violations)
    }

    @Test func decisionsKeepTheirForm() throws {
        let decisions = try Repository.texts { $0.hasPrefix("docs/decisions/") }
        #expect(decisions.contains { $0.path.hasSuffix("/0000-template.md") })
        let violations = try decisions.flatMap(Documents.faults(inDecision:))
        expectNone(violations)
        let numbers = decisions.map { $0.path.split(separator: "/").last?.prefix(4) ?? "" }
        #expect(Set(numbers).count == numbers.count, "two decisions have the same number")
    }

    @Test func theChangelogHasAPlaceForWhatComesNext() throws {
        let changelog = try #require(try Repository.texts { $0 == "CHANGELOG.md" }.first)
        #expect(changelog.text.hasPrefix("# Changelog\n"))
        let headings = changelog.lines.filter { $0.hasPrefix("## ") }
        #expect(headings.first == "## [Unreleased]")
    }

    @Test func everyVectorFileIsUsed() throws {
        let vectors = try Repository.texts { $0.hasPrefix("Tests/Vectors/") }.map(\.path)
        let users = try Repository.texts { path in
            (path.hasPrefix("Tests/") || path.hasPrefix("scripts/")) && Tidy.isCode(path)
        }
        #expect(!vectors.isEmpty)
        let violations = Documents.unusedVectors(vectors, users: users)
        expectNone(violations)
    }
}

/// Each check of `DocsTests` can fail.
@Suite struct DocumentsChecksTests {
    private func broken(_ text: String) throws -> [String] {
        let files = [
            "docs/a.md": text, "docs/spec/b.md": "# The `b` page, now\n\n## Twice\n\n## Twice\n", "README.md": "",
        ]
        return try Documents.brokenLinks(in: SourceText(path: "docs/a.md", text: text)) { files[$0] }.map(\.reason)
    }

    @Test(arguments: [
        "[x](spec/c.md)", "[x](../docs/none.md)", "[x](spec/b.md#nothing)", "[x](#nothing)", "![x](image.png)",
        "[x](b.md)",
    ])
    func brokenLinksAreFound(text: String) throws {
        #expect(try broken("# A\n\n\(text)\n").count == 1)
    }

    @Test func wholeLinksAreLeft() throws {
        let text = """
            # A title

            [x](spec/b.md), [x](spec/b.md#the-b-page-now), [x](spec/b.md#twice-1), [x](../README.md), [x](#a-title),
            [x](https://example.org/none), `[x](none.md)`

            ```
            [x](none.md)
            ```
            """
        #expect(try broken(text).isEmpty)
    }

    private let decision = """
        # 0007: Blocks are small

        Date: 2026-01-31. Status: accepted.

        ## Context

        ## Decision

        ## Alternatives

        ## Consequences

        """

    @Test func aWellFormedDecisionIsLeft() throws {
        #expect(
            try Documents.faults(inDecision: SourceText(path: "docs/decisions/0007-a-b.md", text: decision)).isEmpty)
    }

    @Test(arguments: [
        ("0007-a.md", "## Alternatives\n", ""), ("0007-a.md", "## Context", "## Consequences"),
        ("0008-a.md", "x", "x"), ("0007-a.md", "accepted.", "perhaps."), ("7-a.md", "x", "x"),
        ("0007-A b.md", "x", "x"),
    ])
    func aMisshapenDecisionIsFound(name: String, old: String, new: String) throws {
        let text = decision.replacingOccurrences(of: old, with: new)
        #expect(try !Documents.faults(inDecision: SourceText(path: "docs/decisions/\(name)", text: text)).isEmpty)
    }

    @Test func anUnusedVectorFileIsFound() {
        let vectors = ["Tests/Vectors/cid-v1.json", "Tests/Vectors/block.json", "Tests/Vectors/lost.json"]
        let users = [
            SourceText(path: "a.py", text: "open('cid-v1.json')"), SourceText(path: "b.swift", text: "\"block\""),
        ]
        #expect(Documents.unusedVectors(vectors, users: users).map(\.path) == ["Tests/Vectors/lost.json"])
    }
}
