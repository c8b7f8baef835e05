internal import LedgerFormat
internal import LedgerStore
internal import RecordContract

/// Where the records of a list come from. What the reader may not see is in no source, so that neither the length of a
/// page nor its cursor nor the time it takes says that there is more.
enum RecordSource {
    /// Everything under a prefix of an index; the rest of the term is time and record.
    case index(DocumentIndex, [UInt8])
    /// The reader's own records about one patient.
    case authored(by: IdentityID, patient: IdentityID)
    /// Single records.
    case records([RecordDocument])

    /// What a person may see of a patient's records: by categories that consent covers, by records that it names, and
    /// what they wrote. Throws `query` for a category that nobody knows.
    static func visible(
        of patient: IdentityID, category name: String?, _ visibility: Visibility
    ) throws -> [RecordSource] {
        let only = try name.map { name throws(NodeError) -> RecordContract.Category in
            guard let category = RecordContract.Category(rawValue: name) else { throw NodeError.query("category") }
            return category
        }
        let consent = try visibility.consent(for: patient)
        let prefix = IndexTerm().then(patient)
        if consent.isPatient {
            return [
                only.map { .index(.recordsByPatientCategory, prefix.then($0.code).bytes) }
                    ?? .index(.recordsByPatient, prefix.bytes)
            ]
        }
        let categories = consent.categories(.list).filter { only == nil || $0 == only }
        var sources = categories.map { RecordSource.index(.recordsByPatientCategory, prefix.then($0.code).bytes) }
        let named = try consent.records(.list).compactMap { id -> RecordDocument? in
            guard case .record(let record)? = try visibility.ledger.document(.record(patient, id)),
                record.status != .erased
            else { return nil }
            return only == nil || record.category == only ? record : nil
        }
        sources.append(.records(named))
        if only == nil {
            sources.append(.authored(by: visibility.me.id, patient: patient))
        } else {
            let authored = try RecordMerge(descending: false, ledger: visibility.ledger)
                .all(of: .authored(by: visibility.me.id, patient: patient)).filter { $0.category == only }
            sources.append(.records(authored))
        }
        return sources
    }
}

/// Merges sources by time and record, each record once.
struct RecordMerge {
    let descending: Bool
    let ledger: LedgerReader

    private static let pageSize = 200

    /// The part of the terms after which pages are continued: time and record.
    private static func suffix(_ record: RecordDocument) -> [UInt8] {
        IndexTerm().then(record.addedAt).then(record.record).bytes
    }

    func page(
        of sources: [RecordSource], after: [UInt8]?, limit: Int
    ) throws -> (records: [RecordDocument], next: [UInt8]?) {
        var found: [(suffix: [UInt8], record: RecordDocument)] = []
        var seen: Set<EntityID> = []
        for source in sources {
            for record in try records(of: source, after: after, limit: limit + 1)
            where seen.insert(record.record).inserted {
                found.append((Self.suffix(record), record))
            }
        }
        found.sort { left, right in
            descending
                ? right.suffix.lexicographicallyPrecedes(left.suffix)
                : left.suffix.lexicographicallyPrecedes(right.suffix)
        }
        let page = found.prefix(limit)
        return (page.map(\.record), found.count > limit ? page.last?.suffix : nil)
    }

    /// Everything of a source.
    func all(of source: RecordSource) throws -> [RecordDocument] {
        try records(of: source, after: nil, limit: Int.max - 1)
    }

    private func records(of source: RecordSource, after: [UInt8]?, limit: Int) throws -> [RecordDocument] {
        switch source {
        case .index(let index, let prefix): return try indexed(index, prefix, after, limit) { _ in true }
        case .authored(let author, let patient):
            return try indexed(.recordsByAuthor, IndexTerm().then(author).bytes, after, limit) { $0.patient == patient }
        case .records(let records):
            guard let after else { return records }
            return records.filter { record in
                let suffix = Self.suffix(record)
                return descending
                    ? suffix.lexicographicallyPrecedes(after) : after.lexicographicallyPrecedes(suffix)
            }
        }
    }

    private func indexed(
        _ index: DocumentIndex, _ prefix: [UInt8], _ after: [UInt8]?, _ limit: Int,
        where isWanted: (RecordDocument) -> Bool
    ) throws -> [RecordDocument] {
        // A key after or before every record's: the term alone decides where the page begins.
        let edge = DocumentKey(text: descending ? "!" : "~") ?? .parameters
        var position = after.map { IndexPosition(term: prefix + $0, key: edge) }
        var records: [RecordDocument] = []
        while true {
            let page = try ledger.documents(
                in: index, prefix: prefix, after: position, limit: min(Self.pageSize, limit), descending: descending)
            for case .record(let record) in page.documents where isWanted(record) {
                records.append(record)
                if records.count == limit { return records }
            }
            guard let next = page.next else { return records }
            position = next
        }
    }
}
