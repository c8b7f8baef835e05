internal import Yams

/// Yams' own name for it is that of this target's most important type.
private typealias YAMLNode = Yams.Node
private typealias YAMLMapping = Yams.Node.Mapping

/// Reads a YAML mapping member by member and refuses those that nobody asked for, with the line on which they stand.
struct StrictYAML {
    private let members: YAMLMapping
    private let line: Int
    private var taken: Set<String> = []

    /// Parses a whole document. Throws `setup.malformed`.
    init(parsing text: String) throws {
        let node: YAMLNode?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw SetupError(.malformed, "the YAML is malformed: \(error)")
        }
        guard let mapping = node?.mapping else { throw SetupError(.malformed, "line 1: a mapping is expected") }
        try self.init(mapping, line: 1)
    }

    private init(_ mapping: YAMLMapping, line: Int) throws {
        members = mapping
        self.line = line
        var seen: Set<String> = []
        for key in mapping.keys {
            guard let name = key.string, seen.insert(name).inserted else {
                throw Self.malformed(key, "a key stands here twice or is no text")
            }
        }
    }

    private static func malformed(_ node: YAMLNode?, _ detail: String, line: Int = 1) -> SetupError {
        SetupError(.malformed, "line \(node?.mark?.line ?? line): \(detail)")
    }

    /// Throws when a key has not been read.
    func finish() throws {
        for key in members.keys where !taken.contains(key.string ?? "") {
            throw Self.malformed(key, "unknown key \(key.string ?? "")")
        }
    }

    mutating func has(_ name: String) -> Bool { members[YAMLNode(name)] != nil }

    private mutating func value(_ name: String) -> YAMLNode? {
        taken.insert(name)
        return members[YAMLNode(name)]
    }

    mutating func text(_ name: String) throws -> String {
        guard let text = try optionalText(name) else { throw Self.malformed(nil, "\(name) is missing", line: line) }
        return text
    }

    mutating func optionalText(_ name: String) throws -> String? {
        guard let node = value(name) else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else {
            throw Self.malformed(node, "\(name) must be a text")
        }
        return text
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws -> Int {
        guard let node = value(name) else { return fallback }
        guard let number = node.int, range.contains(number) else {
            throw Self.malformed(
                node, "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func bool(_ name: String, default fallback: Bool) throws -> Bool {
        guard let node = value(name) else { return fallback }
        guard let flag = node.bool else { throw Self.malformed(node, "\(name) must be true or false") }
        return flag
    }

    mutating func texts(_ name: String) throws -> [String] {
        guard let node = value(name) else { return [] }
        guard let sequence = node.sequence else { throw Self.malformed(node, "\(name) must be a list") }
        return try sequence.map { element in
            guard let text = element.scalar?.string else { throw Self.malformed(element, "a text is expected") }
            return text
        }
    }

    /// A nested mapping; nil when absent.
    mutating func mapping(_ name: String) throws -> StrictYAML? {
        guard let node = value(name) else { return nil }
        guard let mapping = node.mapping else { throw Self.malformed(node, "\(name) must be a mapping") }
        return try StrictYAML(mapping, line: node.mark?.line ?? line)
    }

    /// A list of mappings; empty when absent.
    mutating func mappings(_ name: String) throws -> [StrictYAML] {
        guard let node = value(name) else { return [] }
        guard let sequence = node.sequence else { throw Self.malformed(node, "\(name) must be a list") }
        return try sequence.map { element in
            guard let mapping = element.mapping else { throw Self.malformed(element, "a mapping is expected") }
            return try StrictYAML(mapping, line: element.mark?.line ?? line)
        }
    }

    /// One of an enumeration's raw values.
    mutating func choice<T: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: T.Type) throws -> T {
        let text = try text(name)
        guard let choice = T(rawValue: text) else {
            let allowed = T.allCases.map(\.rawValue).joined(separator: ", ")
            throw Self.malformed(members[YAMLNode(name)], "\(name) must be one of \(allowed)")
        }
        return choice
    }

    /// An error that speaks of a member.
    func refuse(_ name: String, _ detail: String) -> SetupError {
        Self.malformed(members[YAMLNode(name)], "\(name) \(detail)", line: line)
    }
}
