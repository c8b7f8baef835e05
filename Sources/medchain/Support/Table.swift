import Foundation
import LedgerFormat

/// A list for people: columns as wide as their widest cell; on a terminal the last one is cut to fit.
struct Table {
    private let headings: [String]
    private var rows: [[String]] = []

    init(_ headings: String...) { self.headings = headings }

    mutating func add(_ cells: String...) { rows.append(cells.map { Terminal.safe($0) }) }

    /// Prints the table, or `empty` when it has no rows.
    func print(orElse empty: String) {
        guard !rows.isEmpty else { return Terminal.print(empty) }
        let lines = [headings] + rows
        let widths = headings.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        for line in lines {
            let cells = line.enumerated().map { column, cell in
                column == line.count - 1 ? cell : cell.padding(toLength: widths[column], withPad: " ", startingAt: 0)
            }
            Terminal.print(Self.fitted(cells.joined(separator: "  ")))
        }
    }

    private static func fitted(_ line: String) -> String {
        let columns = Terminal.columns
        guard Terminal.showsResults, line.count > columns else { return line }
        return line.prefix(columns - 1) + "…"
    }
}

/// Label and value, one a line.
struct Card {
    private var lines: [(String, String)] = []

    mutating func add(_ label: String, _ value: String?) {
        if let value, !value.isEmpty { lines.append((label, Terminal.safe(value, limit: 2_000))) }
    }

    func print() {
        let width = lines.map(\.0.count).max() ?? 0
        for (label, value) in lines {
            Terminal.print("\(label):".padding(toLength: width + 2, withPad: " ", startingAt: 0) + value)
        }
    }
}
