import Foundation

/// The house's limits and habits that a program can check, one function a rule. What swift format, shellcheck and ruff
/// check already is not repeated here.
enum Tidy {
    static let longestLine = 120
    static let longestFile = 600
    static let longestFunction = 70
    static let largestFile = 1 << 20

    /// Code that people write, to which the limits on lines, functions and files apply; the extensionless are scripts.
    static func isCode(_ path: String) -> Bool {
        if path == "Makefile" || path == "Package.swift" { return true }
        if isGenerated(path) { return false }
        let rooms = ["Sources/", "Tests/", "Web/", "scripts/", ".ci/", "Benchmarks/"]
        guard rooms.contains(where: path.hasPrefix) else { return false }
        return ["swift", "js", "css", "html", "py", "sh", ""].contains(SourceText(path: path, text: "").fileExtension)
    }

    /// What a program made of a description, by the recipe in scripts/: nobody reads it line by line or edits it.
    static func isGenerated(_ path: String) -> Bool { path.hasPrefix("Sources/EtcdOrdering/Generated/") }

    /// Texts that people write: code, documents and settings, but no data.
    static func isText(_ path: String) -> Bool {
        isCode(path) || ["md", "toml", "yml", "yaml"].contains(SourceText(path: path, text: "").fileExtension)
    }

    static func longLines(in source: SourceText) -> [Violation] {
        numbered(source).filter { $0.text.utf8.count > longestLine && $0.text.count > longestLine }
            .map { Violation(path: source.path, line: $0.number, reason: "\($0.text.count) columns") }
    }

    static func tooManyLines(in source: SourceText) -> [Violation] {
        let count = source.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().count
        return count > longestFile ? [Violation(path: source.path, line: nil, reason: "\(count) lines")] : []
    }

    /// Tabs (make needs them), space at line ends, and a last line without an end.
    static func strayWhitespace(in source: SourceText) -> [Violation] {
        var found: [Violation] = []
        for (number, text) in numbered(source) {
            if source.path != "Makefile" && text.utf8.contains(UInt8(ascii: "\t")) {
                found.append(Violation(path: source.path, line: number, reason: "a tab"))
            }
            if text.last?.isWhitespace == true {
                found.append(Violation(path: source.path, line: number, reason: "space at the line's end"))
            }
        }
        if !source.text.isEmpty && !source.text.hasSuffix("\n") {
            found.append(Violation(path: source.path, line: nil, reason: "the last line has no end"))
        }
        return found
    }

    /// Marks of work left open. Written apart, so that this file passes its own check.
    static func openWork(in source: SourceText) throws -> [Violation] {
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X"].joined(separator: "|")
        let reference = #"\(#[0-9]+\)"#
        var patterns = ["\\b(?:\(marks))\\b(?!\(reference))": "open work that names no issue, as in MARK(#12)"]
        if source.fileExtension == "swift" {
            patterns["\\btry" + "!"] = "a forced try"
            patterns["\\bfatal" + "Error\\(\"(?:un|not )"] = "a stub"
        }
        return try violations(in: source, of: patterns)
    }

    /// What belongs to one machine, or to the way it gets its packages, and to nobody who clones the repository.
    static func oneMachinesNames(in source: SourceText) throws -> [Violation] {
        let folders = ["work", "trees", "build", "root", "Users", "tmp/bash_jobs"].joined(separator: "|")
        let registries = ["pypi", "pythonhosted", "debian", "npmjs", "golang", "crates"].joined(separator: "|")
        return try violations(
            in: source,
            of: [
                "(?<![\\w.}*$/~-])/(?:\(folders))(?:/|\\b(?!\\w))": "a path of one machine",
                "\\b(?:\(registries))\\.(?:org|io)\\b": "the host of a package registry",
                "(?<![a-z])far" + "m-[a-z0-9]": "the name of one machine",
            ])
    }

    /// Declarations that other targets see and that have no `///`. swift format asks for those of public ones alone.
    static func undocumented(in source: SourceText) throws -> [Violation] {
        let declaration = try Pattern(
            #"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public|package|open)\s+(?:[a-z]+(?:\([a-z]+\))?\s+)*"#
                + #"(?:func|var|let|init|subscript|struct|class|enum|actor|protocol|typealias|macro|case)\b"#)
        let lines = source.lines
        return lines.indices.filter { index in
            let line = lines[index]
            guard line.contains("p"), !line.contains("import "), !line.contains(" override "), declaration.matches(line)
            else { return false }
            let above = lines[..<index].reversed().lazy.map { $0.drop(while: \.isWhitespace) }
                .first { !$0.hasPrefix("@") && !$0.hasPrefix("// swift-format-ignore") }
            return above?.hasPrefix("///") != true
        }.map { Violation(path: source.path, line: $0 + 1, reason: "no documentation comment") }
    }

    /// Files that a build or a run made, or that are too large to be source.
    static func strayFiles(_ files: [Repository.TrackedFile]) throws -> [Violation] {
        let made = try Pattern(
            #"(?:^|/)(?:\.build[^/]*|Package\.resolved|\.venv|\.data|\.swiftpm|__pycache__|node_modules|\.DS_Store)"#
                + #"(?:/|$)"#
                + #"|\.(?:sqlite[^/]*|pyc|log|orig|rej|swp|p12|key)$|screenshot"#,
            caseInsensitive: true)
        return files.filter { made.matches($0.path) }
            .map { Violation(path: $0.path, line: nil, reason: "must not be under version control") }
    }

    /// Modes other than those of a plain file, and an executable bit that does not go with a `#!` line.
    static func oddModes(_ files: [Repository.TrackedFile], startsWithShebang: (String) -> Bool) -> [Violation] {
        files.compactMap { file in
            let expected = startsWithShebang(file.path) ? "100755" : "100644"
            guard file.mode != expected else { return nil }
            return Violation(path: file.path, line: nil, reason: "mode \(file.mode), expected \(expected)")
        }
    }

    private static func numbered(_ source: SourceText) -> [(number: Int, text: Substring)] {
        source.lines.enumerated().map { ($0.offset + 1, $0.element) }
    }

    private static func violations(in source: SourceText, of patterns: [String: String]) throws -> [Violation] {
        try patterns.flatMap { pattern, reason in
            try Pattern(pattern).matches(in: source.text).map {
                Violation(path: source.path, line: source.line(at: $0.lowerBound), reason: reason)
            }
        }
    }
}
