import LedgerFormat

/// What it means that a record is erased.
enum RecordErasing {
    /// Writes the erased record. That somebody has read it or has to acknowledge something about it goes too: there is
    /// nothing any more to be told about. The events of the past stay.
    static func erase(_ record: RecordDocument, _ run: Execution) throws {
        var erased = record
        erased.status = .erased
        erased.endedAt = run.time
        erased.note = nil
        run.write(erased)
        let beside: [DocumentKey] = [
            .readers(record.patient, record.record), .acknowledgements(record.patient, record.record),
        ]
        for key in beside where try run.has(key) { run.delete(key) }
    }
}
