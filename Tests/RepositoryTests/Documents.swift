import Foundation

/// Checks of the documents: their links lead somewhere, decisions keep their form, vectors are used.
enum Documents {
    static let decisionHeadings = ["## Context", "## Decision", "## Alternatives", "## Consequences"]

    /// The targets of the Markdown links outside code, each with its line.
    static func links(in source: SourceText) throws -> [(target: String, line: Int)] {
        let prose = SourceText(path: source.path, text: withoutCode(source))
        return try Pattern(#"\[[^\]]*\]\(([^)\s]+)\)"#).matches(in: prose.text, group: 1).map {
            (String(prose.text[$0]), prose.line(at: $0.lowerBound))
        }
    }

    /// Relative links that lead to no file or to no heading. `text` gives a file of the repository by its path: nil
    /// when there is none, and "" for what is no text.
    static func brokenLinks(in source: SourceText, text: (String) -> String?) throws -> [Violation] {
        try links(in: source).compactMap { link in
            guard !link.target.contains("://"), !link.target.hasPrefix("mailto:") else { return nil }
            let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let folder = "/" + source.path.split(separator: "/").dropLast().joined(separator: "/")
            let name = parts[0].removingPercentEncoding ?? String(parts[0])
            let path = name.isEmpty ? "/" + source.path : folder + "/" + name
            let resolved = URL(filePath: path).standardized.path(percentEncoded: false)
            guard let target = text(String(resolved.drop { $0 == "/" })) else {
                return Violation(path: source.path, line: link.line, reason: "no file at \(link.target)")
            }
            if parts.count == 2, !anchors(in: SourceText(path: resolved, text: target)).contains(String(parts[1])) {
                return Violation(path: source.path, line: link.line, reason: "no heading at \(link.target)")
            }
            return nil
        }
    }

    /// The fragments by which the headings of a Markdown text are reached: in lower case, without punctuation, `-` for
    /// a space.
    static func anchors(in source: SourceText) -> Set<String> {
        var used: [String: Int] = [:]
        var found: Set<String> = []
        for line in withoutCode(source).split(separator: "\n") where line.hasPrefix("#") {
            let title = line.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
            let slug = String(
                title.filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }.map { $0 == " " ? "-" : $0 })
            let earlier = used[slug, default: 0]
            used[slug] = earlier + 1
            found.insert(earlier == 0 ? slug : "\(slug)-\(earlier)")
        }
        return found
    }

    /// What a decision record lacks: its number in the title, its date and status, the agreed headings in their order.
    static func faults(inDecision source: SourceText) throws -> [Violation] {
        let name = source.path.split(separator: "/").last ?? ""
        var found: [Violation] = []
        func fault(_ reason: String) { found.append(Violation(path: source.path, line: nil, reason: reason)) }

        if try !Pattern(#"^\d{4}-[a-z0-9]+(?:-[a-z0-9]+)*\.md$"#).matches(name) {
            fault("not named NNNN-some-words.md")
        }
        let isTemplate = name.hasPrefix("0000-")
        if !source.text.hasPrefix("# \(isTemplate ? "NNNN" : name.prefix(4)): ") {
            fault("the title is not `# NNNN: ...`")
        }
        if try !isTemplate
            && !Pattern(#"^Date: \d{4}-\d\d-\d\d\. Status: (?:accepted|replaced by \d{4})\.$"#).matches(source.text)
        {
            fault("no line `Date: YYYY-MM-DD. Status: accepted.`")
        }
        let headings = withoutCode(source).split(separator: "\n").filter { $0.hasPrefix("## ") }.map(String.init)
        if headings != decisionHeadings { fault("the headings are \(headings)") }
        return found
    }

    /// Vector files whose name stands in no test and no script.
    static func unusedVectors(_ paths: [String], users: [SourceText]) -> [Violation] {
        paths.filter { path in
            let file = String(path.split(separator: "/").last ?? "")
            let stem = "\"\(file.prefix { $0 != "." })\""
            return !users.contains { $0.text.contains(file) || $0.text.contains(stem) }
        }.map { Violation(path: $0, line: nil, reason: "no test and no script names this vector file") }
    }

    /// The text with fenced blocks and code spans blanked, line by line, so that line numbers stay.
    private static func withoutCode(_ source: SourceText) -> String {
        var isFenced = false
        return source.lines.map { line -> String in
            if line.drop(while: { $0 == " " }).hasPrefix("```") {
                isFenced.toggle()
                return ""
            }
            guard !isFenced else { return "" }
            let isHeading = line.hasPrefix("#")
            return line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .map { $0.offset.isMultiple(of: 2) || isHeading ? String($0.element) : "" }.joined()
        }.joined(separator: "\n")
    }
}
