import LedgerFormat

/// Only its author changes a record, and only while it holds.
enum AuthorshipPolicy {
    /// The record. Throws `record.unknown`, `record.notAuthor`, `record.superseded`, `record.retracted` or
    /// `record.erased`.
    static func current(
        _ id: EntityID, of patient: IdentityID, by author: IdentityDocument, _ run: Execution
    ) throws -> RecordDocument {
        guard let record: RecordDocument = try run.read(.record(patient, id)) else { throw Rejection(.recordUnknown) }
        guard record.author == author.id else { throw Rejection(.recordNotAuthor) }
        switch record.status {
        case .superseded: throw Rejection(.recordSuperseded)
        case .retracted: throw Rejection(.recordRetracted)
        case .erased: throw Rejection(.recordErased)
        case .current: return record
        }
    }
}

/// What follows when a record holds no longer.
enum RecordEnding {
    /// Writes the ended record; everybody who read it is to acknowledge. Returns them.
    static func end(_ record: RecordDocument, _ run: Execution) throws -> [IdentityID] {
        var ended = record
        ended.endedAt = run.time
        run.write(ended)
        guard let readers: ReadersDocument = try run.read(.readers(record.patient, record.record)) else { return [] }
        run.write(
            AcknowledgementsDocument(
                patient: record.patient, record: record.record, author: record.author, pending: readers.readers))
        return readers.readers
    }
}
