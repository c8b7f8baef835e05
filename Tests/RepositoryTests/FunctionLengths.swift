/// Measures functions by their indentation, which the formatters hold: a function reaches from its first line to the
/// line that closes it at the same depth. No language is parsed.
enum FunctionLengths {
    static func violations(in source: SourceText) throws -> [Violation] {
        try lengths(in: source).filter { $0.count > Tidy.longestFunction }
            .map { Violation(path: source.path, line: $0.line, reason: "a function of \($0.count) lines") }
    }

    /// The first line of each function, counted from 1, and how many lines the function has.
    static func lengths(in source: SourceText) throws -> [(line: Int, count: Int)] {
        let pattern: Pattern
        switch source.fileExtension {
        case "swift":
            pattern = try Pattern(
                #"^ *(?:@?[a-z]\w*(?:\([^)]*\))? +)*"#
                    + #"(?:func +\S|init[?!]?[(<]|deinit\b|subscript[(<]|(?:var|get|set)\b[^=]*\{$)"#
            )
        case "js":
            pattern = try Pattern(
                #"^ *(?!(?:if|for|while|switch|catch|return)\b)"#
                    + #"(?:.*\bfunction\b|.*=> \{$|(?:[a-z]+ +)*[#\w]+\(.*\) \{$)"#
            )
        case "py": pattern = try Pattern(#"^ *(?:async +)?def "#)
        case "sh", "": pattern = try Pattern(#"^ *\w+\(\) \{$"#)
        default: return []
        }
        let lines = source.lines
        return lines.indices.filter { pattern.matches(lines[$0]) }.map { start in
            let end = source.fileExtension == "py" ? lastIndented(lines, start) : closing(lines, start)
            return (start + 1, end - start + 1)
        }
    }

    private static func depth(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }

    /// The line that closes the braces opened from `start` on; `start` itself for a declaration without a body.
    private static func closing(_ lines: [Substring], _ start: Int) -> Int {
        let depthOfStart = depth(lines[start])
        var isOpen = lines[start].hasSuffix("{")
        for index in lines.indices[(start + 1)...] where !lines[index].isEmpty {
            let line = lines[index]
            guard depth(line) <= depthOfStart else { continue }
            let text = line.drop { $0 == " " }
            if isOpen && text.hasPrefix("}") { return index }
            if !isOpen {
                // Only the rest of the signature stands at the declaration's own depth before the body opens.
                guard [")", "where ", "->", "{", "async", "throws"].contains(where: text.hasPrefix) else {
                    return start
                }
                isOpen = line.hasSuffix("{")
            }
        }
        return isOpen ? lines.count - 1 : start
    }

    private static func lastIndented(_ lines: [Substring], _ start: Int) -> Int {
        var last = start
        for index in lines.indices[(start + 1)...] where !lines[index].isEmpty {
            guard depth(lines[index]) > depth(lines[start]) || lines[index].drop(while: { $0 == " " }).hasPrefix(")")
            else { break }
            last = index
        }
        return last
    }
}
