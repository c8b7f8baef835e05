public import LedgerFormat

/// Who has read a record, the patient and its author excepted: they are told when it changes.
public struct ReadersDocument: LedgerDocument {
    /// The most readers that are kept. A document may hold no more members than the strict parser allows; a record that
    /// more people read keeps its first thousand.
    static let maximum = 1_000

    /// The patient.
    public let patient: IdentityID
    /// The record.
    public let record: EntityID
    /// The readers, ascending.
    public private(set) var readers: [IdentityID]

    init(patient: IdentityID, record: EntityID) {
        self.patient = patient
        self.record = record
        readers = []
    }

    /// Adds a reader; false when nothing changed.
    mutating func insert(_ reader: IdentityID) -> Bool {
        readers.count < Self.maximum && readers.insertAscending(reader)
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        record = try reader.id("record")
        readers = try reader.identities("readers", count: 1...Self.maximum)
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .readers(patient, record) }
    /// The document as one of the world state.
    public var document: Document { .readers(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .readers(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        ["patient": .identity(patient), "record": .id(record), "readers": .identities(readers)]
    }
}

/// Who read a record before it was superseded or retracted and has not acknowledged that.
public struct AcknowledgementsDocument: LedgerDocument {
    /// The patient.
    public let patient: IdentityID
    /// The record.
    public let record: EntityID
    /// Who wrote it.
    public let author: IdentityID
    /// Who has yet to acknowledge, ascending; never empty.
    public internal(set) var pending: [IdentityID]

    init(patient: IdentityID, record: EntityID, author: IdentityID, pending: [IdentityID]) {
        self.patient = patient
        self.record = record
        self.author = author
        self.pending = pending
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        patient = try reader.identity("patient")
        record = try reader.id("record")
        author = try reader.identity("author")
        pending = try reader.identities("pending", count: 1...ReadersDocument.maximum)
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .acknowledgements(patient, record) }
    /// The document as one of the world state.
    public var document: Document { .acknowledgements(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .acknowledgements(let value) = document else { return nil }
        self = value
    }
    /// Where the indexes list it.
    public var indexEntries: [IndexEntry] {
        pending.map { IndexEntry(.acknowledgementsByReader, IndexTerm().then($0).then(record)) }
            + [IndexEntry(.acknowledgementsByAuthor, IndexTerm().then(author).then(record))]
    }

    /// The members.
    public var json: JSONObject {
        [
            "patient": .identity(patient), "record": .id(record), "author": .identity(author),
            "pending": .identities(pending),
        ]
    }
}

extension Array where Element: Comparable {
    /// Where `element` stands in an ascending list, or would.
    func ascendingIndex(of element: Element) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether an ascending list has `element`.
    func ascendingContains(_ element: Element) -> Bool {
        let index = ascendingIndex(of: element)
        return index < count && self[index] == element
    }

    /// Inserts into an ascending list; false when it is there already.
    mutating func insertAscending(_ element: Element) -> Bool {
        let index = ascendingIndex(of: element)
        if index < count, self[index] == element { return false }
        insert(element, at: index)
        return true
    }

    /// Removes from an ascending list; false when it is not there.
    mutating func removeAscending(_ element: Element) -> Bool {
        let index = ascendingIndex(of: element)
        guard index < count, self[index] == element else { return false }
        remove(at: index)
        return true
    }
}
