import GRDB
import GRDBSQLite
import LedgerFormat

/// A value to bind.
enum SQLValue {
    case null
    case integer(Int64)
    case blob([UInt8])
    case text([UInt8])

    static func hash(_ hash: Hash256) -> SQLValue { .blob(hash.bytes) }
    static func height(_ height: UInt64) -> SQLValue { .integer(Int64(truncatingIfNeeded: height)) }
    static func ascii(_ text: String) -> SQLValue { .text(Array(text.utf8)) }
}

/// A prepared statement of a connection.
///
/// GRDB keeps the connections, transactions, migrations and prepared statements. Values go through SQLite's own
/// interface: GRDB's decoding traps on a value of an unexpected type, and a damaged database holds such values;
/// besides, a node binds and reads some hundred thousand values a second here.
struct SQL {
    private let statement: Statement
    private let database: Database

    /// Prepares `sql`, or takes it from the connection's cache.
    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.cachedStatement(sql: sql)
    }

    private var pointer: OpaquePointer { statement.sqliteStatement }

    /// Runs a statement that returns no rows.
    func execute(_ values: SQLValue...) throws {
        try bind(values)
        defer { reset() }
        while try step() {}
    }

    /// Calls `body` with each row until it answers false.
    func forEach(_ values: SQLValue..., body: (SQLRow) throws -> Bool) throws {
        try forEach(values, body: body)
    }

    /// Calls `body` with each row until it answers false.
    func forEach(_ values: [SQLValue], body: (SQLRow) throws -> Bool) throws {
        try bind(values)
        defer { reset() }
        let row = SQLRow(statement: pointer)
        while try step() {
            guard try body(row) else { return }
        }
    }

    /// The first row as `decode` reads it; nil without one.
    func first<T>(_ values: SQLValue..., decode: (SQLRow) throws -> T) throws -> T? {
        try bind(values)
        defer { reset() }
        guard try step() else { return nil }
        return try decode(SQLRow(statement: pointer))
    }

    /// All rows.
    func all<T>(_ values: SQLValue..., decode: (SQLRow) throws -> T) throws -> [T] {
        var result: [T] = []
        try forEach(values) { row in
            result.append(try decode(row))
            return true
        }
        return result
    }

    private func step() throws -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw error(code)
        }
    }

    private func reset() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    private func error(_ code: Int32) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
    }

    private func bind(_ values: [SQLValue]) throws {
        // SQLite copies what is bound: the arrays live only as long as this call.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            let code =
                switch value {
                case .null: sqlite3_bind_null(pointer, index)
                case .integer(let number): sqlite3_bind_int64(pointer, index, number)
                case .blob(let bytes):
                    // A null pointer would bind NULL instead of an empty blob.
                    bytes.isEmpty
                        ? sqlite3_bind_zeroblob(pointer, index, 0)
                        : sqlite3_bind_blob(pointer, index, bytes, Int32(bytes.count), transient)
                case .text(let bytes):
                    bytes.withUnsafeBytes { buffer in
                        let start = buffer.assumingMemoryBound(to: CChar.self).baseAddress
                        return start == nil
                            ? sqlite3_bind_text(pointer, index, "", 0, transient)
                            : sqlite3_bind_text(pointer, index, start, Int32(bytes.count), transient)
                    }
                }
            guard code == SQLITE_OK else { throw error(code) }
        }
    }
}

/// The current row of a statement: valid until the next one. Every read checks the type that stands there and throws
/// `LedgerError.corrupted` for another one.
struct SQLRow {
    /// What `raw` calls an integer.
    static let integerType = SQLITE_INTEGER

    let statement: OpaquePointer

    var count: Int { Int(sqlite3_column_count(statement)) }

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

    func integer(_ column: Int) throws -> Int64 {
        try require(SQLITE_INTEGER, column)
        return sqlite3_column_int64(statement, Int32(column))
    }

    func height(_ column: Int) throws -> UInt64 {
        guard let height = UInt64(exactly: try integer(column)) else { throw corrupted(column) }
        return height
    }

    func blob(_ column: Int) throws -> [UInt8] {
        try require(SQLITE_BLOB, column)
        return bytes(column)
    }

    func text(_ column: Int) throws -> [UInt8] {
        try require(SQLITE_TEXT, column)
        return bytes(column)
    }

    func hash(_ column: Int) throws -> Hash256 {
        guard let hash = Hash256(bytes: try blob(column)) else { throw corrupted(column) }
        return hash
    }

    /// The type and the bytes of a value, whatever it is: for comparing two databases.
    func raw(_ column: Int) -> (type: Int32, bytes: [UInt8]) {
        let type = sqlite3_column_type(statement, Int32(column))
        switch type {
        case SQLITE_INTEGER:
            var writer = ByteWriter()
            writer.integer(sqlite3_column_int64(statement, Int32(column)))
            return (type, writer.bytes)
        case SQLITE_FLOAT:
            var writer = ByteWriter()
            writer.integer(sqlite3_column_double(statement, Int32(column)).bitPattern)
            return (type, writer.bytes)
        case SQLITE_NULL: return (type, [])
        default: return (type, bytes(column))
        }
    }

    /// The error that says this column is damaged.
    func corrupted(_ column: Int) -> LedgerError {
        let name = sqlite3_column_name(statement, Int32(column)).map { String(cString: $0) } ?? "column \(column)"
        let words = sqlite3_sql(statement).map { String(cString: $0).split(whereSeparator: \.isWhitespace) } ?? []
        let table = words.firstIndex(of: "FROM").flatMap { words.dropFirst($0 + 1).first } ?? "database"
        return .corrupted(place: "\(table).\(name)")
    }

    private func require(_ type: Int32, _ column: Int) throws {
        guard sqlite3_column_type(statement, Int32(column)) == type else { throw corrupted(column) }
    }

    private func bytes(_ column: Int) -> [UInt8] {
        // The pointer has to be taken before the length (sqlite3_column_bytes).
        guard let start = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}

/// The rows of a statement one by one, beside those of another connection's.
struct RowCursor {
    private let statement: Statement
    private let database: Database

    /// Runs `sql`, which takes no values, in a statement of its own.
    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.makeStatement(sql: sql)
    }

    /// The next row; nil after the last.
    mutating func next() throws -> RawRow? {
        switch sqlite3_step(statement.sqliteStatement) {
        case SQLITE_ROW: return RawRow(SQLRow(statement: statement.sqliteStatement))
        case SQLITE_DONE: return nil
        case let code: throw DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
    }
}
