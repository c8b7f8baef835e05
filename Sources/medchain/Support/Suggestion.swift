import ArgumentParser

/// What somebody who mistyped a word probably meant.
enum Suggestion {
    /// The command that a command line with an unknown subcommand is nearest to; nil when every word is known or
    /// nothing is near.
    static func command(for arguments: [String], in root: any ParsableCommand.Type) -> String? {
        var command = root
        var path = [name(of: root)]
        for argument in arguments {
            let subcommands = command.configuration.subcommands
            guard !argument.hasPrefix("-"), !subcommands.isEmpty else { return nil }
            if let next = subcommands.first(where: { name(of: $0) == argument }) {
                command = next
                path.append(argument)
                continue
            }
            let near = nearest(to: argument, among: subcommands.map { name(of: $0) })
            return near.map { (path + [$0]).joined(separator: " ") }
        }
        return nil
    }

    private static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? command._commandName
    }

    /// The word with the fewest wrong letters, when they are few; the first of equals.
    static func nearest(to word: String, among words: [String]) -> String? {
        let near = words.map { ($0, distance(word.lowercased(), $0.lowercased())) }
            .min { $0.1 < $1.1 }
        guard let near, near.1 <= max(1, min(word.count, near.0.count) / 3) else { return nil }
        return near.0
    }

    /// How many letters have to be put in, left out, replaced or exchanged with their neighbour.
    static func distance(_ one: String, _ other: String) -> Int {
        let (left, right) = (Array(one.unicodeScalars), Array(other.unicodeScalars))
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var rows = [Array(0...right.count)]
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let isSame = left[row - 1] == right[column - 1]
                var best = min(
                    rows[row - 1][column] + 1, current[column - 1] + 1, rows[row - 1][column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, rows[row - 2][column - 2] + 1)
                }
                current.append(best)
            }
            rows.append(current)
        }
        return rows[left.count][right.count]
    }
}
