import GRDB
public import LedgerFormat
public import RecordContract

/// The ledger as it stood after one block: everything that is read through one reader belongs together. Every query
/// uses an index; what has none is not offered.
public struct LedgerReader {
    let database: Database
    let stateRoots: StateRootWorker?

    init(database: Database, stateRoots: StateRootWorker? = nil) {
        self.database = database
        self.stateRoots = stateRoots
    }

    func sql(_ text: String) throws -> SQL { try SQL(database, text) }
}

extension LedgerReader: WorldState {
    /// The document under `key`. Throws `LedgerError.corrupted`.
    public func document(_ key: DocumentKey) throws -> Document? {
        try sql("SELECT value FROM documents WHERE key = ?").first(.ascii(key.text)) { row in
            try Self.document(row, value: 0, key: key)
        }
    }

    /// The hash of the transaction that used up `id`.
    public func transactionHash(ofID id: EntityID) throws -> TransactionHash? {
        try sql("SELECT hash FROM usedIDs WHERE id = ?").first(.blob(id.bytes)) { try $0.hash(0) }
    }

    /// What is due at `time`, ascending.
    public func dueDocuments(notAfter time: LedgerTime, limit: Int) throws -> [DueDocument] {
        try sql("SELECT key, value FROM documents WHERE key > ? AND key < ? ORDER BY key LIMIT ?")
            .all(.ascii(DueRange.start), .ascii(DueRange.end(notAfter: time)), .integer(Int64(limit))) { row in
                guard case .due(let document) = try Self.document(row, value: 1, key: Self.key(row, 0)) else {
                    throw row.corrupted(1)
                }
                return document
            }
    }

    /// When the next due work falls due.
    public func nextDue() throws -> LedgerTime? { try dueDocuments(notAfter: .maximum, limit: 1).first?.time }

    /// Calls `body` with key and bytes of each document of the world state, by key, at most `limit` after `key`.
    ///
    /// - Returns: the last one's key; nil when there was none.
    public func forEachDocument(
        after key: DocumentKey?, limit: Int, _ body: (DocumentKey, [UInt8]) throws -> Void
    ) throws -> DocumentKey? {
        var last: DocumentKey?
        try sql("SELECT key, value FROM documents WHERE key > ? ORDER BY key LIMIT ?")
            .forEach(.ascii(key?.text ?? ""), .integer(Int64(limit))) { row in
                let key = try Self.key(row, 0)
                last = key
                try body(key, try row.text(1))
                return true
            }
        return last
    }

    static func key(_ row: SQLRow, _ column: Int) throws -> DocumentKey {
        guard let key = DocumentKey(text: String(decoding: try row.text(column), as: UTF8.self)) else {
            throw row.corrupted(column)
        }
        return key
    }

    static func document(_ row: SQLRow, value column: Int, key: DocumentKey) throws -> Document {
        do throws(Rejection) {
            return try Document(parsing: try rejecting { try row.text(column) }, key: key)
        } catch {
            throw row.corrupted(column)
        }
    }

    /// Turns whatever reading throws into a rejection, for a typed `do`.
    static func rejecting<T>(_ body: () throws -> T) throws(Rejection) -> T {
        do { return try body() } catch { throw Rejection(.formatMalformed) }
    }
}

/// Where a page of an index ended: the next one begins after it.
public struct IndexPosition: Hashable, Sendable {
    /// The entry's term.
    public let term: [UInt8]
    /// The document's key.
    public let key: DocumentKey

    /// A position that a client kept.
    public init(term: [UInt8], key: DocumentKey) {
        self.term = term
        self.key = key
    }
}

/// A page of documents.
public struct DocumentPage: Sendable {
    /// The documents, in the order of their entries.
    public let documents: [Document]
    /// Where the next page begins; nil at the end.
    public let next: IndexPosition?
}

extension LedgerReader {
    /// The documents that an index lists under terms that begin with `prefix`, by term and key: at most `limit`, those
    /// after `after` (before it, when descending).
    public func documents(
        in index: DocumentIndex, prefix: [UInt8], after: IndexPosition? = nil, limit: Int, descending: Bool = false
    ) throws -> DocumentPage {
        // LEFT JOIN keeps the index outside and shows an entry without a document, which only damage leaves.
        var text = """
            SELECT e.term, e.key, d.value FROM indexEntries e LEFT JOIN documents d ON d.key = e.key
            WHERE e.documentIndex = ? AND e.term >= ?
            """
        var values: [SQLValue] = [.integer(Int64(index.rawValue)), .blob(prefix)]
        if let end = Self.end(ofPrefix: prefix) {
            text += " AND e.term < ?"
            values.append(.blob(end))
        }
        if let after {
            text += " AND (e.term, e.key) \(descending ? "<" : ">") (?, ?)"
            values += [.blob(after.term), .ascii(after.key.text)]
        }
        let order = descending ? "DESC" : "ASC"
        text += " ORDER BY e.term \(order), e.key \(order) LIMIT ?"
        let limit = max(0, limit)
        values.append(.integer(Int64(limit) + 1))

        var documents: [Document] = []
        var last: IndexPosition?
        var hasMore = false
        try sql(text).forEach(values) { row in
            guard documents.count < limit else {
                hasMore = true
                return false
            }
            let key = try Self.key(row, 1)
            documents.append(try Self.document(row, value: 2, key: key))
            last = IndexPosition(term: try row.blob(0), key: key)
            return true
        }
        return DocumentPage(documents: documents, next: hasMore ? last : nil)
    }

    /// The smallest bytes greater than everything that begins with `prefix`; nil when there are none.
    private static func end(ofPrefix prefix: [UInt8]) -> [UInt8]? {
        guard let last = prefix.lastIndex(where: { $0 < 0xFF }) else { return nil }
        return Array(prefix[..<last]) + [prefix[last] + 1]
    }
}
