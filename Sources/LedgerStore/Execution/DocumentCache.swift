import LedgerFormat
import RecordContract

/// Decoded documents as they stand after the last executed block, absent ones too, so that most reads of execution
/// touch no database. Bounded: when the young generation is full it becomes the old one, and what was not asked for
/// since is gone.
struct DocumentCache {
    private let capacity: Int
    private var young: [DocumentKey: Document?] = [:]
    private var old: [DocumentKey: Document?] = [:]

    /// Holds at most twice `capacity` documents.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// The document, nil for one known to be absent; nil altogether when nothing is known.
    mutating func lookUp(_ key: DocumentKey) -> Document?? {
        if let document = young[key] { return document }
        guard let document = old.removeValue(forKey: key) else { return nil }
        store(document, key)
        return document
    }

    mutating func store(_ document: Document?, _ key: DocumentKey) {
        if young.count >= capacity {
            old = young
            young = [:]
        }
        young.updateValue(document, forKey: key)
    }

    mutating func remove(_ key: DocumentKey) {
        young.removeValue(forKey: key)
        old.removeValue(forKey: key)
    }
}
