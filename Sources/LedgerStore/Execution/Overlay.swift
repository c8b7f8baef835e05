import LedgerFormat
import RecordContract

/// What executed blocks changed that are not committed yet: execution reads through it to the database.
struct Overlay {
    private struct Entry {
        let height: UInt64
        let document: Document?
    }
    private struct Block {
        let height: UInt64
        let keys: [DocumentKey]
        let ids: [EntityID]
    }

    private var blocks: [Block] = []
    private var documents: [DocumentKey: Entry] = [:]
    /// The keys among them that name due work.
    private var dueKeys: Set<DocumentKey> = []
    private var hashes: [EntityID: TransactionHash] = [:]

    mutating func add(height: UInt64, changes: [StateChange], ids: [(id: EntityID, hash: TransactionHash)]) {
        for change in changes {
            documents[change.key] = Entry(height: height, document: change.document)
            if DueRange.contains(change.key) { dueKeys.insert(change.key) }
        }
        for used in ids { hashes[used.id] = used.hash }
        blocks.append(Block(height: height, keys: changes.map(\.key), ids: ids.map(\.id)))
    }

    /// Forgets the blocks up to `height`, which the database shows by now, and hands their documents, where no later
    /// block changed them again, to `cache`.
    mutating func prune(committed height: UInt64, into cache: inout DocumentCache) {
        let count = blocks.prefix { $0.height <= height }.count
        for block in blocks.prefix(count) {
            for key in block.keys {
                guard let entry = documents[key], entry.height <= height else { continue }
                documents.removeValue(forKey: key)
                dueKeys.remove(key)
                cache.store(entry.document, key)
            }
            for id in block.ids { hashes.removeValue(forKey: id) }
        }
        blocks.removeFirst(count)
    }

    /// The document, nil for one that was deleted; nil altogether when no uncommitted block changed it.
    func document(_ key: DocumentKey) -> Document?? { documents[key].map(\.document) }
    func hash(ofID id: EntityID) -> TransactionHash? { hashes[id] }

    /// The due work that uncommitted blocks added or, where nil, removed; in no order.
    var due: [(key: DocumentKey, document: Document?)] { dueKeys.map { ($0, documents[$0]?.document) } }
}
