import Foundation
import Testing

/// One text of the repository: a file, or a sample that shows that a check can fail.
struct SourceText {
    /// The path from the repository's root, with `/`.
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// What follows the last dot of the file's name; empty without one, as for `Makefile` and the scripts.
    var fileExtension: String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return String(name[name.index(after: dot)...])
    }

    /// The line, counted from 1, on which the character at `index` stands.
    func line(at index: String.Index) -> Int { text[..<index].utf8.count { $0 == UInt8(ascii: "\n") } + 1 }
}

/// What a check objects to, and where.
struct Violation: CustomStringConvertible {
    let path: String
    let line: Int?
    let reason: String

    var description: String { [path, line.map(String.init), " " + reason].compactMap(\.self).joined(separator: ":") }
}

/// Fails the test that calls it when there is a violation, and lists them all, one a line.
func expectNone(_ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation) {
    guard !violations.isEmpty else { return }
    let list = violations.map(\.description).joined(separator: "\n")
    Issue.record("\(violations.count) violations:\n\(list)", sourceLocation: sourceLocation)
}

/// The repository that these tests stand in.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A program that ended with another status than 0.
    struct CommandFailed: Error {
        let command: [String]
        let status: Int32
    }

    /// One entry of git's index.
    struct TrackedFile {
        /// git's mode: 100644, 100755, 120000 (symbolic link), 160000 (submodule).
        let mode: String
        let path: String
    }

    /// Whether a path is that of a Swift file of a target that is no test.
    static func isSource(_ path: String) -> Bool {
        (path.hasPrefix("Sources/") || path.hasPrefix("Web/")) && path.hasSuffix(".swift")
    }

    /// What a program, found on the PATH and started in the repository's root, writes to its standard output.
    static func output(of command: [String]) throws -> Data {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = root
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandFailed(command: command, status: process.terminationStatus)
        }
        return data
    }

    /// The files under version control.
    static func trackedFiles() throws -> [TrackedFile] {
        try entries(of: ["git", "ls-files", "--stage", "-z"]).map { entry in
            let halves = entry.split(separator: "\t", maxSplits: 1)
            return TrackedFile(mode: String(halves[0].prefix(6)), path: String(halves[1]))
        }
    }

    /// The texts under version control, and those that the next commit would add. A file that is not UTF-8 is no text.
    static func texts(where isWanted: (String) -> Bool) throws -> [SourceText] {
        try entries(of: ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .filter(isWanted)
            .compactMap { path in
                guard let data = try? Data(contentsOf: root.appending(path: path)) else { return nil }
                return String(data: data, encoding: .utf8).map { SourceText(path: path, text: $0) }
            }
    }

    private static func entries(of command: [String]) throws -> [String] {
        String(decoding: try output(of: command), as: UTF8.self).split(separator: "\0").map(String.init)
    }
}

/// A regular expression over whole texts; `^` and `$` match at line ends.
struct Pattern {
    private let expression: NSRegularExpression

    init(_ pattern: String, caseInsensitive: Bool = false) throws {
        let options: NSRegularExpression.Options =
            caseInsensitive ? [.anchorsMatchLines, .caseInsensitive] : [.anchorsMatchLines]
        expression = try NSRegularExpression(pattern: pattern, options: options)
    }

    /// The ranges of all matches: of the group `group`, where there is one.
    func matches(in text: String, group: Int = 0) -> [Range<String.Index>] {
        expression.matches(in: text, range: NSRange(text.startIndex..., in: text))
            .compactMap { Range($0.range(at: group), in: text) }
    }

    func matches(_ text: some StringProtocol) -> Bool {
        let text = String(text)
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}
