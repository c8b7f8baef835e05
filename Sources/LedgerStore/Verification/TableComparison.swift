import GRDB
import LedgerFormat
import RecordContract

/// One row as bytes: type and content of each column.
struct RawRow: Equatable {
    let columns: [RawValue]

    init(_ row: SQLRow) {
        columns = (0..<row.count).map { column in
            let raw = row.raw(column)
            return RawValue(type: raw.type, bytes: raw.bytes)
        }
    }

    /// Whether this row comes before `other` by its first `count` columns. Only rows of the right types are compared
    /// this way usefully; for others any order that is one will do.
    func precedes(_ other: RawRow, byFirst count: Int) -> Bool {
        for (left, right) in zip(columns.prefix(count), other.columns.prefix(count)) where left != right {
            return left < right
        }
        return false
    }
}

/// One value as bytes.
struct RawValue: Hashable, Comparable {
    let type: Int32
    let bytes: [UInt8]

    /// Integers in the order of numbers, texts and blobs in the order of bytes, as SQLite has it.
    static func < (lhs: RawValue, rhs: RawValue) -> Bool {
        guard lhs.type == rhs.type else { return lhs.type < rhs.type }
        if lhs.type == SQLRow.integerType, let left = lhs.integer, let right = rhs.integer { return left < right }
        return lhs.bytes.lexicographicallyPrecedes(rhs.bytes)
    }

    /// The number, of an integer.
    var integer: Int64? {
        guard type == SQLRow.integerType else { return nil }
        var reader = ByteReader(bytes)
        return try? reader.integer(Int64.self)
    }

    var hash: Hash256? { Hash256(bytes: bytes) }
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Compares a table of the database with the same table of the replay, row by row in the order of its key.
struct TableComparison {
    let table: String
    /// The columns of the key, in order.
    let key: [String]
    let maximumFindings: Int

    /// The key's columns, then all columns.
    static func sql(table: String, key: [String]) -> String {
        let order = key.joined(separator: ", ")
        // On which page a table begins is no part of what it says.
        let columns = table == "sqlite_schema" ? "type, name, tbl_name, sql" : "*"
        return "SELECT \(order), \(columns) FROM \(table) ORDER BY \(order)"
    }

    private var sql: String { Self.sql(table: table, key: key) }

    /// The differences, at most `maximumFindings`.
    func findings(stored: Database, replayed: Database) -> [VerificationFinding] {
        var findings: [VerificationFinding] = []
        do {
            var cursor = try RowCursor(stored, sql)
            var actual = try cursor.next()
            try SQL(replayed, sql).forEach { row in
                let expected = RawRow(row)
                while let extra = actual, extra.precedes(expected, byFirst: key.count) {
                    findings.append(RowName(table: table, row: extra).finding("a row that does not belong here"))
                    actual = try cursor.next()
                    if findings.count >= maximumFindings { return false }
                }
                if let found = actual, !expected.precedes(found, byFirst: key.count) {
                    if found != expected {
                        findings.append(RowName(table: table, row: expected).finding("altered"))
                    }
                    actual = try cursor.next()
                } else {
                    findings.append(RowName(table: table, row: expected).finding("missing"))
                }
                return findings.count < maximumFindings
            }
            while findings.count < maximumFindings, let extra = actual {
                findings.append(RowName(table: table, row: extra).finding("a row that does not belong here"))
                actual = try cursor.next()
            }
        } catch {
            findings.append(
                RowName.finding(table: table, "cannot be read further (\(Verifier.describe(error)))"))
        }
        return findings
    }
}

/// Names what a row of a table stands for.
struct RowName {
    let table: String
    /// The key's columns, then all columns.
    let row: RawRow

    private var key: RawValue { row.columns[0] }

    /// The finding that names this row.
    func finding(_ message: String) -> VerificationFinding {
        let text = "\(table): \(message)"
        switch table {
        case "blocks": return VerificationFinding(.block, height: height, text)
        case "transactions":
            let place = key.integer.map { Place(number: $0) }
            let jws = row.columns.count > 2 ? row.columns[2].bytes : []
            return VerificationFinding(
                .transaction, height: place?.height, transaction: (try? Transaction(parsing: jws))?.hash, text)
        case "usedIDs": return VerificationFinding(.transaction, transaction: key.hash, text)
        case "documents": return VerificationFinding(.document, document: DocumentKey(text: key.text), text)
        case "indexEntries":
            let document = row.columns.count > 2 ? DocumentKey(text: row.columns[2].text) : nil
            return VerificationFinding(.indexEntry, document: document, text)
        case "eventAudience":
            let position = row.columns.count > 1 ? row.columns[1].integer.map { EventPosition(number: $0) } : nil
            return VerificationFinding(.event, height: position?.height, text)
        case "stateChanges": return VerificationFinding(.stateTree, height: height, text)
        default: return Self.finding(table: table, message)
        }
    }

    /// The finding that names the table alone.
    static func finding(table: String, _ message: String) -> VerificationFinding {
        let kind: VerificationFinding.Kind =
            switch table {
            case "ledger": .genesis
            case "blocks": .block
            case "transactions", "usedIDs": .transaction
            case "documents": .document
            case "indexEntries": .indexEntry
            case "eventAudience": .event
            case "headerLog": .headerLog
            case "stateChanges", "stateLeaves", "stateBuckets", "stateProgress": .stateTree
            default: .schema
            }
        return VerificationFinding(kind, "\(table): \(message)")
    }

    private var height: UInt64? { key.integer.flatMap { UInt64(exactly: $0) } }
}
